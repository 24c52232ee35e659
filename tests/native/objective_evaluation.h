// One evaluation of an objective, and reference values computed from the network itself.
#ifndef MEANFLOW_TESTS_OBJECTIVE_EVALUATION_H_
#define MEANFLOW_TESTS_OBJECTIVE_EVALUATION_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "matrices.h"
#include "meanflow/objective.h"

namespace meanflow {

inline constexpr int kBatch = 70;  // past a tile

inline TrainConfig Small(Method method) {
  TrainConfig config;
  config.method = method;
  config.network = {.depth = 2, .width = 9};
  return config;
}

/// Every other sample has r = t; the others have t - r of both signs.
inline TrainingPairs<double> HalfEqualPairs() {
  TrainingPairs<double> pairs;
  pairs.x0 = RandomMatrix<double>(2, kBatch, 11);
  pairs.x1 = RandomMatrix<double>(2, kBatch, 12);
  pairs.t = RandomMatrix<double>(kBatch, 1, 13);
  pairs.r = RandomMatrix<double>(kBatch, 1, 14);
  for (int i = 0; i < kBatch; ++i) {
    pairs.t[i] = 0.5 + 0.49 * pairs.t[i];
    pairs.r[i] = i % 2 == 1 ? pairs.t[i] : 0.5 + 0.49 * pairs.r[i];
  }
  return pairs;
}

/// One evaluation with its pairs and results.
struct Evaluated {
  explicit Evaluated(const TrainConfig& run) : config(run), pairs(HalfEqualPairs()) {
    Objective<double> objective(config);
    // Large enough that adaptive weights differ and teacher velocities are clamped.
    parameters = 1.7 * InitialParameters(objective.shape(), 1).cast<double>();
    gradient.resize(parameters.size());
    objective.SetParameters(parameters.data());
    loss = objective.Evaluate(pairs, kBatch, gradient.data(), &trace);
  }

  bool HasEqualTimes(int i) const { return pairs.t[i] == pairs.r[i]; }
  double Span(int i) const { return pairs.t[i] - pairs.r[i]; }
  double X(int i, int axis) const {
    return pairs.t[i] * pairs.x1(axis, i) + (1 - pairs.t[i]) * pairs.x0(axis, i);
  }
  double V(int i, int axis) const { return pairs.x1(axis, i) - pairs.x0(axis, i); }

  TrainConfig config;
  TrainingPairs<double> pairs;
  Vector<double> parameters, gradient;
  ObjectiveTrace<double> trace;
  double loss = 0;
};

/// u(x, t, r) of a run's network, for either time input.
struct Network {
  Network(const TrainConfig& config, const Vector<double>& parameters)
      : is_interval(config.network.time_inputs == TimeInputs::kInterval),
        features(config.network.features),
        mlp(ShapeOf(config.method, config.network)),
        tape(mlp.shape(), 1) {
    mlp.SetParameters(parameters.data());
  }
  std::array<double, 2> operator()(double x, double y, double t, double r) {
    const Vector<double> coordinates{{x, y, t, is_interval ? t - r : r}};
    const int count = mlp.shape().inputs / (1 + 2 * features);
    Matrix<double> u(2, 1);
    mlp.Forward(WithFeatures(coordinates.head(count)), &tape, u);
    return {u(0), u(1)};
  }
  /// du/dr by the network's Jvp, which is tested separately.
  std::array<double, 2> AlongEnd(double x, double y, double t, double r) {
    const double last = is_interval ? t - r : r, last_dot = is_interval ? -1 : 1;
    const Vector<double> inputs = WithFeatures(Vector<double>{{x, y, t, last}});
    Vector<double> dot = Vector<double>::Zero(inputs.size());
    dot[3] = last_dot;
    for (int k = 1; k <= features; ++k) {
      const double w = k * std::numbers::pi / 2;
      dot[8 * k - 1] = w * std::cos(w * last) * last_dot;
      dot[8 * k + 3] = -w * std::sin(w * last) * last_dot;
    }
    Matrix<double> u(2, 1), u_dot(2, 1);
    mlp.Jvp(inputs, dot, &tape, u, u_dot);
    return {u_dot(0), u_dot(1)};
  }
  Vector<double> WithFeatures(const Vector<double>& c) const {
    Vector<double> inputs(c.size() * (1 + 2 * features));
    inputs.head(c.size()) = c;
    for (int k = 1; k <= features; ++k) {
      const Eigen::ArrayXd angles = k * std::numbers::pi / 2 * c.array();
      inputs.segment((2 * k - 1) * c.size(), c.size()) = angles.sin();
      inputs.segment(2 * k * c.size(), c.size()) = angles.cos();
    }
    return inputs;
  }
  bool is_interval;
  int features;
  Mlp<double> mlp;
  Tape<double> tape;
};

/// The difference of a sample's prediction from its target, at other parameters.
inline std::array<double, 2> Differences(const Evaluated& e, Network* u, int i) {
  const auto value = (*u)(e.X(i, 0), e.X(i, 1), e.pairs.t[i], e.pairs.r[i]);
  std::array<double, 2> slope{};
  if (e.config.method == Method::kLsd && !e.HasEqualTimes(i)) {
    slope = u->AlongEnd(e.X(i, 0), e.X(i, 1), e.pairs.t[i], e.pairs.r[i]);
  }
  std::array<double, 2> difference;
  for (int axis = 0; axis < 2; ++axis) {
    difference[axis] = value[axis] - e.Span(i) * slope[axis] - e.trace.target(axis, i);
  }
  return difference;
}

inline double Square(const std::array<double, 2>& d) { return d[0] * d[0] + d[1] * d[1]; }

/// The loss at other parameters with constant targets and weights.
inline double FrozenLoss(const Evaluated& e, const std::vector<double>& weights,
                         const Vector<double>& parameters) {
  Network u(e.config, parameters);
  double sum = 0;
  for (int i = 0; i < kBatch; ++i) sum += weights[i] * Square(Differences(e, &u, i));
  return sum / (2 * kBatch);
}

/// Compares the gradient with central differences of FrozenLoss.
inline void ExpectGradientOf(const Evaluated& e, const std::vector<double>& weights) {
  constexpr double kStep = 1e-5;
  for (Eigen::Index i = 0; i < e.gradient.size(); i += 1 + e.gradient.size() / 97) {
    Vector<double> moved = e.parameters;
    moved[i] += kStep;
    const double ahead = FrozenLoss(e, weights, moved);
    moved[i] -= 2 * kStep;
    const double slope = (ahead - FrozenLoss(e, weights, moved)) / (2 * kStep);
    EXPECT_NEAR(e.gradient[i], slope, 1e-7 * std::max(1.0, std::abs(slope)))
        << Name(e.config.method) << " parameter " << i;
  }
}

/// Every method but FM, in both directions, with both time inputs, with and without features and a
/// linear path, and r = t for half the samples.
inline std::vector<TrainConfig> Runs() {
  std::vector<TrainConfig> runs;
  for (const MethodRow& row : kMethods) {
    const Method method = row.method;
    if (method == Method::kFm) continue;
    for (const TimeInputs inputs : {TimeInputs::kEnd, TimeInputs::kInterval}) {
      for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
        TrainConfig run = Small(method);
        run.direction = direction;
        run.network.time_inputs = inputs;
        run.times.equal_share = 0.5;
        runs.push_back(run);
        run.network.features = 2;
        run.network.linear_path = LinearPath::kOn;
        runs.push_back(run);
      }
    }
  }
  return runs;
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_OBJECTIVE_EVALUATION_H_
