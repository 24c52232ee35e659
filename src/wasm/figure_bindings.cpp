// Figures in the WebAssembly module: a table of names over src/figures.
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

/// A network of a safetensors file, which says whose and of which iteration it is.
void AddWeights(Runs& runs, const val& bytes) {
  TensorFile file;
  Model model;
  ThrowIf(ReadSafetensors(BytesFrom(bytes), &file));
  ThrowIf(ModelFromTensors(file, &model));
  AddCheckpoint({model.iteration, std::move(model.parameters)}, RunFor(model.config, &runs));
}

void AddParameters(Runs& runs, const std::string& json, int iteration, const val& parameters) {
  const auto config = Parse<TrainConfig>(json);
  const MlpShape shape = ShapeOf(config.method, config.network);
  AddCheckpoint({iteration, FloatsFrom(parameters, shape.ParameterCount())}, RunFor(config, &runs));
}

/// The network before training, a pure function of the settings.
void AddInitial(Runs& runs, const std::string& json) {
  const auto config = Parse<TrainConfig>(json);
  const MlpShape shape = ShapeOf(config.method, config.network);
  AddCheckpoint({0, InitialParameters(shape, config.seed)}, RunFor(config, &runs));
}

void AddLosses(Runs& runs, const std::string& json, const val& losses) {
  RunFor(Parse<TrainConfig>(json), &runs)->losses = FloatsFrom(losses);
}

Style StyleFrom(const val& options) {
  return {options["theme"].as<std::string>() == "dark" ? Theme::kDark : Theme::kLight,
          options["layout"].as<std::string>() == "tall" ? Layout::kTall : Layout::kWide};
}

/// `options`: figure, steps, flowSteps, count, seed, theme, layout; `json` is of the settings whose
/// density figure 1 shows.
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

/// Every figure's title and what it needs: objects with a method, a direction, and a part:
/// "network", "losses" or "checkpoints".
val Describe() {
  constexpr const char* kParts[] = {"network", "losses", "checkpoints"};
  val figures = val::array();
  for (int number = 1; number <= kFigureCount; ++number) {
    val needs = val::array();
    for (const Need& need : Needs(number)) {
      val one = val::object();
      one.set("method", std::string(Name(need.method)));
      one.set("direction", std::string(Name(need.direction)));
      one.set("part", std::string(kParts[static_cast<int>(need.part)]));
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
