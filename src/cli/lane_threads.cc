#include "cli/lane_threads.h"

#include <algorithm>
#include <system_error>

namespace meanflow::cli {

int DefaultThreads() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kLanes);
}

LaneThreads::LaneThreads(const TrainConfig& config, int threads) {
  const int count = std::clamp(threads, 1, kLanes);
  for (int i = 0; i < count; ++i) evaluators_.push_back(std::make_unique<LaneEvaluator>(config));
  try {
    for (int i = 1; i < count; ++i) {
      threads_.emplace_back([this, i] { RunThread(evaluators_[i].get()); });
    }
  } catch (const std::system_error&) {
    // No more threads available: use those created so far.
  }
}

LaneThreads::~LaneThreads() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  start_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::string LaneThreads::Step(Trainer* trainer) {
  trainer_ = trainer;
  next_lane_ = 0;
  {
    const std::lock_guard lock(mutex_);
    ++round_;
    working_ = static_cast<int>(threads_.size());
  }
  start_.notify_all();
  EvaluateLanes(evaluators_[0].get());
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return working_ == 0; });
  }
  return trainer->Apply();
}

void LaneThreads::RunThread(LaneEvaluator* evaluator) {
  std::uint64_t round = 0;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      start_.wait(lock, [&] { return stopping_ || round_ != round; });
      if (stopping_) return;
      round = round_;
    }
    EvaluateLanes(evaluator);
    const std::lock_guard lock(mutex_);
    if (--working_ == 0) done_.notify_one();
  }
}

void LaneThreads::EvaluateLanes(LaneEvaluator* evaluator) {
  const TrainState& state = trainer_->state();
  evaluator->SetParameters(state.parameters.data());
  for (int lane = next_lane_++; lane < kLanes; lane = next_lane_++) {
    const double loss = evaluator->Evaluate(state.iteration, lane, trainer_->LaneGradient(lane));
    trainer_->AddLane(lane, loss);
  }
}

}  // namespace meanflow::cli
