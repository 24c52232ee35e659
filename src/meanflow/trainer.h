// One training run: eight lanes -> fixed-order sum -> Adam; history of losses and checkpoints.
#ifndef MEANFLOW_TRAINER_H_
#define MEANFLOW_TRAINER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "meanflow/adam.h"
#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/objective.h"

namespace meanflow {

/// Computes lanes of an iteration. A lane's gradient is a pure function of (parameters, config,
/// iteration, lane), so lanes may run on any thread or worker; each of those owns one evaluator.
class LaneEvaluator {
 public:
  /// `config` must be valid.
  explicit LaneEvaluator(const TrainConfig& config);

  /// Sets the parameters (ParameterCount values) that the next lanes are evaluated at.
  void SetParameters(const float* parameters);

  /// Writes the lane's share of the loss gradient (ParameterCount values) and returns its share of
  /// the loss. The shares of the kLanes lanes add up to the mean over the whole batch.
  double Evaluate(int iteration, int lane, float* gradient);

  int ParameterCount() const { return objective_.shape().ParameterCount(); }

 private:
  TrainConfig config_;
  DensitySampler density_;
  Objective<float> objective_;
  TrainingPairs<float> pairs_;
};

/// The network after `iteration` iterations; 0 is the initial one.
struct Checkpoint {
  int iteration = 0;
  std::vector<float> parameters;  ///< TrainState::Shown of then.
};

/// All that a run needs to go on as if it had never stopped.
struct TrainState {
  int iteration = 0;              ///< Iterations done.
  std::vector<float> parameters;  ///< Flat, see mlp.h.
  AdamMoments moments;            ///< Of the optimizer, after `iteration` updates.
  std::vector<float> losses;      ///< Loss of each iteration done: `iteration` values.
  std::vector<float> mean;        ///< The parameters' running mean; empty when optimizer.ema is 0.

  /// The weights that are sampled from, shown and saved as the model: the mean where there is one.
  const std::vector<float>& Shown() const { return mean.empty() ? parameters : mean; }
};

/// The state of one run. Computes no lane unless asked to (Step), so that whoever owns threads or
/// workers may spread the lanes and hand the results in, in any order.
class Trainer {
 public:
  /// Starts at iteration 0 with PyTorch's default initialisation. `config` must be valid.
  explicit Trainer(const TrainConfig& config);

  const TrainConfig& config() const { return config_; }
  const TrainState& state() const { return state_; }
  /// The initial or restored state, and one every config().checkpoint_every iterations and at the
  /// end.
  const std::vector<Checkpoint>& checkpoints() const { return checkpoints_; }
  int ParameterCount() const { return static_cast<int>(state_.parameters.size()); }
  bool Done() const { return state_.iteration >= config_.iterations; }

  /// Where the gradient of a lane of the current iteration goes: ParameterCount values.
  float* LaneGradient(int lane) { return lane_gradients_[lane].data(); }

  /// Says that a lane's gradient is in its place, and what its share of the loss is. A lane handed
  /// in twice counts once. Different lanes may be written, and handed in, by different threads.
  void AddLane(int lane, double loss);

  /// True when all lanes of the current iteration are in.
  bool HasAllLanes() const;

  /// Sums the lanes in their order, clips the sum, updates the parameters by Adam at the schedule's
  /// rate, and their mean, and records the loss.
  /// When the loss, an updated parameter or a moment is not finite, nothing changes, the lanes are
  /// dropped and a message says what blew up and at which iteration; "" otherwise. All lanes must
  /// be in.
  std::string Apply();

  /// One whole iteration on the calling thread: every lane, then Apply.
  std::string Step();

  /// The learning rate of optimizer.learning_rate from the next iteration on; in its range.
  void SetLearningRate(double rate) { config_.optimizer.learning_rate = rate; }

  /// Goes on from a saved state. Returns "" or what does not fit this run (sizes, iteration).
  /// Checkpoints before the state are not known any more; the state itself becomes one.
  std::string Restore(TrainState state);

  /// Drops all checkpoints but the newest, for a caller that keeps them elsewhere.
  void ForgetOldCheckpoints();

 private:
  void RecordCheckpoint();

  TrainConfig config_;
  TrainState state_;
  std::vector<Checkpoint> checkpoints_;
  std::array<std::vector<float>, kLanes> lane_gradients_;
  std::array<double, kLanes> lane_losses_{};
  std::array<bool, kLanes> lane_present_{};  // one byte each, so threads may set their own
  std::vector<float> gradient_;
  std::vector<float> next_parameters_;  // written by Apply, swapped in when finite
  AdamMoments next_moments_;
  std::vector<float> next_mean_;
  std::unique_ptr<LaneEvaluator> evaluator_;  // made by the first Step
};

}  // namespace meanflow

#endif  // MEANFLOW_TRAINER_H_
