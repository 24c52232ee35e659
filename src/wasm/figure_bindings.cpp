// Bindings of the tutorial's figures.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "figures/figure.h"
#include "io/config_json.h"
#include "io/model_file.h"
#include "io/safetensors.h"
#include "meanflow/mlp.h"
#include "wasm/values.h"

namespace meanflow::figures {
namespace {

/// Runs to draw from, by method and direction.
using Runs = std::vector<TrainedRun>;

std::unique_ptr<Runs> MakeRuns() { return std::make_unique<Runs>(); }

/// Adds a network of a safetensors file, whose metadata has its settings and iteration.
void AddWeights(Runs& runs, const val& bytes) {
  TensorFile file;
  Model model;
  ThrowIf(ReadSafetensors(BytesFrom(bytes), &file));
  ThrowIf(ModelFromTensors(file, &model));
  AddCheckpoint({model.iteration, std::move(model.parameters)}, FindOrAddRun(model.config, &runs));
}

void AddParameters(Runs& runs, const std::string& json, int iteration, const val& parameters) {
  const auto config = Parse<TrainConfig>(json);
  const MlpShape shape = ShapeOf(config.method, config.network);
  AddCheckpoint({iteration, FloatsFrom<Vector<float>>(parameters, shape.ParameterCount())},
                FindOrAddRun(config, &runs));
}

/// Adds the network before training, a pure function of the settings.
void AddInitial(Runs& runs, const std::string& json) {
  const auto config = Parse<TrainConfig>(json);
  const MlpShape shape = ShapeOf(config.method, config.network);
  AddCheckpoint({0, InitialParameters(shape, config.seed)}, FindOrAddRun(config, &runs));
}

void AddLosses(Runs& runs, const std::string& json, const val& losses) {
  FindOrAddRun(Parse<TrainConfig>(json), &runs)->losses = FloatsFrom(losses);
}

Style StyleFrom(const val& options) {
  return {options["theme"].as<std::string>() == "dark" ? Theme::kDark : Theme::kLight,
          options["layout"].as<std::string>() == "tall" ? Layout::kTall : Layout::kWide};
}

/// `options`: figure, steps, flowSteps, count, seed, theme, layout; `json`: the settings with the
/// density of figure 1.
std::unique_ptr<Figure> MakeFigure(const val& options, const std::string& json, const Runs& runs) {
  FigureOptions figure;
  figure.figure = options["figure"].as<int>();
  figure.steps = emscripten::vecFromJSArray<int>(options["steps"]);
  figure.flow_steps = options["flowSteps"].as<int>();
  figure.count = options["count"].as<int>();
  figure.seed = options["seed"].as<std::uint32_t>();
  figure.density = Parse<TrainConfig>(json).density;
  figure.style = StyleFrom(options);
  ThrowIf(Validate(figure));
  ThrowIf(CheckRuns(figure.figure, runs));
  return std::make_unique<Figure>(figure, runs);
}

/// Every figure's title and required runs, objects with a method, a direction and a part:
/// "network", "losses" or "checkpoints".
val Describe() {
  constexpr const char* kParts[] = {"network", "losses", "checkpoints"};
  val figures = val::array();
  for (int number = 1; number <= kFigureCount; ++number) {
    val needs = val::array();
    for (const RequiredRun& required : RequiredRuns(number)) {
      val one = val::object();
      one.set("method", std::string(Name(required.method)));
      one.set("direction", std::string(Name(required.direction)));
      one.set("part", std::string(kParts[static_cast<int>(required.part)]));
      needs.call<void>("push", one);
    }
    val figure = val::object();
    figure.set("title", Title(number));
    figure.set("needs", needs);
    figures.call<void>("push", figure);
  }
  return figures;
}

void SetStyle(Figure& figure, const val& options) { figure.set_style(StyleFrom(options)); }

}  // namespace

EMSCRIPTEN_BINDINGS(figures) {
  emscripten::function("figures", &Describe);

  emscripten::class_<Runs>("FigureRuns")
      .constructor(&MakeRuns)
      .function("addWeights", &AddWeights)
      .function("addParameters", &AddParameters)
      .function("addInitial", &AddInitial)
      .function("addLosses", &AddLosses);

  emscripten::class_<Figure>("Figure")
      .constructor(&MakeFigure)
      .function("advance", &Figure::Advance)
      .function("progress", &Figure::Progress)
      .function("title", &Figure::title)
      .function("caption", &Figure::caption)
      .function("setStyle", &SetStyle)
      .function("svg", &Figure::Svg);
}

}  // namespace meanflow::figures
