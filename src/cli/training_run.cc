#include "cli/training_run.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/interrupt.h"
#include "cli/lane_threads.h"
#include "cli/options.h"
#include "io/field_text.h"
#include "io/json_text.h"

namespace meanflow::cli {
namespace {

constexpr int kFinalLosses = 200;  // The reported final loss is the mean of so many losses.

std::string ResumeHint(const TrainingRun& run) {
  return "meanflow train --resume " + ShellQuoted(run.directory.path());
}

std::string IterationText(int iteration, const TrainingRun& run) {
  return "iteration " + std::to_string(iteration) + " of " + std::to_string(run.config.iterations);
}

const char* StatusName(Ending ending) {
  switch (ending) {
    case Ending::kComplete:
      return "complete";
    case Ending::kInterrupted:
      return "interrupted";
    case Ending::kDiverged:
      return "diverged";
    case Ending::kNotSaved:
      return "not saved";
  }
  return "";
}

}  // namespace

void TrainAndSave(int threads, Trainer* trainer, Progress* progress, TrainingRun* run) {
  LaneThreads lanes(run->config, threads);
  const auto save = [&] {
    return run->directory.SaveCheckpoint(trainer->config(), trainer->state());
  };
  bool is_saved = run->saved.has_value();
  while (!trainer->Done() && run->error.empty()) {
    if (Interrupted()) {
      run->ending = Ending::kInterrupted;
      break;
    }
    SetLearningRate(run->directory.phases(), run->config.optimizer.learning_rate, trainer);
    run->error = lanes.Step(trainer);
    if (!run->error.empty()) {
      run->ending = Ending::kDiverged;
      break;
    }
    progress->Update(trainer->state().losses);
    is_saved = trainer->checkpoints().back().iteration == trainer->state().iteration;
    if (!is_saved) continue;
    run->error = save();
    trainer->DropOldCheckpoints();  // They are on the disk.
    if (!run->error.empty()) run->ending = Ending::kNotSaved;
  }
  if (run->ending == Ending::kNotSaved) return;
  std::string error = is_saved ? "" : save();
  if (error.empty()) error = run->directory.SaveModel(trainer->config(), trainer->state());
  if (error.empty()) return;
  run->error = run->error.empty() ? error : run->error + "; " + error;
  run->ending = Ending::kNotSaved;
}

Outcome Conclude(const TrainingRun& run, const Trainer& trainer) {
  const int iteration = trainer.state().iteration;
  switch (run.ending) {
    case Ending::kComplete:
      return {};
    case Ending::kInterrupted:
      return {kInterrupted, "stopped and saved at " + IterationText(iteration, run) +
                                ". Go on with: " + ResumeHint(run)};
    case Ending::kDiverged:
      return {kFailure, run.error + ". The last good state, " + IterationText(iteration, run) +
                            ", is saved. Train anew with a smaller --lr than " +
                            ToText(LearningRateAt(iteration + 1, run.directory.phases(),
                                                  run.config.optimizer.learning_rate)) +
                            ", or leave the run where its losses were well: " + ResumeHint(run) +
                            " --from-iteration N --lr RATE --out DIR"};
    case Ending::kNotSaved:
      return {kFailure, run.error + ". Stopped at " + IterationText(iteration, run) +
                            "; what was saved before is whole. When there is room, go on with: " +
                            ResumeHint(run)};
  }
  return {};
}

void PrintJson(const TrainingRun& run, const Trainer& trainer, const Progress& progress) {
  const TrainState& state = trainer.state();
  const int first = run.saved ? run.saved->iteration : 0;
  nlohmann::ordered_json summary = {
      {"status", StatusName(run.ending)},
      {"config", nlohmann::ordered_json::parse(ConfigToJson(run.config, run.directory.phases()))},
      {"iteration", state.iteration},
      {"resumed_from", nullptr},
      {"loss", nullptr},
      {"mean_loss_last_200", MeanOfLast(state.losses, kFinalLosses)},
      {"seconds", progress.Seconds()},
      {"iterations_per_second", progress.Rate()},
      {"directory", run.directory.path()},
      {"model", run.directory.ModelPath()},
      {"losses", run.directory.LossesPath()}};
  if (run.saved) summary["resumed_from"] = first;
  if (!state.losses.empty()) summary["loss"] = state.losses.back();
  if (!run.error.empty()) summary["trouble"] = run.error;
  std::cout << summary.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
            << "\n";
}

void PrintSummary(const TrainingRun& run, const Trainer& trainer, const Progress& progress) {
  if (run.ending == Ending::kNotSaved) return;
  const TrainState& state = trainer.state();
  std::cout << Name(run.config.method) << ": " << IterationText(state.iteration, run);
  if (!state.losses.empty()) {
    std::cout << ", loss " << MeanOfLast(state.losses, kFinalLosses) << " (mean of the last "
              << std::min<std::size_t>(kFinalLosses, state.losses.size()) << "), "
              << progress.Rate() << " it/s";
  }
  std::cout << "\n" << run.directory.ModelPath() << "\n";
}

}  // namespace meanflow::cli
