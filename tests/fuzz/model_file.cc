// Reads any safetensors file as a network, and as the optimizer state of a run.
#include "io/model_file.h"

#include "io/config_json.h"
#include "io/optimizer_file.h"
#include "meanflow/mlp.h"
#include "tensor_files.h"

using namespace meanflow;

namespace {

/// Invariants of every accepted network, and of a run that starts from it.
void CheckModel(const Model& model) {
  fuzz::Require(Validate(model.config).empty(), "settings are in range: " + Validate(model.config));
  fuzz::Require(model.iteration >= 0 && model.iteration <= 1000000, "iteration is in range");
  const MlpShape shape = ShapeOf(model.config.method, model.config.network);
  fuzz::Require(model.parameters.size() == shape.ParameterCount(),
                "as many parameters as the network has");
  fuzz::Require(model.parameters.allFinite(), "parameters are finite");
  fuzz::Require(CheckFitsRun(model, model.config).empty(), "fits a run of its own settings");

  const TensorFile written = ModelToTensors(model);
  Model again;
  fuzz::Require(ModelFromTensors(written, &again).empty(), "reads what it wrote");
  fuzz::RequireSame(ModelToTensors(again), written);
}

void CheckOptimizer(const Model& model) {
  Model begun = model;
  begun.iteration = 0;
  const TrainState state = InitialState(model.parameters, model.config);
  TrainState again;
  const std::string error =
      OptimizerFromTensors(OptimizerToTensors(begun.config, state), begun, &again);
  fuzz::Require(error.empty(), "reads the optimizer's state that it wrote: " + error);
  fuzz::Require(again.parameters == state.parameters && again.moments.first == state.moments.first,
                "the state stays the same");
}

/// The run whose optimizer states are read. Its parameters are constant, so that the corpus can
/// have a file with their checksum.
Model Run() {
  Model model;
  model.config.method = Method::kFm;
  model.config.network = {.depth = 1, .width = 1};
  model.config.batch = 8;
  model.config.iterations = 3;
  model.iteration = 3;
  model.parameters.setConstant(MlpShape{3, 1, 1}.ParameterCount(), 0.5F);
  return model;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  TensorFile file;
  if (!ReadSafetensors(fuzz::FileOf({reinterpret_cast<const char*>(data), size}), &file).empty()) {
    return 0;
  }
  Model model;
  const std::string untouched = ToJson(model.config);
  const std::string error = ModelFromTensors(file, &model);
  if (error.empty()) {
    CheckModel(model);
    CheckOptimizer(model);
  } else {
    fuzz::RequireMessage(error);
    fuzz::Require(ToJson(model.config) == untouched && model.parameters.size() == 0,
                  "a refused file changes nothing");
  }

  TrainState state;
  const std::string refusal = OptimizerFromTensors(file, Run(), &state);
  if (refusal.empty()) {
    Trainer trainer(Run().config);
    fuzz::Require(trainer.Restore(state).empty(), "a state that is read can be gone on with");
  } else {
    fuzz::RequireMessage(refusal);
    fuzz::Require(state.parameters.size() == 0 && state.losses.empty(),
                  "a refused state changes nothing");
  }
  return 0;
}
