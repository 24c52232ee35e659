// The WebAssembly module: a table of names over the library.
//
// Settings come in as JSON, arrays cross as copies (a view of the heap does not survive its
// growth), and a message from the library becomes a JavaScript Error.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/config_json.h"
#include "meanflow/density.h"
#include "meanflow/drawing_import.h"
#include "meanflow/exact_flow.h"
#include "meanflow/loss_floor.h"
#include "meanflow/metrics.h"
#include "meanflow/model_file.h"
#include "meanflow/random.h"
#include "meanflow/receipt.h"
#include "meanflow/recipe.h"
#include "meanflow/safetensors.h"
#include "meanflow/sampler.h"
#include "meanflow/trainer.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

template <typename Config>
std::string ValidateJson(const std::string& json) {
  Config config;
  return FromJson(json, &config);
}

// Densities and noise.

val DensityValue(const std::string& json) {
  const GridDensity density = MakeDensity(Parse<TrainConfig>(json).density);
  val result = val::object();
  result.set("size", density.size);
  result.set("extent", density.extent);
  result.set("weights", Floats({density.weights.begin(), density.weights.end()}));
  return result;
}

val SampleDensity(const std::string& json, int count, std::uint32_t seed) {
  const DensitySampler density(MakeDensity(Parse<TrainConfig>(json).density));
  ThrowIf(ValidateNumber(FindField("count"), count));
  return Floats(FreshData(density, seed, count));
}

val Noise(int count, std::uint32_t seed) {
  ThrowIf(ValidateNumber(FindField("count"), count));
  return Floats(StartingNoise(seed, count));
}

val SolverTimes(const std::string& json, int steps) {
  const Direction direction = Parse<TrainConfig>(json).direction;
  ThrowIf(ValidateNumber(FindField("steps"), steps));
  std::vector<float> times(steps + 1);
  for (int i = 0; i <= steps; ++i) times[i] = static_cast<float>(SolverTime(direction, i, steps));
  return Floats(times);
}

// Drawings.

val DrawingValue(const std::string& error, const Drawing& drawing) {
  ThrowIf(error);
  val result = val::object();
  result.set("text", EncodeDrawing(drawing));
  result.set("size", drawing.size);
  result.set("levels", Copy("Uint8Array", drawing.levels.data(), drawing.levels.size()));
  return result;
}

void CheckSize(int size) {
  if (size >= kSmallestDrawing && size <= kLargestDrawing) return;
  ThrowIf("size: " + std::to_string(size) + " is not 2 to 64");
}

/// Of a text; see DecodeDrawing.
val DrawingOfText(const std::string& text) {
  Drawing drawing;
  const std::string error = DecodeDrawing(text, &drawing);
  return DrawingValue(error, drawing);
}

val DrawingOfLevels(const val& levels, int size) {
  CheckSize(size);
  const std::string bytes = BytesFrom(levels);
  const Drawing drawing{size, {bytes.begin(), bytes.end()}};
  if (bytes.size() != static_cast<std::size_t>(size) * size) ThrowIf("levels: not one a cell");
  for (const int level : drawing.levels) {
    if (level > kHighestLevel) ThrowIf("levels: " + std::to_string(level) + " is not 0 to 63");
  }
  return DrawingOfText(EncodeDrawing(drawing));  // Which refuses an empty one.
}

/// Of a file's bytes; see ImportDrawing.
val DrawingOfFile(const val& bytes, int size, bool light) {
  CheckSize(size);
  Drawing drawing;
  const std::string error =
      ImportDrawing(BytesFrom(bytes), size, light ? Ink::kLight : Ink::kDark, &drawing);
  return DrawingValue(error, drawing);
}

/// Of a picture's shades, a byte a pixel; see DrawImage.
val DrawingOfPicture(const val& shades, int width, int height, int size, bool light) {
  CheckSize(size);
  const std::string bytes = BytesFrom(shades);
  Drawing drawing;
  const std::string error = DrawImage({width, height, {bytes.begin(), bytes.end()}}, size,
                                      light ? Ink::kLight : Ink::kDark, &drawing);
  return DrawingValue(error, drawing);
}

/// Of a run's density; see DrawDensity.
val DrawingOfDensity(const std::string& json, int size) {
  CheckSize(size);
  Drawing drawing;
  const std::string error =
      DrawDensity(MakeDensity(Parse<TrainConfig>(json).density), size, &drawing);
  return DrawingValue(error, drawing);
}

// Trainer.

std::unique_ptr<Trainer> MakeTrainer(const std::string& json) {
  return std::make_unique<Trainer>(Parse<TrainConfig>(json));
}

int Iteration(const Trainer& trainer) { return trainer.state().iteration; }
/// Those to sample from.
val Parameters(const Trainer& trainer) { return Floats(trainer.state().Shown()); }
/// Those that training goes on with, for its lanes.
void ParametersInto(const Trainer& trainer, const val& target) {
  FloatsInto(trainer.state().parameters, target);
}

void AddLane(Trainer& trainer, int lane, double loss, const val& gradient) {
  if (lane < 0 || lane >= kLanes) ThrowIf("lane: " + std::to_string(lane) + " is not 0 to 7");
  CopyFrom(gradient, trainer.ParameterCount(), trainer.LaneGradient(lane));
  trainer.AddLane(lane, loss);
}

void Apply(Trainer& trainer) {
  if (!trainer.HasAllLanes()) ThrowIf("apply: not all lanes are in");
  ThrowIf(trainer.Apply());
}

void Step(Trainer& trainer) { ThrowIf(trainer.Step()); }

val Losses(const Trainer& trainer, int from) {
  const std::vector<float>& losses = trainer.state().losses;
  const int size = static_cast<int>(losses.size());
  if (from < 0 || from > size) from = size;
  return Copy("Float32Array", losses.data() + from, size - from);
}

val CheckpointIterations(const Trainer& trainer) {
  std::vector<std::int32_t> iterations;
  for (const Checkpoint& checkpoint : trainer.checkpoints()) {
    iterations.push_back(checkpoint.iteration);
  }
  return Copy("Int32Array", iterations.data(), iterations.size());
}

val CheckpointParameters(const Trainer& trainer, int index) {
  if (index < 0 || index >= static_cast<int>(trainer.checkpoints().size())) {
    ThrowIf("checkpoint: there is no number " + std::to_string(index));
  }
  return Floats(trainer.checkpoints()[index].parameters);
}

val ExportWeights(const Trainer& trainer) {
  const TrainState& state = trainer.state();
  return Bytes(
      WriteSafetensors(ModelToTensors({trainer.config(), state.iteration, state.Shown()})));
}

val ExportOptimizer(const Trainer& trainer) {
  return Bytes(WriteSafetensors(OptimizerToTensors(trainer.config(), trainer.state())));
}

void Restore(Trainer& trainer, const val& weights, const val& optimizer) {
  TensorFile file;
  Model model{trainer.config(), 0, {}};
  ThrowIf(ReadSafetensors(BytesFrom(weights), &file));
  ThrowIf(ModelFromTensors(file, &model));
  TrainState state;
  ThrowIf(ReadSafetensors(BytesFrom(optimizer), &file));
  ThrowIf(OptimizerFromTensors(file, model, &state));
  ThrowIf(trainer.Restore(std::move(state)));
}

/// Begins anew with the parameters of a file; returns the iterations of training behind them, 0
/// when the file does not tell.
int ImportWeights(Trainer& trainer, const val& weights) {
  TensorFile file;
  Model model{trainer.config(), 0, {}};
  ThrowIf(ReadSafetensors(BytesFrom(weights), &file));
  ThrowIf(ModelFromTensors(file, &model));
  ThrowIf(RefuseForRun(model, trainer.config()));
  ThrowIf(trainer.Restore(BeginWith(std::move(model.parameters), trainer.config())));
  return model.iteration;
}

/// Takes on a run that has ended: its network and the loss of every iteration. There is no
/// optimizer, so that it can be looked at but not gone on with.
void RestoreFinished(Trainer& trainer, const val& weights, const val& losses) {
  TensorFile file;
  Model model{trainer.config(), 0, {}};
  ThrowIf(ReadSafetensors(BytesFrom(weights), &file));
  ThrowIf(ModelFromTensors(file, &model));
  ThrowIf(RefuseForRun(model, trainer.config()));
  if (model.iteration < trainer.config().iterations) {
    ThrowIf("iteration: " + std::to_string(model.iteration) + " is not the end of the run, at " +
            std::to_string(trainer.config().iterations));
  }
  TrainState state = BeginWith(std::move(model.parameters), trainer.config());
  state.iteration = model.iteration;
  state.losses = FloatsFrom(losses);
  ThrowIf(trainer.Restore(std::move(state)));
}

std::string TrainerReceipt(const Trainer& trainer) { return Receipt(trainer.state().parameters); }

// Lanes: the gradient stays here until it is asked for.

struct Lane {
  explicit Lane(const TrainConfig& config)
      : evaluator(config), gradient(evaluator.ParameterCount()) {}

  LaneEvaluator evaluator;
  std::vector<float> gradient;
};

std::unique_ptr<Lane> MakeLane(const std::string& json) {
  return std::make_unique<Lane>(Parse<TrainConfig>(json));
}

void SetLaneParameters(Lane& lane, const val& parameters) {
  lane.evaluator.SetParameters(FloatsFrom(parameters, lane.evaluator.ParameterCount()).data());
}

double EvaluateLane(Lane& lane, int iteration, int index) {
  if (index < 0 || index >= kLanes) ThrowIf("lane: " + std::to_string(index) + " is not 0 to 7");
  return lane.evaluator.Evaluate(iteration, index, lane.gradient.data());
}

val LaneGradient(const Lane& lane) { return Floats(lane.gradient); }
void LaneGradientInto(const Lane& lane, const val& target) { FloatsInto(lane.gradient, target); }

// Sampler.

std::unique_ptr<Sampler> MakeSampler(const std::string& json) {
  const auto config = Parse<TrainConfig>(json);
  return std::make_unique<Sampler>(config.method, config.direction, config.network);
}

void SetSamplerParameters(Sampler& sampler, const val& parameters) {
  sampler.SetParameters(FloatsFrom(parameters, sampler.shape().ParameterCount()).data());
}

val SamplePath(Sampler& sampler, const std::string& json) {
  return Floats(sampler.Path(Parse<SampleConfig>(json)));
}

val SampleStep(Sampler& sampler, int index, int steps, const val& positions) {
  ThrowIf(ValidateNumber(FindField("steps"), steps));
  if (index < 0 || index >= steps) ThrowIf("step: " + std::to_string(index) + " is past the last");
  std::vector<float> state = FloatsFrom(positions);
  sampler.Step(index, steps, state.data(), static_cast<int>(state.size() / 2));
  return Floats(state);
}

val SampleVelocity(Sampler& sampler, const val& positions, double t, double r) {
  const std::vector<float> state = FloatsFrom(positions);
  std::vector<float> velocities(state.size());
  sampler.Velocity(state.data(), static_cast<int>(state.size() / 2), t, r, velocities.data());
  return Floats(velocities);
}

val SampleVelocityField(Sampler& sampler, double t, double r, int size, double extent) {
  if (size < 1 || size > 512) ThrowIf("size: " + std::to_string(size) + " is not 1 to 512");
  return Floats(sampler.VelocityField(t, r, size, extent));
}

// The exact flow and measures.

/// Cells along a side that the page's exact flow uses at most: finer than its pixels gains nothing.
constexpr int kExactCells = 64;

GridDensity ExactDensity(const std::string& json) {
  const GridDensity density = MakeDensity(Parse<TrainConfig>(json).density);
  return density.size > kExactCells ? Coarsen(density, kExactCells) : density;
}

std::unique_ptr<ExactFlow> MakeExactFlow(const std::string& json) {
  return std::make_unique<ExactFlow>(ExactDensity(json), Parse<TrainConfig>(json).direction);
}

/// "" when times and tolerance are usable.
std::string CheckTimes(const std::vector<float>& times, double tolerance) {
  for (const float time : times) {
    if (!(time >= 0 && time <= 1)) return "time: " + std::to_string(time) + " is not 0 to 1";
  }
  if (times.empty()) return "times: there are none";
  if (!(tolerance >= 1e-10 && tolerance <= 0.1)) return "tolerance: is not 1e-10 to 0.1";
  return "";
}

val ExactPath(ExactFlow& flow, const val& positions, const val& times, double tolerance) {
  const std::vector<float> state = FloatsFrom(positions);
  const std::vector<float> at = FloatsFrom(times);
  ThrowIf(CheckTimes(at, tolerance));
  std::vector<float> states(state.size() * at.size());
  flow.Path(state.data(), static_cast<int>(state.size() / 2), {at.begin(), at.end()}, tolerance,
            states.data());
  return Floats(states);
}

val ExactVelocity(ExactFlow& flow, const val& positions, double t) {
  const std::vector<float> state = FloatsFrom(positions);
  ThrowIf(CheckTimes({static_cast<float>(t)}, 0.1));
  std::vector<float> velocities(state.size());
  flow.Velocity(state.data(), static_cast<int>(state.size() / 2), t, velocities.data());
  return Floats(velocities);
}

val ExactAverageVelocity(ExactFlow& flow, const val& positions, double t, double r,
                         double tolerance) {
  const std::vector<float> state = FloatsFrom(positions);
  ThrowIf(CheckTimes({static_cast<float>(t), static_cast<float>(r)}, tolerance));
  std::vector<float> velocities(state.size());
  flow.AverageVelocity(state.data(), static_cast<int>(state.size() / 2), t, r, tolerance,
                       velocities.data());
  return Floats(velocities);
}

val ExactJacobian(ExactFlow& flow, const val& positions, double t, double r, double tolerance) {
  const std::vector<float> state = FloatsFrom(positions);
  ThrowIf(CheckTimes({static_cast<float>(t), static_cast<float>(r)}, tolerance));
  std::vector<float> jacobians(2 * state.size());
  flow.Jacobian(state.data(), static_cast<int>(state.size() / 2), t, r, tolerance,
                jacobians.data());
  return Floats(jacobians);
}

/// The irreducible loss of a method's run; null for MF, which has no finite floor.
val LossFloorOf(const std::string& json) {
  const auto config = Parse<TrainConfig>(json);
  const auto floor = LossFloor(ExactDensity(json)).Mean(config);
  return floor ? val(*floor) : val::null();
}

std::unique_ptr<QualityMeter> MakeQualityMeter(const std::string& json, int count,
                                               std::uint32_t seed) {
  ThrowIf(ValidateNumber(FindField("count"), count));
  return std::make_unique<QualityMeter>(MakeDensity(Parse<TrainConfig>(json).density), count, seed);
}

val MeasureQuality(const QualityMeter& meter, const val& samples) {
  const SampleQuality quality = meter.Measure(FloatsFrom(samples, 2 * meter.count()).data());
  val result = val::object();
  result.set("onSupport", quality.on_support);
  result.set("onSupportIdeal", quality.on_support_ideal);
  result.set("totalVariation", quality.total_variation);
  result.set("totalVariationFloor", quality.total_variation_floor);
  result.set("slicedWasserstein", quality.sliced_wasserstein);
  result.set("slicedWassersteinFloor", quality.sliced_wasserstein_floor);
  return result;
}

double FlowMapErrorOf(const val& ends, const val& exact_ends) {
  const std::vector<float> reached = FloatsFrom(ends);
  const std::vector<float> exact = FloatsFrom(exact_ends, static_cast<int>(reached.size()));
  return FlowMapError(reached.data(), exact.data(), static_cast<int>(reached.size() / 2));
}

}  // namespace

EMSCRIPTEN_BINDINGS(meanflow) {
  using emscripten::allow_raw_pointers;
  using emscripten::class_;
  using emscripten::function;

  function("fields", &FieldsToJson);
  function("recipes", &RecipesToJson);
  function("validate", &ValidateJson<TrainConfig>);
  function("validateSample", &ValidateJson<SampleConfig>);
  function("makeDensity", &DensityValue);
  function("sampleDensity", &SampleDensity);
  function("noise", &Noise);
  function("solverTimes", &SolverTimes);

  function("drawingOfText", &DrawingOfText);
  function("drawingOfLevels", &DrawingOfLevels);
  function("drawingOfFile", &DrawingOfFile);
  function("drawingOfPicture", &DrawingOfPicture);
  function("drawingOfDensity", &DrawingOfDensity);

  class_<Trainer>("Trainer")
      .constructor(&MakeTrainer)
      .function("iteration", &Iteration)
      .function("parameterCount", &Trainer::ParameterCount)
      .function("parameters", &Parameters)
      .function("parametersInto", &ParametersInto)
      .function("addLane", &AddLane)
      .function("hasAllLanes", &Trainer::HasAllLanes)
      .function("apply", &Apply)
      .function("step", &Step)
      .function("losses", &Losses)
      .function("checkpointIterations", &CheckpointIterations)
      .function("checkpoint", &CheckpointParameters)
      .function("exportWeights", &ExportWeights)
      .function("exportOptimizer", &ExportOptimizer)
      .function("restore", &Restore)
      .function("restoreFinished", &RestoreFinished)
      .function("importWeights", &ImportWeights)
      .function("receipt", &TrainerReceipt);
  function("arithmetic", &Arithmetic);

  class_<Lane>("LaneEvaluator")
      .constructor(&MakeLane)
      .function("setParameters", &SetLaneParameters)
      .function("evaluate", &EvaluateLane)
      .function("gradient", &LaneGradient)
      .function("gradientInto", &LaneGradientInto);

  class_<Sampler>("Sampler")
      .constructor(&MakeSampler)
      .function("setParameters", &SetSamplerParameters)
      .function("path", &SamplePath)
      .function("step", &SampleStep)
      .function("velocity", &SampleVelocity)
      .function("velocityField", &SampleVelocityField);

  function("lossFloor", &LossFloorOf);
  function("flowMapError", &FlowMapErrorOf);

  class_<ExactFlow>("ExactFlow")
      .constructor(&MakeExactFlow)
      .function("path", &ExactPath)
      .function("velocity", &ExactVelocity)
      .function("averageVelocity", &ExactAverageVelocity)
      .function("jacobian", &ExactJacobian);

  class_<QualityMeter>("QualityMeter")
      .constructor(&MakeQualityMeter)
      .function("measure", &MeasureQuality);
}

}  // namespace meanflow
