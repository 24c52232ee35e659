#include "meanflow/objective.h"

#include <gtest/gtest.h>

#include <cmath>

#include "matrices.h"

namespace meanflow {
namespace {

struct Case {
  Method method;
  NetworkConfig network;  // depth, width
  int batch;
};

// Every method whose loss has no other derivative than that of u, over widths and batches below, at
// and past the kernels' tiles. LSD has that of du/dr, too: objective_settings_test.cc.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const MethodRow& row : kMethods) {
    const Method method = row.method;
    if (method == Method::kLsd) continue;
    cases.push_back({method, {1, 1}, 1});
    cases.push_back({method, {2, 5}, 3});
    cases.push_back({method, {4, 16}, 12});
    cases.push_back({method, {3, 33}, 65});
  }
  return cases;
}

std::string Describe(const Case& c) {
  return std::string(Name(c.method)) + ", depth " + std::to_string(c.network.depth) + ", width " +
         std::to_string(c.network.width) + ", batch " + std::to_string(c.batch);
}

TrainingPairs<double> RandomPairs(int batch) {
  TrainingPairs<double> pairs;
  pairs.x0 = RandomMatrix<double>(2, batch, 11);
  pairs.x1 = 2 * RandomMatrix<double>(2, batch, 12);
  pairs.t = 0.5 + 0.5 * RandomMatrix<double>(batch, 1, 13).array();
  // Either side of t: both signs of t - r.
  pairs.r = 0.5 + 0.5 * RandomMatrix<double>(batch, 1, 14).array();
  return pairs;
}

/// u at other inputs, from the network alone.
struct Velocity {
  Velocity(const Case& c, const Vector<double>& parameters)
      : network(ShapeOf(c.method, c.network)), tape(network.shape(), 1) {
    network.SetParameters(parameters.data());
  }
  std::array<double, 2> operator()(double x, double y, double t, double r) {
    const Vector<double> inputs{{x, y, t, r}};
    Matrix<double> u(2, 1);
    network.Forward(inputs.head(network.shape().inputs), &tape, u);
    return {u(0), u(1)};
  }
  Mlp<double> network;
  Tape<double> tape;
};

/// The loss with the constant target `target`, whose gradient the objective computes.
double FrozenLoss(const Case& c, const TrainingPairs<double>& pairs, const Points<double>& target,
                  const Vector<double>& parameters) {
  Velocity u(c, parameters);
  double sum = 0;
  for (int i = 0; i < c.batch; ++i) {
    const double t = pairs.t[i];
    const auto x = [&](int axis) { return t * pairs.x1(axis, i) + (1 - t) * pairs.x0(axis, i); };
    const auto prediction = u(x(0), x(1), t, pairs.r[i]);
    for (int axis = 0; axis < 2; ++axis) {
      sum += std::pow(prediction[axis] - target(axis, i), 2);
    }
  }
  return sum / (2 * c.batch);
}

struct CaseResult {
  Vector<double> parameters;
  TrainingPairs<double> pairs;
  ObjectiveTrace<double> trace;
  Vector<double> gradient;
  double loss;
};

CaseResult Evaluate(const Case& c) {
  Objective<double> objective(c.method, c.network);
  CaseResult e;
  e.parameters = InitialParameters(objective.shape(), 1).cast<double>();
  e.pairs = RandomPairs(c.batch);
  e.gradient.resize(e.parameters.size());
  objective.SetParameters(e.parameters.data());
  e.loss = objective.Evaluate(e.pairs, c.batch, e.gradient.data(), &e.trace);
  return e;
}

TEST(Objective, GradientIsTheSlopeOfTheLossWithItsTargetHeld) {
  constexpr double kStep = 1e-5;
  for (const Case& c : Cases()) {
    const CaseResult e = Evaluate(c);
    EXPECT_NEAR(e.loss, FrozenLoss(c, e.pairs, e.trace.target, e.parameters), 1e-12 * e.loss)
        << Describe(c);
    for (Eigen::Index i = 0; i < e.gradient.size(); i += 1 + e.gradient.size() / 97) {
      Vector<double> moved = e.parameters;
      moved[i] += kStep;
      const double ahead = FrozenLoss(c, e.pairs, e.trace.target, moved);
      moved[i] -= 2 * kStep;
      const double behind = FrozenLoss(c, e.pairs, e.trace.target, moved);
      const double slope = (ahead - behind) / (2 * kStep);
      EXPECT_NEAR(e.gradient[i], slope, 1e-7 * std::max(1.0, std::abs(slope)))
          << Describe(c) << " parameter " << i;
    }
  }
}

TEST(Objective, DudtIsTheSlopeAlongTheTangentAndTime) {
  constexpr double kStep = 1e-5;
  for (const Case& c : Cases()) {
    if (c.method == Method::kFm) continue;
    const CaseResult e = Evaluate(c);
    Velocity u(c, e.parameters);
    for (int i = 0; i < c.batch; ++i) {
      const double t = e.pairs.t[i];
      const double x = t * e.pairs.x1(0, i) + (1 - t) * e.pairs.x0(0, i);
      const double y = t * e.pairs.x1(1, i) + (1 - t) * e.pairs.x0(1, i);
      const double vx = e.trace.tangent(0, i);
      const double vy = e.trace.tangent(1, i);
      const double r = e.pairs.r[i];
      const auto ahead = u(x + kStep * vx, y + kStep * vy, t + kStep, r);
      const auto behind = u(x - kStep * vx, y - kStep * vy, t - kStep, r);
      for (int axis = 0; axis < 2; ++axis) {
        const double slope = (ahead[axis] - behind[axis]) / (2 * kStep);
        EXPECT_NEAR(e.trace.dudt(axis, i), slope, 1e-8) << Describe(c) << " sample " << i;
      }
    }
  }
}

TEST(Objective, TangentIsTheConditionalVelocityInMfAndTheNetworkOwnInImf) {
  for (const Case& c : Cases()) {
    if (c.method != Method::kMf && c.method != Method::kImf) continue;
    const CaseResult e = Evaluate(c);
    Velocity u(c, e.parameters);
    for (int i = 0; i < c.batch; ++i) {
      const double t = e.pairs.t[i];
      std::array<double, 2> x;
      std::array<double, 2> v;
      for (int axis = 0; axis < 2; ++axis) {
        x[axis] = t * e.pairs.x1(axis, i) + (1 - t) * e.pairs.x0(axis, i);
        v[axis] = e.pairs.x1(axis, i) - e.pairs.x0(axis, i);
      }
      const auto expected = c.method == Method::kMf ? v : u(x[0], x[1], t, t);
      for (int axis = 0; axis < 2; ++axis) {
        EXPECT_NEAR(e.trace.tangent(axis, i), expected[axis], 1e-12) << Describe(c);
        EXPECT_NEAR(e.trace.target(axis, i), v[axis] - (t - e.pairs.r[i]) * e.trace.dudt(axis, i),
                    1e-12)
            << Describe(c);
      }
    }
  }
}

TEST(Objective, PartsOfABatchAddUp) {
  for (const Method method : {Method::kFm, Method::kMf, Method::kImf}) {
    const Case c{method, {2, 12}, 40};
    const CaseResult whole = Evaluate(c);
    Objective<double> objective(c.method, c.network);
    objective.SetParameters(whole.parameters.data());
    double loss = 0;
    Vector<double> sum = Vector<double>::Zero(whole.gradient.size());
    Vector<double> gradient(whole.gradient.size());
    for (int part = 0; part < 4; ++part) {
      const TrainingPairs<double> pairs{
          whole.pairs.x0.middleCols(10 * part, 10), whole.pairs.x1.middleCols(10 * part, 10),
          whole.pairs.t.segment(10 * part, 10), whole.pairs.r.segment(10 * part, 10)};
      loss += objective.Evaluate(pairs, c.batch, gradient.data(), nullptr);
      sum += gradient;
    }
    EXPECT_NEAR(loss, whole.loss, 1e-12) << Name(method);
    for (Eigen::Index i = 0; i < sum.size(); ++i) {
      EXPECT_NEAR(sum[i], whole.gradient[i], 1e-12) << Name(method) << " parameter " << i;
    }
  }
}

}  // namespace
}  // namespace meanflow
