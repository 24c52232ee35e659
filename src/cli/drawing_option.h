// Command-line options for a drawn density.
#ifndef MEANFLOW_CLI_DRAWING_OPTION_H_
#define MEANFLOW_CLI_DRAWING_OPTION_H_

#include <CLI/CLI.hpp>
#include <string>

#include "cli/options.h"

namespace meanflow::cli {

/// `--drawing TEXT`, or `--drawing-file FILE` with `--drawing-size` and `--drawing-light`.
class DrawingOption {
 public:
  /// Adds the options; `fields` must already have --density.
  void Add(CLI::App* command, const std::string& group, FieldOptions<TrainConfig>* fields);

  /// Reads the file, if any, into `fields`. A given drawing also selects the density "drawing".
  /// Returns "" or a message that names the option.
  std::string Resolve(FieldOptions<TrainConfig>* fields) const;

 private:
  std::string path_;
  FieldValue size_ = 32.0;
  bool light_ = false;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_DRAWING_OPTION_H_
