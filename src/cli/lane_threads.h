// Threads that evaluate the lanes of an iteration.
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

/// The default number of threads: the number of cores, at most one per lane.
int DefaultThreads();

/// A thread pool for the lanes of a run. A lane's result does not depend on its thread, so any
/// number of threads trains the same bits.
class LaneThreads {
 public:
  /// `threads` includes the calling thread; more than kLanes are not used.
  LaneThreads(const TrainConfig& config, int threads);
  LaneThreads(const LaneThreads&) = delete;
  LaneThreads& operator=(const LaneThreads&) = delete;
  ~LaneThreads();

  /// Like Trainer::Step, one iteration of `trainer`, whose configuration must be that of the
  /// constructor.
  std::string Step(Trainer* trainer);

 private:
  void RunThread(LaneEvaluator* evaluator);
  void EvaluateLanes(LaneEvaluator* evaluator);

  std::vector<std::unique_ptr<LaneEvaluator>> evaluators_;  // One per thread, the caller's first.
  Trainer* trainer_ = nullptr;                              // Of the current iteration.
  std::atomic<int> next_lane_{0};

  std::mutex mutex_;  // Guards the members below.
  std::condition_variable start_, done_;
  std::uint64_t round_ = 0;  // Number of iterations started.
  int working_ = 0;          // Threads that have not finished the current iteration.
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_LANE_THREADS_H_
