#include "meanflow/trainer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "meanflow/named_densities.h"
#include "meanflow/whole_vectors.h"

namespace meanflow {

LaneEvaluator::LaneEvaluator(const TrainConfig& config)
    : objective_(config), density_(MakeDensity(config.density)), config_(config) {
  pairs_.Resize(config.batch / kLanes);
}

void LaneEvaluator::SetParameters(const float* parameters) { objective_.SetParameters(parameters); }

double LaneEvaluator::Evaluate(int iteration, int lane, float* gradient) {
  assert(lane >= 0 && lane < kLanes);
  DrawTrainingPairs(config_, density_, iteration, lane * pairs_.size(), &pairs_);
  return objective_.Evaluate(pairs_, config_.batch, gradient, nullptr);
}

double LaneEvaluator::EvaluateBatch(int iteration, float* gradient) {
  lane_gradient_.resize(ParameterCount());
  double loss = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    loss += Evaluate(iteration, lane, lane_gradient_.data());
    AddToSum(lane, lane_gradient_, gradient);
  }
  return loss;
}

Trainer::Trainer(const TrainConfig& config) : config_(config) {
  assert(Validate(config).empty());
  state_.parameters = InitialParameters(ShapeOf(config.method, config.network), config.seed);
  const Eigen::Index count = state_.parameters.size();
  state_.moments.first.setZero(count);
  state_.moments.second.setZero(count);
  state_.losses.reserve(config.iterations);
  gradient_.setZero(count);
  for (Vector<float>& lane : lane_gradients_) lane.setZero(count);
  next_parameters_ = state_.parameters;
  next_moments_ = state_.moments;
  if (config.optimizer.ema > 0) state_.ema = state_.parameters;
  next_ema_ = state_.ema;
  RecordCheckpoint();
}

void Trainer::AddLane(int lane, double loss) {
  assert(lane >= 0 && lane < kLanes);
  lane_losses_[lane] = loss;
  lane_present_[lane] = true;
}

void Trainer::AddBatch(double loss) {
  loss_ = loss;
  batch_present_ = true;
}

bool Trainer::HasAllLanes() const {
  return batch_present_ ||
         std::all_of(lane_present_.begin(), lane_present_.end(), [](bool added) { return added; });
}

void Trainer::SumLanes() {
  loss_ = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    loss_ += lane_losses_[lane];
    AddToSum(lane, lane_gradients_[lane], gradient_.data());
  }
}

void Trainer::DropLanes() {
  lane_present_.fill(false);
  batch_present_ = false;
}

std::string Trainer::Apply() {
  assert(HasAllLanes());
  if (!batch_present_) SumLanes();
  DropLanes();
  const auto recorded_loss = static_cast<float>(loss_);  // may overflow where the sum did not
  if (!std::isfinite(recorded_loss)) {
    return "the loss is not finite at iteration " + std::to_string(state_.iteration + 1);
  }
  Copy(state_.parameters, &next_parameters_);
  Copy(state_.moments.first, &next_moments_.first);
  Copy(state_.moments.second, &next_moments_.second);
  const int step = state_.iteration + 1;
  const double limit = ClipNorm(config_);
  if (std::isfinite(limit)) ClipGradient(limit, &gradient_);
  OptimizerConfig optimizer = config_.optimizer;
  optimizer.learning_rate = LearningRate(optimizer, step, config_.iterations);
  AdamUpdate(optimizer, step, gradient_, &next_moments_, &next_parameters_);
  if (!AllFinite(next_parameters_)) {
    return "a parameter is not finite after iteration " + std::to_string(state_.iteration + 1);
  }
  // An infinite second moment would freeze its parameter for good, without an error.
  if (!AllFinite(next_moments_.first) || !AllFinite(next_moments_.second)) {
    return "a moment of Adam is not finite after iteration " + std::to_string(state_.iteration + 1);
  }
  if (state_.ema.size() > 0) {
    Copy(state_.ema, &next_ema_);
    EmaUpdate(optimizer, step, next_parameters_, &next_ema_);
    std::swap(state_.ema, next_ema_);
  }
  std::swap(state_.parameters, next_parameters_);
  std::swap(state_.moments, next_moments_);
  state_.losses.push_back(recorded_loss);
  ++state_.iteration;
  if (state_.iteration % config_.checkpoint_every == 0 || Done()) RecordCheckpoint();
  return "";
}

std::string Trainer::Step() {
  if (evaluator_ == nullptr) evaluator_ = std::make_unique<LaneEvaluator>(config_);
  evaluator_->SetParameters(state_.parameters.data());
  AddBatch(evaluator_->EvaluateBatch(state_.iteration, BatchGradient()));
  return Apply();
}

std::string Trainer::Restore(TrainState state) {
  const Eigen::Index count = state_.parameters.size();
  if (state.parameters.size() != count || state.moments.first.size() != count ||
      state.moments.second.size() != count) {
    return "the saved state is of another network: " + std::to_string(state.parameters.size()) +
           " parameters where this run has " + std::to_string(count);
  }
  if (state.ema.size() != state_.ema.size()) {
    return "the saved state has " + std::string(state.ema.size() == 0 ? "no" : "a") +
           " mean of its weights, where this run has " + (state_.ema.size() == 0 ? "none" : "one");
  }
  if (state.iteration < 0 || state.losses.size() != static_cast<std::size_t>(state.iteration)) {
    return "the saved state has " + std::to_string(state.losses.size()) + " losses after " +
           std::to_string(state.iteration) + " iterations";
  }
  if (!state.parameters.allFinite() || !state.moments.first.allFinite() ||
      !state.moments.second.allFinite() || !state.ema.allFinite()) {
    return "the saved state has values that are not finite";
  }
  state_ = std::move(state);
  DropLanes();
  checkpoints_.clear();
  RecordCheckpoint();
  return "";
}

void Trainer::DropOldCheckpoints() {
  checkpoints_.erase(checkpoints_.begin(), checkpoints_.end() - 1);
}

void Trainer::RecordCheckpoint() {
  checkpoints_.push_back({state_.iteration, state_.EvaluationParameters()});
}

}  // namespace meanflow
