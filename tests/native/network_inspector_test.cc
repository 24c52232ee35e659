#include "meanflow/network_inspector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

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

NetworkInspector Inspect(const TrainConfig& config) {
  NetworkInspector network(config);
  network.SetParameters(InitialParameters(network.shape(), 7));
  return network;
}

void ExpectNear(const Point& actual, const Point& expected, double tolerance) {
  for (int axis = 0; axis < 2; ++axis) EXPECT_NEAR(actual[axis], expected[axis], tolerance);
}

/// Networks with what a network may have.
std::vector<TrainConfig> Configs() {
  NetworkConfig with_features{2, 12};
  with_features.features = 2;
  with_features.linear_path = LinearPath::kOn;
  return {ConfigOf(Method::kImf), ConfigOf(Method::kImf, with_features), ConfigOf(Method::kFm),
          ConfigOf(Method::kMf, {4, 33})};
}

/// The derivative by a central difference, in double.
Point Difference(NetworkInspector* network, double h) {
  const auto moved = [&](double step) {
    return network->Velocity({{kAt.x[0] + step * kAlong.x[0], kAt.x[1] + step * kAlong.x[1]},
                              kAt.t + step * kAlong.t,
                              kAt.r + step * kAlong.r});
  };
  const Point after = moved(h), before = moved(-h);
  return {(after[0] - before[0]) / (2 * h), (after[1] - before[1]) / (2 * h)};
}

TEST(NetworkInspector, HasTheDerivativeOfCentralDifferences) {
  for (const TrainConfig& config : Configs()) {
    auto inspector = Inspect(config);
    const auto [u, u_dot] = inspector.Jvp(kAt, kAlong);
    ExpectNear(inspector.Velocity(kAt), u, 0);
    ExpectNear(Difference(&inspector, 1e-5), u_dot, 1e-9);
  }
}

TEST(NetworkInspector, AgreesWithTheNetworkThatTrains) {
  for (const TrainConfig& config : Configs()) {
    auto inspector = Inspect(config);
    const auto [u, u_dot] = inspector.Jvp(kAt, kAlong);
    const InputEncoding<double> encoding(config.method, config.network);
    Mlp<double> network(inspector.shape());
    const Vector<double> parameters = InitialParameters(network.shape(), 7).cast<double>();
    network.SetParameters(parameters.data());
    Tape<double> tape(network.shape(), 1);
    Matrix<double> inputs(encoding.size(), 1), inputs_dot(encoding.size(), 1);
    encoding.At(kAt.x.data(), kAt.t, kAt.r, inputs.data());
    encoding.Along(kAlong.x.data(), kAlong.t, kAlong.r, inputs.data(), inputs_dot.data());
    Matrix<double> own_u(2, 1), own_u_dot(2, 1);
    network.Jvp(inputs, inputs_dot, &tape, own_u, own_u_dot);
    ExpectNear(u, {own_u(0), own_u(1)}, 1e-14);
    ExpectNear(u_dot, {own_u_dot(0), own_u_dot(1)}, 1e-13);
    ExpectNear(inspector.RoundedJvp(kAt, kAlong), u_dot, 1e-6);
  }
}

TEST(NetworkInspector, RoundsItsDerivativeLessThanAnyDifference) {
  auto inspector = Inspect(ConfigOf(Method::kImf, {4, 128}));
  const Point derivative = inspector.Jvp(kAt, kAlong).u_dot;
  const auto error = [&](const Point& other) {
    return std::hypot(other[0] - derivative[0], other[1] - derivative[1]);
  };
  const double jvp_error = error(inspector.RoundedJvp(kAt, kAlong));
  double least = 1;
  for (double h = 1e-6; h < 1; h *= 2) {
    const double difference = error(inspector.RoundedDifference(kAt, kAlong, h));
    EXPECT_GT(difference, jvp_error) << "h = " << h;
    least = std::min(least, difference);
  }
  EXPECT_LT(least, 1e-3) << "No difference is right, either.";
}

TEST(NetworkInspector, ShowsTheLayersOfTheLastPass) {
  auto inspector = Inspect(ConfigOf(Method::kImf));
  const auto [u, u_dot] = inspector.Jvp(kAt, kAlong);
  const std::vector<NetworkInspector::Layer> layers = inspector.layers();
  ASSERT_EQ(layers.size(), 4);
  EXPECT_EQ(layers[0].value, (std::vector<double>{0.3, -0.7, 0.8, 0.2}));
  EXPECT_EQ(layers[0].tangent, (std::vector<double>{-0.4, 0.9, 1, 0}));
  EXPECT_EQ(layers[1].value.size(), 12);
  EXPECT_EQ(layers[3].value[1], u[1]);
  EXPECT_EQ(layers[3].tangent[0], u_dot[0]);

  // Each layer's tangent is the derivative of its values.
  constexpr double kStep = 1e-6;
  inspector.Velocity(
      {{kAt.x[0] + kStep * kAlong.x[0], kAt.x[1] + kStep * kAlong.x[1]}, kAt.t + kStep, kAt.r});
  for (int l = 0; l < 4; ++l) {
    for (std::size_t i = 0; i < layers[l].value.size(); ++i) {
      const double difference = (inspector.layers()[l].value[i] - layers[l].value[i]) / kStep;
      EXPECT_NEAR(difference, layers[l].tangent[i], 1e-5) << "layer " << l << ", unit " << i;
    }
  }
}

TEST(NetworkInspector, HasTheTermsOfTheIdentity) {
  auto inspector = Inspect(ConfigOf(Method::kMf));
  const auto [u, dudt, v] = IdentityOf(&inspector, kAt);
  ExpectNear(v, inspector.Velocity({kAt.x, kAt.t, kAt.t}), 0);
  ExpectNear(u, inspector.Velocity(kAt), 1e-15);
  ExpectNear(dudt, inspector.Jvp(kAt, {v, 1, 0}).u_dot, 0);
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
    auto inspector = Inspect(config);
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
