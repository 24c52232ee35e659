// The Dormand-Prince Runge-Kutta pair of order 5(4) with step-size control and dense output.
#ifndef MEANFLOW_DORMAND_PRINCE_H_
#define MEANFLOW_DORMAND_PRINCE_H_

#include <algorithm>
#include <array>
#include <cmath>

#include "meanflow/elementary.h"

namespace meanflow {

/// Integrates dy/dt = field(t, y) for one trajectory of N numbers, in either direction of time
/// (Dormand and Prince 1980; dense output of order 4 and the step control as in Hairer, Norsett and
/// Wanner, "Solving Ordinary Differential Equations I", II.4-6).
///
/// `field(double time, const State& state)` returns a State. Each step keeps its estimated error
/// below tolerance * max(1, |y_i|) in every component. When the error is not finite at the smallest
/// step, the state becomes NaN and time jumps to the end, so that the integration always ends.
template <int N, typename Field>
class DormandPrince {
 public:
  using State = std::array<double, N>;

  /// `step` is the initial step size; its sign is the direction of time.
  DormandPrince(Field field, double time, const State& state, double step, double tolerance)
      : field_(field), tolerance_(tolerance), time_(time), start_(time), step_(step) {
    state_ = initial_ = state;
    slopes_[0] = field_(time, state);
  }

  double time() const { return time_; }
  const State& state() const { return state_; }
  /// dy/dt at time().
  const State& slope() const { return slopes_[0]; }

  /// One accepted step, at most to `end`, which lies ahead of time().
  void Step(double end) {
    // A step that ends within rounding of `end` is stretched to it.
    for (bool rejected = false;; rejected = true) {
      const double left = end - time_;
      const bool last = std::abs(step_) >= std::abs(left) * (1 - 1e-9);
      const double step = last ? left : step_;
      const double error = Try(step);
      if (!std::isfinite(error) && std::abs(step) <= SmallestStep()) {
        state_.fill(NAN);
        time_ = end;
        return;
      }
      const double factor =
          std::isfinite(error) ? std::clamp(0.9 * Power(error, -0.2), 0.2, 6.0) : 0.1;
      if (error <= 1 || std::abs(step) <= SmallestStep()) {
        Accept(step, last ? end : time_ + step);
        // A step shortened by `end` does not reduce the next step size.
        const double next = step * (rejected ? std::min(factor, 1.0) : factor);
        step_ = last && std::abs(next) < std::abs(step_) && factor >= 1 ? step_ : next;
        return;
      }
      step_ = step * factor;
    }
  }

  /// State at a time within the last accepted step, by dense output.
  State At(double time) const {
    if (time == time_) return state_;
    const double theta = (time - start_) / (time_ - start_), rest = 1 - theta;
    State state;
    for (int i = 0; i < N; ++i) {
      const auto& [c1, c2, c3, c4] = dense_[i];
      state[i] = initial_[i] + theta * (c1 + rest * (c2 + theta * (c3 + rest * c4)));
    }
    return state;
  }

 private:
  static constexpr int kStages = 7;
  static constexpr double kTimes[kStages] = {0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1};
  static constexpr double kMatrix[kStages][kStages - 1] = {
      {},
      {1. / 5},
      {3. / 40, 9. / 40},
      {44. / 45, -56. / 15, 32. / 9},
      {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
      {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
      {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}};
  /// Weights of order 5 minus those of order 4.
  static constexpr double kError[kStages] = {71. / 57600,      0,         -71. / 16695, 71. / 1920,
                                             -17253. / 339200, 22. / 525, -1. / 40};
  static constexpr double kDense[kStages] = {
      -12715105075. / 11282082432,  0,
      87487479700. / 32700410799,   -10690763975. / 1880347072,
      701980252875. / 199316789632, -1453857185. / 822651844,
      69997945. / 29380423};

  double SmallestStep() const { return 1e-14 * std::max(1.0, std::abs(time_)); }

  /// Computes all stages of a step. Leaves the state at its end in candidate_ and the slope there
  /// in slopes_[6]. Returns the error estimate relative to the tolerance.
  double Try(double step) {
    for (int stage = 1; stage < kStages; ++stage) {
      candidate_ = state_;
      for (int other = 0; other < stage; ++other) {
        const double weight = step * kMatrix[stage][other];
        for (int i = 0; i < N; ++i) candidate_[i] += weight * slopes_[other][i];
      }
      slopes_[stage] = field_(time_ + kTimes[stage] * step, candidate_);
    }
    double worst = 0;
    for (int i = 0; i < N; ++i) {
      double error = 0;
      for (int stage = 0; stage < kStages; ++stage) error += kError[stage] * slopes_[stage][i];
      const double size = std::max({1.0, std::abs(state_[i]), std::abs(candidate_[i])});
      const double scaled = std::abs(step * error) / (tolerance_ * size);
      if (!(scaled <= worst)) worst = scaled;  // keeps NaN
    }
    return worst;
  }

  void Accept(double step, double end) {
    for (int i = 0; i < N; ++i) {
      const double c1 = candidate_[i] - state_[i];
      const double c2 = step * slopes_[0][i] - c1;
      double c4 = 0;
      for (int stage = 0; stage < kStages; ++stage) c4 += kDense[stage] * slopes_[stage][i];
      dense_[i] = {c1, c2, c1 - step * slopes_[6][i] - c2, step * c4};
    }
    start_ = time_;
    time_ = end;
    initial_ = state_;
    state_ = candidate_;
    slopes_[0] = slopes_[6];  // first same as last
  }

  Field field_;
  double tolerance_;
  double time_, start_;  // end and begin of the last accepted step
  double step_;
  State state_, initial_, candidate_;
  std::array<State, kStages> slopes_;
  std::array<std::array<double, 4>, N> dense_{};  // coefficients of the dense output
};

}  // namespace meanflow

#endif  // MEANFLOW_DORMAND_PRINCE_H_
