// One run of `meanflow train`: training, saving checkpoints, and the final report.
#ifndef MEANFLOW_CLI_TRAINING_RUN_H_
#define MEANFLOW_CLI_TRAINING_RUN_H_

#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/run_directory.h"
#include "meanflow/trainer.h"

namespace meanflow::cli {

/// How training ended; the files in the directory are valid in every case.
enum class Ending { kComplete, kInterrupted, kDiverged, kNotSaved };

struct TrainingRun {
  RunDirectory directory;
  TrainConfig config;
  std::optional<TrainState> saved;  // The state that a resumed run starts from.
  Ending ending = Ending::kComplete;
  std::string error;  // What diverged or could not be saved.
};

/// Trains until the end, a signal or an error. Saves every checkpoint that the trainer records, and
/// the final state.
void TrainAndSave(int threads, Trainer* trainer, Progress* progress, TrainingRun* run);

/// The exit code, and a message when training stopped before the last iteration.
Outcome Conclude(const TrainingRun& run, const Trainer& trainer);

/// Print the summary to standard output.
void PrintJson(const TrainingRun& run, const Trainer& trainer, const Progress& progress);
void PrintSummary(const TrainingRun& run, const Trainer& trainer, const Progress& progress);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_TRAINING_RUN_H_
