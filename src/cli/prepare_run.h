// What `meanflow train` trains: a new run, an old one that goes on, or a branch of an old one.
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

  /// The iteration whose checkpoint a run is to go on from; 0 when none was given: the newest.
  int FromIteration() const { return static_cast<int>(std::get<double>(from_iteration)); }
};

/// Opens the run's directory, and makes it where it is new: a run in `out`, or one that goes on in
/// `resume`. With both, a branch: the run in `resume` stays as it is, and `out` begins with its
/// checkpoints up to the one from which it goes on. What is wrong with the options is refused
/// before anything is written.
Outcome BeginRun(const TrainOptions& options, TrainingRun* run);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_PREPARE_RUN_H_
