#include "cli/model_option.h"

#include "cli/read_file.h"
#include "cli/read_model.h"

namespace meanflow::cli {

void ModelOption::Add(CLI::App* command, bool with_density) {
  command
      ->add_option("--model", path_,
                   "A safetensors file of `train`, or of PyTorch; - is the standard input")
      ->option_text("FILE REQUIRED")
      ->required();
  fields_.Add(command, "--direction", "direction", "For a file of PyTorch");
  fields_.Add(command, "--time-inputs", "time_inputs", "For a file of PyTorch");
  if (!with_density) return;
  fields_.Add(command, "--density", "density", "For a file of PyTorch");
  fields_.Add(command, "--cells", "cells", "For a file of PyTorch");
  fields_.Add(command, "--scale", "scale", "For a file of PyTorch");
  drawing_.Add(command, "For a file of PyTorch", &fields_);
}

std::string ModelOption::Load(Model* model) const {
  FieldOptions<TrainConfig> fields = fields_;
  std::string error = drawing_.Resolve(&fields);
  if (!error.empty()) return error;
  fields.Apply(&model->config);
  error = ReadModel(path_, model);
  if (!error.empty()) return "--model: " + error;
  for (const auto& [field, option, value] : fields.given()) {
    const FieldValue own = GetField(model->config, field);
    if (own == value) continue;
    return option + ": " + Brief(value) + " is not the " + Brief(own) + " of " + InputName(path_);
  }
  return "";
}

}  // namespace meanflow::cli
