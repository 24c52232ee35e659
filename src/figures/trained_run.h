// Trained runs that figures are drawn from, and which of them each figure needs.
#ifndef MEANFLOW_FIGURES_TRAINED_RUN_H_
#define MEANFLOW_FIGURES_TRAINED_RUN_H_

#include <string>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow::figures {

/// The methods in figures, in this order.
inline constexpr Method kMethods[] = {Method::kFm, Method::kMf, Method::kImf};

/// The data of one run.
struct TrainedRun {
  TrainConfig config;
  std::vector<Checkpoint> checkpoints;  ///< By iteration; the last is the network to sample from.
  std::vector<float> losses;            ///< For figure 2 only; may be empty elsewhere.
};

/// The run of the method and direction of `config`; adds one when there is none yet.
TrainedRun* FindOrAddRun(const TrainConfig& config, std::vector<TrainedRun>* runs);

/// Inserts a checkpoint in order of iteration. Replaces one of the same iteration.
void AddCheckpoint(Checkpoint checkpoint, TrainedRun* run);

/// The part of a run that a figure needs.
enum class RunPart { kNetwork, kLosses, kCheckpoints };

/// A run that a figure needs.
struct RequiredRun {
  Method method;
  Direction direction;
  RunPart part;
};
std::vector<RequiredRun> RequiredRuns(int figure);

/// The run of a method and direction, or null.
const TrainedRun* FindRun(const std::vector<TrainedRun>& runs, Method method, Direction direction);

/// "" when the figure can be drawn from these runs, else what is missing or inconsistent.
std::string CheckRuns(int figure, const std::vector<TrainedRun>& runs);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_TRAINED_RUN_H_
