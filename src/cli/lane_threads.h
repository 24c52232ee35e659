// The lanes of an iteration spread over threads.
#ifndef MEANFLOW_CLI_LANE_THREADS_H_
#define MEANFLOW_CLI_LANE_THREADS_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "meanflow/trainer.h"

namespace meanflow::cli {

/// A number of threads for this machine: its cores, up to one a lane.
int DefaultThreads();

/// Threads that live as long as the run and take lanes as they become free. Who computes a lane
/// makes no difference to its result, so that any number of threads trains the same bits.
class LaneThreads {
 public:
  /// `threads` counts the calling thread; more than kLanes have nothing to do.
  LaneThreads(const TrainConfig& config, int threads);
  LaneThreads(const LaneThreads&) = delete;
  LaneThreads& operator=(const LaneThreads&) = delete;
  ~LaneThreads();

  /// One iteration of `trainer`, whose configuration is that of the constructor: what
  /// Trainer::Step does, and returns.
  std::string Step(Trainer* trainer);

 private:
  void Work(LaneEvaluator* evaluator);
  void TakeLanes(LaneEvaluator* evaluator);

  std::vector<std::unique_ptr<LaneEvaluator>> evaluators_;  // One a thread, the caller's first.
  Trainer* trainer_ = nullptr;                              // Of the iteration under way.
  std::atomic<int> next_lane_{0};

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable start_, done_;
  std::uint64_t round_ = 0;  // Counts the iterations begun.
  int working_ = 0;          // Threads that have not finished the round yet.
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_LANE_THREADS_H_
