// Progress of training: a bar on a terminal, plain lines elsewhere.
#ifndef MEANFLOW_CLI_PROGRESS_H_
#define MEANFLOW_CLI_PROGRESS_H_

#include <chrono>
#include <string>
#include <vector>

namespace meanflow::cli {

/// Mean of the last `count` losses, or of all when there are fewer; NaN when there are none.
double MeanOfLast(const std::vector<float>& losses, int count);

/// Reports to standard error. On a terminal it redraws one line several times a second. Elsewhere
/// it writes a line every 20th of the run, and at least every 10 seconds.
class Progress {
 public:
  /// `name` is the method; `done` is the number of iterations before a resumed run.
  Progress(std::string name, int done, int iterations);
  /// Call after each iteration, with the losses of all iterations so far.
  void Update(const std::vector<float>& losses);

  /// Ends the bar's line and stops the clock.
  void Finish();

  /// From the start to Finish: iterations a second, and the seconds.
  double Rate() const { return seconds_ > 0 ? (iteration_ - first_) / seconds_ : 0; }
  double Seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;

  double RecentRate(Clock::time_point now, int iteration);
  std::string Line(Clock::time_point now, const std::vector<float>& losses);
  void DrawBar(Clock::time_point now, const std::vector<float>& losses);

  std::string name_;
  int first_;       // Iterations done before the start.
  int iterations_;  // At the end.
  bool is_terminal_;
  bool has_bar_ = false;  // The cursor is on the bar's line.
  int iteration_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_report_ = start_;
  Clock::time_point window_start_ = start_;  // Of the displayed rate.
  int window_first_;
  double recent_rate_ = 0;
  double seconds_ = 0;
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_PROGRESS_H_
