// The option that names a trained network.
#ifndef MEANFLOW_CLI_MODEL_OPTION_H_
#define MEANFLOW_CLI_MODEL_OPTION_H_

#include <CLI/CLI.hpp>
#include <string>

#include "cli/drawing_option.h"
#include "cli/options.h"
#include "io/model_file.h"

namespace meanflow::cli {

/// `--model FILE`, and options for what a file saved by PyTorch does not know of itself.
class ModelOption {
 public:
  /// Adds --model, --direction and --time-inputs, and when `with_density` --density with its cells,
  /// scale and drawing, as text or from a file.
  void Add(CLI::App* command, bool with_density);

  const std::string& path() const { return path_; }

  /// Reads the model. Its own metadata wins over defaults, but not in silence over an option.
  /// Returns "" or a message that names the option.
  std::string Load(Model* model) const;

 private:
  std::string path_;
  FieldOptions<TrainConfig> fields_;
  DrawingOption drawing_;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_MODEL_OPTION_H_
