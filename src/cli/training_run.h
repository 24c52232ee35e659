// One run of `meanflow train` under way: trained, saved as it goes, and told of in the end.
#ifndef MEANFLOW_CLI_TRAINING_RUN_H_
#define MEANFLOW_CLI_TRAINING_RUN_H_

#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/run_directory.h"
#include "meanflow/trainer.h"

namespace meanflow::cli {

/// How training ended; what is in the directory is good in every case.
enum class Ending { kComplete, kInterrupted, kDiverged, kNotSaved };

struct TrainingRun {
  RunDirectory directory;
  TrainConfig config;
  std::optional<TrainState> saved;  // Where a resumed run goes on.
  Ending ending = Ending::kComplete;
  std::string trouble;  // What diverged or could not be saved.
};

/// Trains until the end, a signal or trouble. Saves every checkpoint that the trainer records, and
/// the state in which it stops.
void TrainAndSave(int threads, Trainer* trainer, Progress* progress, TrainingRun* run);

/// What the program ends with, and says of an end before the last iteration.
Outcome Conclude(const TrainingRun& run, const Trainer& trainer);

/// The summary, on standard output.
void PrintJson(const TrainingRun& run, const Trainer& trainer, const Progress& progress);
void PrintSummary(const TrainingRun& run, const Trainer& trainer, const Progress& progress);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_TRAINING_RUN_H_
