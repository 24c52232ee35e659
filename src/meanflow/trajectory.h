// The trajectory of one point along the exact flow, by noise level (posterior.h).
//
// The flow is integrated in two coordinate charts, each smooth on its half:
//   noisy, s >= 1/2:  x over s,                               dx/ds = E[Z - X | x]
//   clean, s <= 1/2:  y = x / a over log sigma, sigma = s / a, a = 1 - s,
//                     y = X + sigma Z,                        dy/dlog(sigma) = sigma E[Z | x]
// In the clean chart a point within a cell converges as sigma -> 0, and the boundary layers at the
// cells' edges, of width sigma, look alike at every log sigma. The last part is extrapolated
// linearly. The Jacobian J of the flow obeys J' = A J, with C = Cov(Z - X | x) and
//   A = dv/dx = (I - a C) / s (noisy),   A = sigma dE[Z | x]/dy = I - a^2 C (clean).
#ifndef MEANFLOW_TRAJECTORY_H_
#define MEANFLOW_TRAJECTORY_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "meanflow/dormand_prince.h"
#include "meanflow/elementary.h"
#include "meanflow/posterior.h"

namespace meanflow {

/// x alone (N = 2), or x and the columns of dx/dx_start (N = 6).
template <int N>
using FlowState = std::array<double, N>;

template <int N>
FlowState<N> Scaled(FlowState<N> state, double factor) {
  for (double& value : state) value *= factor;
  return state;
}

/// (rate, A J) with A = factor * (I - scale * covariance) and J the columns within `state`.
template <int N>
FlowState<N> Rates(const Point& rate, double factor, double scale,
                   const std::array<double, 3>& covariance, const FlowState<N>& state) {
  FlowState<N> rates{rate[0], rate[1]};
  const auto [xx, xy, yy] = covariance;
  for (int i = 2; i < N; i += 2) {
    const double x = state[i], y = state[i + 1];
    rates[i] = factor * (x - scale * (xx * x + xy * y));
    rates[i + 1] = factor * (y - scale * (xy * x + yy * y));
  }
  return rates;
}

/// The posterior at a state; its covariance is computed only for a Jacobian.
template <int N>
Posterior PosteriorAt(GridPosterior* posterior, const FlowState<N>& x, double noise_level) {
  if constexpr (N == 2) return {posterior->Mean({x[0], x[1]}, noise_level)};
  return posterior->Full({x[0], x[1]}, noise_level);
}

template <int N>
struct NoisyChart {
  GridPosterior* posterior;

  static double Time(double s) { return s; }
  static FlowState<N> FromFlow(const FlowState<N>& x, double) { return x; }
  static FlowState<N> ToFlow(const FlowState<N>& x, double) { return x; }

  FlowState<N> operator()(double s, const FlowState<N>& x) const {
    const Posterior at = PosteriorAt<N>(posterior, x, s);
    return Rates<N>(at.mean.velocity, 1 / s, 1 - s, at.covariance, x);
  }
};

template <int N>
struct CleanChart {
  GridPosterior* posterior;

  static double Time(double s) { return Log(s / (1 - s)); }
  static FlowState<N> FromFlow(const FlowState<N>& x, double s) {
    return Scaled<N>(x, 1 / (1 - s));
  }
  static FlowState<N> ToFlow(const FlowState<N>& y, double s) { return Scaled<N>(y, 1 - s); }

  FlowState<N> operator()(double log_sigma, const FlowState<N>& y) const {
    const double sigma = Exp(log_sigma), a = 1 / (1 + sigma);
    const Posterior at = PosteriorAt<N>(posterior, Scaled<N>(y, a), sigma * a);
    const auto [x_noise, y_noise] = at.mean.noise;
    return Rates<N>({sigma * x_noise, sigma * y_noise}, 1, a * a, at.covariance, y);
  }
};

/// Follows points through increasing or decreasing noise levels.
template <int N>
class Trajectory {
 public:
  /// `tolerance` is the solver's error per step.
  Trajectory(GridPosterior* posterior, double tolerance)
      : posterior_(posterior),
        tolerance_(tolerance),
        floor_(std::clamp(tolerance, GridPosterior::kMinimumNoise, 1e-3)) {}

  /// Calls sink(index, state) for each of `levels`, in their order. `state` is the state at the
  /// first level.
  template <typename Sink>
  void Follow(const FlowState<N>& state, const std::vector<double>& levels, const Sink& sink) {
    constexpr double kSwitch = 0.5;
    const int count = static_cast<int>(levels.size());
    const double last = levels.back();
    state_ = state;
    level_ = levels.front();
    for (next_ = 0; next_ < count && levels[next_] == level_; ++next_) sink(next_, state);
    if (next_ == count) return;
    if (last < level_) {
      if (level_ > kSwitch) Integrate<NoisyChart<N>>(std::max(last, kSwitch), levels, sink);
      if (level_ > floor_ && next_ < count) {
        Integrate<CleanChart<N>>(std::max(last, floor_), levels, sink);
      }
      if (next_ < count) ExtrapolateLinearly(last, levels, sink);
    } else {
      if (level_ < floor_) ExtrapolateLinearly(std::min(last, floor_), levels, sink);
      if (level_ < kSwitch && next_ < count) {
        Integrate<CleanChart<N>>(std::min(last, kSwitch), levels, sink);
      }
      if (next_ < count) Integrate<NoisyChart<N>>(last, levels, sink);
    }
  }

 private:
  /// Integrates from level_ to `end` in a chart and passes every level in between to `sink`.
  template <typename Chart, typename Sink>
  void Integrate(double end, const std::vector<double>& levels, const Sink& sink) {
    const double from = Chart::Time(level_), to = Chart::Time(end);
    DormandPrince<N, Chart> solver({posterior_}, from, Chart::FromFlow(state_, level_),
                                   std::clamp(to - from, -kFirstStep, kFirstStep), tolerance_);
    while (solver.time() != to) {
      solver.Step(to);
      for (; next_ < static_cast<int>(levels.size()); ++next_) {
        const double time = Chart::Time(levels[next_]);
        if (std::abs(time - from) > std::abs(solver.time() - from)) break;
        sink(next_, Chart::ToFlow(solver.At(time), levels[next_]));
      }
    }
    state_ = Chart::ToFlow(solver.state(), end);
    level_ = end;
  }

  /// From level_ to `end` next to the data: y(sigma) = E[X] + sigma E[Z] with constant means.
  template <typename Sink>
  void ExtrapolateLinearly(double end, const std::vector<double>& levels, const Sink& sink) {
    const double level = std::max({level_, end, GridPosterior::kMinimumNoise});
    const FlowState<N> y = Scaled<N>(state_, 1 / (1 - level_));
    const double sigma = level_ / (1 - level_);
    const FlowState<N> rates =
        CleanChart<N>{posterior_}(CleanChart<N>::Time(level), y);  // by log sigma
    const auto at = [&](double s) {
      const double change = (s / (1 - s) - sigma) * (1 - level) / level;
      FlowState<N> state = y;
      for (int i = 0; i < N; ++i) state[i] += change * rates[i];
      return Scaled<N>(state, 1 - s);
    };
    for (; next_ < static_cast<int>(levels.size()); ++next_) {
      if (std::abs(levels[next_] - level_) > std::abs(end - level_)) break;
      sink(next_, at(levels[next_]));
    }
    state_ = at(end);
    level_ = end;
  }

  static constexpr double kFirstStep = 0.25;

  GridPosterior* posterior_;
  double tolerance_;
  double floor_;
  FlowState<N> state_{};
  double level_ = 0;
  int next_ = 0;
};

}  // namespace meanflow

#endif  // MEANFLOW_TRAJECTORY_H_
