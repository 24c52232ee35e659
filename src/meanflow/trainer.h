// One training run: eight lanes -> fixed-order sum -> Adam; losses and checkpoints.
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

/// Evaluates lanes, the parts that a batch is split into. A lane's gradient is a pure function of
/// (parameters, config, iteration, lane), so lanes may run on any thread or worker. Each thread
/// needs its own evaluator.
class LaneEvaluator {
 public:
  /// `config` must be valid.
  explicit LaneEvaluator(const TrainConfig& config);

  /// Sets the parameters (ParameterCount values) for the next evaluations.
  void SetParameters(const float* parameters);

  /// Writes the lane's contribution to the loss gradient (ParameterCount values) and returns its
  /// contribution to the loss. The kLanes lanes add up to the mean over the whole batch.
  double Evaluate(int iteration, int lane, float* gradient);

  /// The same for all lanes: evaluates them one after another, writes their sum as Trainer adds
  /// lanes, to the bit, and returns the loss of the batch.
  double EvaluateBatch(int iteration, float* gradient);

  int ParameterCount() const { return objective_.shape().ParameterCount(); }

 private:
  Objective<float> objective_;
  DensitySampler density_;
  TrainingPairs<float> pairs_;
  TrainConfig config_;
  Vector<float> lane_gradient_;  // written by EvaluateBatch
};

/// The network after `iteration` iterations.
struct Checkpoint {
  int iteration = 0;
  Vector<float> parameters;  ///< TrainState::EvaluationParameters.
};

/// The complete state of a run. A run restored from it continues bit-identically.
struct TrainState {
  int iteration = 0;          ///< Iterations done.
  Vector<float> parameters;   ///< Flat, see mlp.h.
  AdamMoments moments;        ///< Of the optimizer, after `iteration` updates.
  std::vector<float> losses;  ///< Loss of each iteration done: `iteration` values.
  Vector<float> ema;          ///< EMA of the parameters; empty when optimizer.ema is 0.

  /// The parameters for sampling and saved models: the EMA if there is one.
  const Vector<float>& EvaluationParameters() const { return ema.size() == 0 ? parameters : ema; }
};

/// One training run. The lanes of an iteration are evaluated by the caller, on any threads or
/// workers and in any order, and their results added by AddLane, or at once by AddBatch; or all by
/// Step.
class Trainer {
 public:
  /// Starts at iteration 0 with PyTorch's default initialisation. `config` must be valid.
  explicit Trainer(const TrainConfig& config);

  const TrainConfig& config() const { return config_; }
  const TrainState& state() const { return state_; }
  /// Checkpoints of the initial or restored state, every config().checkpoint_every iterations and
  /// at the end.
  const std::vector<Checkpoint>& checkpoints() const { return checkpoints_; }
  int ParameterCount() const { return static_cast<int>(state_.parameters.size()); }
  bool Done() const { return state_.iteration >= config_.iterations; }

  /// The buffer for the gradient of a lane of the current iteration: ParameterCount values.
  float* LaneGradient(int lane) { return lane_gradients_[lane].data(); }

  /// Adds a lane whose gradient has been written to LaneGradient, with its contribution to the
  /// loss. A lane added twice counts once. Different threads may write and add different lanes.
  void AddLane(int lane, double loss);

  /// The buffer for the gradient of the current iteration's batch: ParameterCount values.
  float* BatchGradient() { return gradient_.data(); }

  /// Adds all lanes at once, whose sum has been written to BatchGradient, as by
  /// LaneEvaluator::EvaluateBatch, with their loss. They stand in for lanes added before.
  void AddBatch(double loss);

  /// True when all lanes of the current iteration have been added.
  bool HasAllLanes() const;

  /// Sums the lanes in their order, clips the sum, updates the parameters by Adam at the scheduled
  /// learning rate, updates the EMA and records the loss. All lanes must have been added.
  /// Returns "". When the loss, an updated parameter or a moment is not finite, drops the lanes,
  /// changes nothing and returns a message with the quantity and the iteration.
  std::string Apply();

  /// One whole iteration on the calling thread: every lane, then Apply.
  std::string Step();

  /// Sets optimizer.learning_rate from the next iteration on; the rate must be in its range.
  void SetLearningRate(double rate) { config_.optimizer.learning_rate = rate; }

  /// Continues from a saved state. Returns "" or what does not fit this run (sizes, iteration).
  /// Replaces all checkpoints by one of the state.
  std::string Restore(TrainState state);

  /// Drops all checkpoints but the newest, for callers that store them elsewhere.
  void DropOldCheckpoints();

 private:
  void SumLanes();
  void DropLanes();
  void RecordCheckpoint();

  TrainConfig config_;
  TrainState state_;
  std::vector<Checkpoint> checkpoints_;
  std::array<Vector<float>, kLanes> lane_gradients_;
  std::array<double, kLanes> lane_losses_{};
  std::array<bool, kLanes> lane_present_{};  // one byte each, so threads may set their own
  bool batch_present_ = false;               // gradient_ and loss_ are the sums of all lanes
  double loss_ = 0;
  Vector<float> gradient_;
  Vector<float> next_parameters_;  // written by Apply, swapped in when finite
  AdamMoments next_moments_;
  Vector<float> next_ema_;
  std::unique_ptr<LaneEvaluator> evaluator_;  // created by the first Step
};

}  // namespace meanflow

#endif  // MEANFLOW_TRAINER_H_
