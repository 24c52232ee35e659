// Runs that figures are drawn from, and which of them each figure needs.
#ifndef MEANFLOW_FIGURES_TRAINED_RUN_H_
#define MEANFLOW_FIGURES_TRAINED_RUN_H_

#include <string>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow::figures {

/// In the order in which figures show them.
inline constexpr Method kMethods[] = {Method::kFm, Method::kMf, Method::kImf};

/// A run as figures show it.
struct TrainedRun {
  TrainConfig config;
  std::vector<Checkpoint> checkpoints;  ///< Rising; the last is the network to sample from.
  std::vector<float> losses;            ///< Figure 2 only; may be empty elsewhere.
};

/// The run of these settings' method and direction; a new one when there is none yet.
TrainedRun* RunFor(const TrainConfig& config, std::vector<TrainedRun>* runs);

/// Puts a checkpoint in its place among the others. One of the same iteration is replaced.
void AddCheckpoint(Checkpoint checkpoint, TrainedRun* run);

/// What a figure takes of a run.
enum class Part { kNetwork, kLosses, kCheckpoints };

/// A run that a figure cannot do without.
struct Need {
  Method method;
  Direction direction;
  Part part;
};
std::vector<Need> Needs(int figure);

/// The run of a method and direction, or null.
const TrainedRun* FindRun(const std::vector<TrainedRun>& runs, Method method, Direction direction);

/// "" when the figure can be drawn from these runs, else what is missing or does not fit.
std::string CheckRuns(int figure, const std::vector<TrainedRun>& runs);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_TRAINED_RUN_H_
