// Options that give a run a drawn density.
#ifndef MEANFLOW_CLI_DRAWING_OPTION_H_
#define MEANFLOW_CLI_DRAWING_OPTION_H_

#include <CLI/CLI.hpp>
#include <string>

#include "cli/options.h"

namespace meanflow::cli {

/// `--drawing TEXT`, or `--drawing-file FILE` with `--drawing-size` and `--drawing-light`.
class DrawingOption {
 public:
  /// `fields` has --density already.
  void Add(CLI::App* command, const std::string& group, FieldOptions<TrainConfig>* fields);

  /// Reads the file, if there is one, into `fields`. A drawing that is given is also the density.
  /// Returns "" or a message that names the option.
  std::string Resolve(FieldOptions<TrainConfig>* fields) const;

 private:
  std::string path_;
  FieldValue size_ = 32.0;
  bool light_ = false;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_DRAWING_OPTION_H_
