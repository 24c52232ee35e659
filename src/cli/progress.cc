#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <string_view>

namespace meanflow::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kRedraw{100};
constexpr seconds kLongestSilence{10};
constexpr seconds kRateWindow{3};
constexpr int kLines = 20;      // Plain lines per run.
constexpr int kLossMean = 100;  // The displayed loss is the mean of so many iterations.
constexpr int kWidestBar = 40;

bool IsTerminal() {
  const char* const kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && kind != nullptr && std::string_view(kind) != "dumb";
}

int TerminalColumns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string Format(const char* format, double value) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// 1:02:03 or 2:03.
std::string Duration(double value) {
  if (!std::isfinite(value) || value > 1e8) return "?";
  const auto total = static_cast<long>(std::ceil(value));
  char text[32];
  if (total >= 3600) {
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld:%02ld", total / 60, total % 60);
  }
  return text;
}

double SecondsBetween(std::chrono::steady_clock::time_point from,
                      std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

double MeanOfLast(const std::vector<float>& losses, int count) {
  if (losses.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t used = std::min(losses.size(), static_cast<std::size_t>(count));
  double sum = 0;
  for (std::size_t i = losses.size() - used; i < losses.size(); ++i) sum += losses[i];
  return sum / static_cast<double>(used);
}

Progress::Progress(std::string name, int done, int iterations)
    : name_(std::move(name)),
      first_(done),
      iterations_(iterations),
      is_terminal_(IsTerminal()),
      iteration_(done),
      window_first_(done) {}

void Progress::Update(const std::vector<float>& losses) {
  const Clock::time_point now = Clock::now();
  iteration_ = static_cast<int>(losses.size());
  const bool is_last = iteration_ == iterations_;
  if (is_terminal_) {
    if (is_last || !has_bar_ || now - last_report_ >= kRedraw) DrawBar(now, losses);
    return;
  }
  const int every = std::max(1, iterations_ / kLines);
  if (is_last || iteration_ % every == 0 || now - last_report_ >= kLongestSilence) {
    std::cerr << Line(now, losses) << std::endl;
    last_report_ = now;
  }
}

void Progress::Finish() {
  seconds_ = SecondsBetween(start_, Clock::now());
  if (has_bar_) std::cerr << std::endl;
  has_bar_ = false;
}

double Progress::RecentRate(Clock::time_point now, int iteration) {
  if (now - window_start_ >= kRateWindow) {
    recent_rate_ = (iteration - window_first_) / SecondsBetween(window_start_, now);
    window_start_ = now;
    window_first_ = iteration;
  }
  if (recent_rate_ > 0) return recent_rate_;
  return (iteration - first_) / SecondsBetween(start_, now);
}

std::string Progress::Line(Clock::time_point now, const std::vector<float>& losses) {
  const double rate = RecentRate(now, iteration_);
  return std::to_string(iteration_) + "/" + std::to_string(iterations_) + "  loss " +
         Format("%.4f", MeanOfLast(losses, kLossMean)) + "  " +
         Format(rate >= 100 ? "%.0f" : "%.3g", rate) + " it/s  " +
         Duration((iterations_ - iteration_) / rate) + " left";
}

void Progress::DrawBar(Clock::time_point now, const std::vector<float>& losses) {
  const std::string line = Line(now, losses);
  std::string text = name_ + " ";
  const int room = TerminalColumns() - static_cast<int>(text.size() + line.size()) - 4;
  const int width = std::min(room, kWidestBar);
  if (width >= 5) {  // Else the terminal is too narrow for a bar.
    const auto filled = static_cast<int>(static_cast<double>(width) * iteration_ / iterations_);
    text.append("[").append(filled, '=').append(width - filled, ' ').append("] ");
  }
  text += line;
  text.resize(std::min(text.size(), static_cast<std::size_t>(TerminalColumns() - 1)));
  std::cerr << "\r\033[K" << text << std::flush;
  has_bar_ = true;
  last_report_ = now;
}

}  // namespace meanflow::cli
