// Prepares the run of `meanflow train`: a new one, a resumed one, or a branch of an old one.
#ifndef MEANFLOW_CLI_PREPARE_RUN_H_
#define MEANFLOW_CLI_PREPARE_RUN_H_

#include <string>
#include <variant>

#include "cli/command.h"
#include "cli/drawing_option.h"
#include "cli/lane_threads.h"
#include "cli/options.h"
#include "cli/training_run.h"

namespace meanflow::cli {

struct TrainOptions {
  FieldOptions<TrainConfig> fields;
  DrawingOption drawing;
  FieldValue threads = static_cast<double>(DefaultThreads());
  std::string out;
  std::string resume;
  FieldValue from_iteration = 0.0;  ///< See FromIteration.
  std::string recipe;
  std::string from_url;
  bool json = false;

  /// The iteration whose checkpoint to resume from; 0 for the newest.
  int FromIteration() const { return static_cast<int>(std::get<double>(from_iteration)); }
};

/// Opens the run's directory: creates a new run in `out`, or resumes the one in `resume`. With
/// both, branches it: the run in `resume` is unchanged, and `out` starts with its checkpoints up to
/// the one that training resumes from. Validates the options before writing anything.
Outcome PrepareRun(const TrainOptions& options, TrainingRun* run);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_PREPARE_RUN_H_
