// The command-line options for a trained network.
#ifndef MEANFLOW_CLI_MODEL_OPTION_H_
#define MEANFLOW_CLI_MODEL_OPTION_H_

#include <CLI/CLI.hpp>
#include <string>

#include "cli/drawing_option.h"
#include "cli/options.h"
#include "io/model_file.h"

namespace meanflow::cli {

/// `--model FILE`, and options for settings that a file saved by PyTorch lacks.
class ModelOption {
 public:
  /// Adds --model, --direction and --time-inputs, and when `with_density` --density with its cells,
  /// scale and drawing, as text or from a file.
  void Add(CLI::App* command, bool with_density);

  const std::string& path() const { return path_; }

  /// Reads the model. Its metadata overrides defaults; an option that contradicts it is an error.
  /// Returns "" or a message that names the option.
  std::string Load(Model* model) const;

 private:
  std::string path_;
  FieldOptions<TrainConfig> fields_;
  DrawingOption drawing_;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_MODEL_OPTION_H_
