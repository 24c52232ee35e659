#include "meanflow/network_inspector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "matrices.h"
#include "meanflow/objective.h"
#include "meanflow/random.h"

namespace meanflow {
namespace {

const FlowPoint kAt = {{0.3, -0.7}, 0.8, 0.2};
const FlowPoint kAlong = {{-0.4, 0.9}, 1, 0};

TrainConfig ConfigOf(Method method, NetworkConfig network = {2, 12}) {
  TrainConfig config;
  config.method = method;
  config.network = network;
  return config;
}

template <typename Scalar>
NetworkInspector<Scalar> Inspect(const TrainConfig& config) {
  NetworkInspector<Scalar> network(config);
  network.SetParameters(InitialParameters(network.shape(), 7));
  return network;
}

void ExpectNear(const Point& actual, const Point& expected, double tolerance) {
  for (int axis = 0; axis < 2; ++axis) EXPECT_NEAR(actual[axis], expected[axis], tolerance);
}

TEST(NetworkInspector, HasTheDerivativeOfCentralDifferences) {
  NetworkConfig with_features{2, 12};
  with_features.features = 2;
  with_features.linear_path = LinearPath::kOn;
  for (const NetworkConfig& network : {NetworkConfig{2, 12}, with_features}) {
    auto inspector = Inspect<double>(ConfigOf(Method::kImf, network));
    const auto [u, u_dot] = inspector.Jvp(kAt, kAlong);
    ExpectNear(inspector.Velocity(kAt), u, 1e-15);
    ExpectNear(inspector.CentralDifference(kAt, kAlong, 1e-5), u_dot, 1e-9);
  }
}

TEST(NetworkInspector, RoundsItsDerivativeLessThanAnyDifference) {
  const TrainConfig config = ConfigOf(Method::kImf, {4, 128});
  auto exact = Inspect<double>(config);
  auto rounded = Inspect<float>(config);
  const Point derivative = exact.Jvp(kAt, kAlong).u_dot;
  const auto error = [&](const Point& other) {
    return std::hypot(other[0] - derivative[0], other[1] - derivative[1]);
  };
  const double jvp_error = error(rounded.Jvp(kAt, kAlong).u_dot);
  for (double h = 1e-6; h < 1; h *= 2) {
    EXPECT_GT(error(rounded.CentralDifference(kAt, kAlong, h)), jvp_error) << "h = " << h;
  }
}

TEST(NetworkInspector, ShowsTheLayersOfTheLastJvp) {
  auto inspector = Inspect<double>(ConfigOf(Method::kImf));
  const auto [u, u_dot] = inspector.Jvp(kAt, kAlong);
  const auto layers = inspector.Layers();
  ASSERT_EQ(layers.size(), 4);
  EXPECT_EQ(layers[0].h, (Matrix<double>{{0.3}, {-0.7}, {0.8}, {0.2}}));
  EXPECT_EQ(layers[0].h_dot, (Matrix<double>{{-0.4}, {0.9}, {1}, {0}}));
  EXPECT_EQ(layers[1].h.rows(), 12);
  EXPECT_EQ(layers[3].h(1), u[1]);
  EXPECT_EQ(layers[3].h_dot(0), u_dot[0]);

  // hdot_1 = gelu'(z_1) W_0 hdot_0, by differences of h_1.
  constexpr double kStep = 1e-6;
  inspector.Jvp(
      {{kAt.x[0] + kStep * kAlong.x[0], kAt.x[1] + kStep * kAlong.x[1]}, kAt.t + kStep, kAt.r},
      kAlong);
  const Matrix<double> difference = (inspector.Layers()[1].h - layers[1].h) / kStep;
  EXPECT_LT((difference - layers[1].h_dot).cwiseAbs().maxCoeff(), 1e-5);
}

TEST(NetworkInspector, HasTheTermsOfTheIdentity) {
  auto inspector = Inspect<double>(ConfigOf(Method::kMf));
  const auto [u, dudt, v] = IdentityOf(&inspector, kAt);
  ExpectNear(v, inspector.Velocity({kAt.x, kAt.t, kAt.t}), 0);
  ExpectNear(u, inspector.Velocity(kAt), 1e-15);
  ExpectNear(dudt, inspector.CentralDifference(kAt, {v, 1, 0}, 1e-5), 1e-9);
}

/// Pairs whose lines go through kAt.
TrainingPairs<double> PairsThroughPlace(int count) {
  TrainingPairs<double> pairs;
  pairs.Resize(count);
  pairs.x0 = RandomMatrix<double>(2, count, 3);
  pairs.t.setConstant(kAt.t);
  pairs.r.setConstant(kAt.r);
  // x = t x_1 + (1 - t) x_0
  const Eigen::Vector2d x(kAt.x[0], kAt.x[1]);
  pairs.x1 = ((-(1 - kAt.t) * pairs.x0).colwise() + x) / kAt.t;
  return pairs;
}

TEST(NetworkInspector, HasTheTargetsThatTrainingHas) {
  const auto pairs = PairsThroughPlace(9);
  for (const Method method : {Method::kMf, Method::kImf}) {
    const TrainConfig config = ConfigOf(method);
    auto inspector = Inspect<double>(config);
    const auto targets = TargetsOf(&inspector, kAt, pairs.x1 - pairs.x0);

    Objective<double> objective(config);
    const Vector<double> parameters = InitialParameters(objective.shape(), 7).cast<double>();
    objective.SetParameters(parameters.data());
    Vector<double> gradient(parameters.size());
    ObjectiveTrace<double> trace;
    objective.Evaluate(pairs, pairs.size(), gradient.data(), &trace);
    const Points<double>& own = method == Method::kMf ? targets.mf : targets.imf;
    EXPECT_LT((own - trace.target).cwiseAbs().maxCoeff(), 1e-12) << own << "\n\n" << trace.target;
  }
}

TEST(NetworkInspector, SpreadIsTheRootMeanSquareDistanceFromTheMean) {
  EXPECT_DOUBLE_EQ(Spread(Points<double>{{1, 3, 1, 3}, {0, 0, 2, 2}}), std::sqrt(2.0));
}

}  // namespace
}  // namespace meanflow
