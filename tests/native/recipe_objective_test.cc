// LSD, and what settings change in the objectives: each against the network's own values.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "matrices.h"
#include "meanflow/exact_flow.h"
#include "meanflow/objective.h"

namespace meanflow {
namespace {

constexpr int kBatch = 70;  // past a tile

TrainConfig Small(Method method) {
  TrainConfig config;
  config.method = method;
  config.network = {.depth = 2, .width = 9};
  return config;
}

/// Every other sample has r = t; the others have t - r of both signs.
TrainingPairs<double> HalfEqualPairs() {
  TrainingPairs<double> pairs;
  pairs.x0 = RandomValues<double>(2 * kBatch, 11);
  pairs.x1 = RandomValues<double>(2 * kBatch, 12);
  pairs.t = RandomValues<double>(kBatch, 13);
  pairs.r = RandomValues<double>(kBatch, 14);
  for (int i = 0; i < kBatch; ++i) {
    pairs.t[i] = 0.5 + 0.49 * pairs.t[i];
    pairs.r[i] = i % 2 == 1 ? pairs.t[i] : 0.5 + 0.49 * pairs.r[i];
  }
  return pairs;
}

/// One evaluation, and what it should have seen.
struct Evaluated {
  explicit Evaluated(const TrainConfig& run) : config(run), pairs(HalfEqualPairs()) {
    Objective<double> objective(config);
    const std::vector<float> initial = InitialParameters(objective.shape(), 1);
    parameters.assign(initial.begin(), initial.end());
    // Not small, so that weights differ and the teacher's clamp is met.
    for (double& parameter : parameters) parameter *= 1.7;
    gradient.resize(parameters.size());
    objective.SetParameters(parameters.data());
    loss = objective.Evaluate(pairs, kBatch, gradient.data(), &trace);
  }

  bool HasEqualTimes(int i) const { return pairs.t[i] == pairs.r[i]; }
  double Span(int i) const { return pairs.t[i] - pairs.r[i]; }
  double X(int i, int axis) const {
    return pairs.t[i] * pairs.x1[2 * i + axis] + (1 - pairs.t[i]) * pairs.x0[2 * i + axis];
  }
  double V(int i, int axis) const { return pairs.x1[2 * i + axis] - pairs.x0[2 * i + axis]; }

  TrainConfig config;
  TrainingPairs<double> pairs;
  std::vector<double> parameters, gradient;
  ObjectiveTrace<double> trace;
  double loss = 0;
};

/// u(x, t, r) of a run's network, whatever it is told of r.
struct Network {
  Network(const TrainConfig& config, const std::vector<double>& parameters)
      : is_interval(config.network.time_inputs == TimeInputs::kInterval),
        mlp(ShapeOf(config.method, config.network)),
        tape(mlp.shape(), 1) {
    mlp.SetParameters(parameters.data());
  }
  std::array<double, 2> operator()(double x, double y, double t, double r) {
    const std::array<double, 4> inputs = {x, y, t, is_interval ? t - r : r};
    std::array<double, 2> u;
    mlp.Evaluate(inputs.data(), 1, &tape, u.data());
    return u;
  }
  /// du/dr by the network's own Jvp, which has tests of its own.
  std::array<double, 2> AlongEnd(double x, double y, double t, double r) {
    const std::array<double, 4> inputs = {x, y, t, is_interval ? t - r : r};
    const std::array<double, 4> dot = {0, 0, 0, is_interval ? -1.0 : 1.0};
    std::array<double, 2> u, u_dot;
    mlp.Jvp(inputs.data(), dot.data(), 1, &tape, u.data(), u_dot.data());
    return u_dot;
  }
  bool is_interval;
  Mlp<double> mlp;
  Tape<double> tape;
};

/// What a sample's prediction differs from its target by, both coordinates, at other parameters.
std::array<double, 2> Differences(const Evaluated& e, Network* u, int i) {
  const auto value = (*u)(e.X(i, 0), e.X(i, 1), e.pairs.t[i], e.pairs.r[i]);
  std::array<double, 2> slope{};
  if (e.config.method == Method::kLsd && !e.HasEqualTimes(i)) {
    slope = u->AlongEnd(e.X(i, 0), e.X(i, 1), e.pairs.t[i], e.pairs.r[i]);
  }
  std::array<double, 2> difference;
  for (int axis = 0; axis < 2; ++axis) {
    difference[axis] = value[axis] - e.Span(i) * slope[axis] - e.trace.target[2 * i + axis];
  }
  return difference;
}

double Square(const std::array<double, 2>& d) { return d[0] * d[0] + d[1] * d[1]; }

/// The loss at other parameters, its targets and weights held.
double FrozenLoss(const Evaluated& e, const std::vector<double>& weights,
                  const std::vector<double>& parameters) {
  Network u(e.config, parameters);
  double sum = 0;
  for (int i = 0; i < kBatch; ++i) sum += weights[i] * Square(Differences(e, &u, i));
  return sum / (2 * kBatch);
}

void ExpectGradientOf(const Evaluated& e, const std::vector<double>& weights) {
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < e.gradient.size(); i += 1 + e.gradient.size() / 97) {
    std::vector<double> moved = e.parameters;
    moved[i] += kStep;
    const double ahead = FrozenLoss(e, weights, moved);
    moved[i] -= 2 * kStep;
    const double slope = (ahead - FrozenLoss(e, weights, moved)) / (2 * kStep);
    EXPECT_NEAR(e.gradient[i], slope, 1e-7 * std::max(1.0, std::abs(slope)))
        << Name(e.config.method) << " parameter " << i;
  }
}

std::vector<TrainConfig> Runs() {
  std::vector<TrainConfig> runs;
  for (const Method method : {Method::kMf, Method::kImf, Method::kLsd}) {
    for (const TimeInputs inputs : {TimeInputs::kEnd, TimeInputs::kInterval}) {
      for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
        TrainConfig run = Small(method);
        run.direction = direction;
        run.network.time_inputs = inputs;
        run.times.equal_share = 0.5;
        runs.push_back(run);
      }
    }
  }
  return runs;
}

TEST(Recipes, GradientIsTheSlopeOfTheLossWithItsTargetHeld) {
  const std::vector<double> ones(kBatch, 1);
  for (const TrainConfig& run : Runs()) {
    const Evaluated e(run);
    EXPECT_NEAR(e.loss, FrozenLoss(e, ones, e.parameters), 1e-12 * e.loss) << Name(run.method);
    ExpectGradientOf(e, ones);
  }
}

TEST(Recipes, AdaptiveWeightsAreHeldAndLeaveTheLossAlone) {
  for (TrainConfig run : Runs()) {
    const double plain = Evaluated(run).loss;
    run.loss.adaptive_power = 0.75;
    run.loss.adaptive_constant = 0.01;
    const Evaluated e(run);
    EXPECT_EQ(e.loss, plain);
    Network u(run, e.parameters);
    std::vector<double> weights(kBatch, 1);
    for (int i = 0; i < kBatch; ++i) {
      // LSD's samples with r = t have a noisy target, and no weights.
      if (run.method == Method::kLsd && e.HasEqualTimes(i)) continue;
      weights[i] = std::pow(Square(Differences(e, &u, i)) + 0.01, -0.75);
    }
    ExpectGradientOf(e, weights);
  }
}

TEST(Recipes, SamplesWithEqualTimesRegressOnTheirVelocity) {
  for (const TrainConfig& run : Runs()) {
    const Evaluated e(run);
    for (int i = 1; i < kBatch; i += 2) {
      for (int axis = 0; axis < 2; ++axis) {
        EXPECT_EQ(e.trace.target[2 * i + axis], e.V(i, axis)) << Name(run.method);
        EXPECT_EQ(e.trace.dudt[2 * i + axis], 0) << Name(run.method);
      }
    }
  }
}

TEST(Recipes, SlopesAreThoseOfTheNetworkWhateverItIsTold) {
  constexpr double kStep = 1e-5;
  for (const TrainConfig& run : Runs()) {
    const Evaluated e(run);
    Network u(run, e.parameters);
    const bool is_lsd = run.method == Method::kLsd;
    for (int i = 0; i < kBatch; i += 2) {
      const auto at = [&](double step) {
        const double along_x = is_lsd ? 0 : step * e.trace.tangent[2 * i];
        const double along_y = is_lsd ? 0 : step * e.trace.tangent[2 * i + 1];
        return u(e.X(i, 0) + along_x, e.X(i, 1) + along_y, e.pairs.t[i] + (is_lsd ? 0 : step),
                 e.pairs.r[i] + (is_lsd ? step : 0));
      };
      for (int axis = 0; axis < 2; ++axis) {
        const double slope = (at(kStep)[axis] - at(-kStep)[axis]) / (2 * kStep);
        EXPECT_NEAR(e.trace.dudt[2 * i + axis], slope, 1e-8) << Name(run.method) << " sample " << i;
        EXPECT_NEAR(e.trace.prediction[2 * i + axis], at(0)[axis], 1e-13);
      }
    }
  }
}

TEST(Lsd, TeacherIsTheNetworkWhereTheModelArrives) {
  int clamped = 0;
  for (const TimeInputs inputs : {TimeInputs::kEnd, TimeInputs::kInterval}) {
    TrainConfig run = Small(Method::kLsd);
    run.network.time_inputs = inputs;
    Evaluated e(run);
    for (double& parameter : e.parameters) parameter *= 2.5;
    Objective<double> objective(run);
    objective.SetParameters(e.parameters.data());
    objective.Evaluate(e.pairs, kBatch, e.gradient.data(), &e.trace);
    Network u(run, e.parameters);
    for (int i = 0; i < kBatch; i += 2) {
      std::array<double, 2> arrival;
      for (int axis = 0; axis < 2; ++axis) {
        arrival[axis] = e.X(i, axis) - e.Span(i) * e.trace.prediction[2 * i + axis];
      }
      const auto teacher = u(arrival[0], arrival[1], e.pairs.r[i], e.pairs.r[i]);
      for (int axis = 0; axis < 2; ++axis) {
        EXPECT_NEAR(e.trace.target[2 * i + axis], std::clamp(teacher[axis], -6.0, 6.0), 1e-12);
        if (std::abs(teacher[axis]) > 6) ++clamped;
      }
    }
  }
  EXPECT_GT(clamped, 0);
}

// The equation that LSD's loss is the square of, for the exact average velocity: its sign holds for
// either direction, and for anchors at either end of [r, t].
TEST(Lsd, ExactFlowSatisfiesTheIdentity) {
  constexpr double kStep = 1e-4, kTolerance = 1e-9;
  const GridDensity density = MakeDensity({});
  const std::array<double, 8> points = {0.3, -0.7, 1.1, 0.4, -0.9, -1.3, 0.1, 0.6};
  for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
    ExactFlow flow(density, direction);
    for (const auto& [t, r] : {std::pair{0.9, 0.4}, {0.4, 0.9}, {0.7, 0.55}, {0.3, 0.6}}) {
      std::array<double, 8> u, ahead, behind, arrival, v;
      flow.AverageVelocity(points.data(), 4, t, r, kTolerance, u.data());
      flow.AverageVelocity(points.data(), 4, t, r + kStep, kTolerance, ahead.data());
      flow.AverageVelocity(points.data(), 4, t, r - kStep, kTolerance, behind.data());
      flow.Map(points.data(), 4, t, r, kTolerance, arrival.data());
      flow.Velocity(arrival.data(), 4, r, v.data());
      for (int i = 0; i < 8; ++i) {
        EXPECT_NEAR(arrival[i], points[i] - (t - r) * u[i], 1e-7);
        const double slope = (ahead[i] - behind[i]) / (2 * kStep);
        EXPECT_NEAR(u[i] - (t - r) * slope, v[i], 2e-4 * std::max(1.0, std::abs(v[i])))
            << Name(direction) << " from " << t << " to " << r << ", value " << i;
      }
    }
  }
}

TEST(Tangent, NamesTurnOneMethodIntoTheOther) {
  TrainConfig mf = Small(Method::kMf), imf = Small(Method::kImf);
  const Evaluated own_mf(mf), own_imf(imf);
  mf.loss.tangent = Tangent::kNetwork;
  imf.loss.tangent = Tangent::kConditional;
  EXPECT_EQ(Evaluated(mf).gradient, own_imf.gradient);
  EXPECT_EQ(Evaluated(imf).gradient, own_mf.gradient);
  EXPECT_NE(own_mf.gradient, own_imf.gradient);
}

TEST(Tangent, ExactIsTheMarginalVelocity) {
  for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
    ExactFlow flow(MakeDensity({}), direction);
    for (const Method method : {Method::kMf, Method::kLsd}) {
      TrainConfig run = Small(method);
      run.direction = direction;
      run.loss.tangent = Tangent::kExact;
      const Evaluated e(run);
      for (int i = 0; i < kBatch; ++i) {
        std::array<double, 2> at = {e.X(i, 0), e.X(i, 1)}, v;
        double time = e.pairs.t[i];
        const bool is_teacher = method == Method::kLsd && !e.HasEqualTimes(i);
        if (is_teacher) {
          for (int axis = 0; axis < 2; ++axis) {
            at[axis] -= e.Span(i) * e.trace.prediction[2 * i + axis];
          }
          time = e.pairs.r[i];
        }
        flow.Velocity(at.data(), 1, time, v.data());
        const auto& values = method == Method::kMf ? e.trace.tangent : e.trace.target;
        for (int axis = 0; axis < 2; ++axis) {
          const double expected = is_teacher ? std::clamp(v[axis], -6.0, 6.0) : v[axis];
          EXPECT_NEAR(values[2 * i + axis], expected, 1e-12) << Name(direction) << " sample " << i;
        }
      }
    }
  }
}

TEST(Target, PosteriorIsTheMeanOverTheLanesPairs) {
  for (TrainConfig run : Runs()) {
    run.loss.target = Target::kPosterior;
    const Evaluated e(run);
    const bool reverse = run.direction == Direction::kReverse;
    const std::vector<double>& noise = reverse ? e.pairs.x1 : e.pairs.x0;
    SetPosterior<double> posterior;
    posterior.SetData(reverse ? e.pairs.x0 : e.pairs.x1);
    for (int i = 0; i < kBatch; ++i) {
      if (run.method == Method::kLsd && !e.HasEqualTimes(i)) continue;  // On its teacher.
      const auto change = posterior.VelocityChange(i, {noise[2 * i], noise[2 * i + 1]},
                                                   NoiseLevel(run.direction, e.pairs.t[i]));
      for (int axis = 0; axis < 2; ++axis) {
        const double v = e.V(i, axis) + (reverse ? change[axis] : -change[axis]);
        const double slope = e.HasEqualTimes(i) ? 0 : e.Span(i) * e.trace.dudt[2 * i + axis];
        EXPECT_NEAR(e.trace.target[2 * i + axis], v - slope, 1e-12) << Name(run.method);
        if (run.method != Method::kMf) continue;
        EXPECT_NEAR(e.trace.tangent[2 * i + axis], v, 1e-12);
      }
    }
    ExpectGradientOf(e, std::vector<double>(kBatch, 1));
  }
}

}  // namespace
}  // namespace meanflow
