// Bindings of training: runs, and the lanes that workers evaluate for them.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/model_file.h"
#include "io/optimizer_file.h"
#include "io/receipt.h"
#include "io/safetensors.h"
#include "meanflow/config.h"
#include "meanflow/trainer.h"
#include "wasm/model_values.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

std::unique_ptr<Trainer> MakeTrainer(const std::string& json) {
  return std::make_unique<Trainer>(Parse<TrainConfig>(json));
}

int Iteration(const Trainer& trainer) { return trainer.state().iteration; }
/// The parameters to sample with.
val Parameters(const Trainer& trainer) { return Floats(trainer.state().EvaluationParameters()); }
/// The parameters that training continues with, for its lanes.
void ParametersInto(const Trainer& trainer, const val& target) {
  FloatsInto(trainer.state().parameters, target);
}

void AddLane(Trainer& trainer, int lane, double loss, const val& gradient) {
  CheckRange("lane", lane, 0, kLanes - 1);
  CopyFrom(gradient, trainer.ParameterCount(), trainer.LaneGradient(lane));
  trainer.AddLane(lane, loss);
}

void AddBatch(Trainer& trainer, double loss, const val& gradient) {
  CopyFrom(gradient, trainer.ParameterCount(), trainer.BatchGradient());
  trainer.AddBatch(loss);
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
  return Bytes(WriteSafetensors(
      ModelToTensors({trainer.config(), state.iteration, state.EvaluationParameters()})));
}

val ExportOptimizer(const Trainer& trainer) {
  return Bytes(WriteSafetensors(OptimizerToTensors(trainer.config(), trainer.state())));
}

void Restore(Trainer& trainer, const val& weights, const val& optimizer) {
  const Model model = ReadModel(weights, trainer.config());
  TensorFile file;
  TrainState state;
  ThrowIf(ReadSafetensors(BytesFrom(optimizer), &file));
  ThrowIf(OptimizerFromTensors(file, model, &state));
  ThrowIf(trainer.Restore(std::move(state)));
}

/// Restarts from the parameters of a file; returns their training iterations, 0 if unknown.
int ImportWeights(Trainer& trainer, const val& weights) {
  Model model = ReadModel(weights, trainer.config());
  ThrowIf(CheckFitsRun(model, trainer.config()));
  ThrowIf(trainer.Restore(InitialState(std::move(model.parameters), trainer.config())));
  return model.iteration;
}

/// Restores a finished run: its network and the loss of every iteration. Without the optimizer's
/// state it can be displayed but not continued.
void RestoreFinished(Trainer& trainer, const val& weights, const val& losses) {
  Model model = ReadModel(weights, trainer.config());
  ThrowIf(CheckFitsRun(model, trainer.config()));
  if (model.iteration < trainer.config().iterations) {
    ThrowIf("iteration: " + std::to_string(model.iteration) + " is not the end of the run, at " +
            std::to_string(trainer.config().iterations));
  }
  TrainState state = InitialState(std::move(model.parameters), trainer.config());
  state.iteration = model.iteration;
  state.losses = FloatsFrom(losses);
  ThrowIf(trainer.Restore(std::move(state)));
}

std::string TrainerReceipt(const Trainer& trainer) { return Receipt(trainer.state().parameters); }

// Lanes keep their gradient, or that of the batch, until it is requested.

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
  CheckRange("lane", index, 0, kLanes - 1);
  return lane.evaluator.Evaluate(iteration, index, lane.gradient.data());
}

double EvaluateBatch(Lane& lane, int iteration) {
  return lane.evaluator.EvaluateBatch(iteration, lane.gradient.data());
}

val LaneGradient(const Lane& lane) { return Floats(lane.gradient); }
void LaneGradientInto(const Lane& lane, const val& target) { FloatsInto(lane.gradient, target); }

}  // namespace

EMSCRIPTEN_BINDINGS(trainer) {
  using emscripten::class_;
  using emscripten::function;

  class_<Trainer>("Trainer")
      .constructor(&MakeTrainer)
      .function("iteration", &Iteration)
      .function("parameterCount", &Trainer::ParameterCount)
      .function("parameters", &Parameters)
      .function("parametersInto", &ParametersInto)
      .function("addLane", &AddLane)
      .function("addBatch", &AddBatch)
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
      .function("evaluateBatch", &EvaluateBatch)
      .function("gradient", &LaneGradient)
      .function("gradientInto", &LaneGradientInto);
}

}  // namespace meanflow
