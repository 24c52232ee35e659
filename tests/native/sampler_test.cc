#include "meanflow/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace meanflow {
namespace {

/// A network of one hidden layer that is exactly linear in its inputs, since gelu(z) - gelu(-z) =
/// z: u_i = sum_k matrix[i][k] inputs_k + offset_i.
Vector<float> LinearNetwork(int inputs, const std::vector<std::vector<float>>& matrix,
                            const std::vector<float>& offset) {
  const MlpShape shape{inputs, 4, 1};
  Vector<float> parameters = Vector<float>::Zero(shape.ParameterCount());
  const LayerShape first = shape.Layer(0);
  const LayerShape last = shape.Layer(1);
  for (int i = 0; i < 2; ++i) {
    for (int k = 0; k < inputs; ++k) {
      parameters[first.weight_offset + (2 * i) * inputs + k] = matrix[i][k];
      parameters[first.weight_offset + (2 * i + 1) * inputs + k] = -matrix[i][k];
    }
    parameters[last.weight_offset + i * 4 + 2 * i] = 1;
    parameters[last.weight_offset + i * 4 + 2 * i + 1] = -1;
    parameters[last.bias_offset + i] = offset[i];
  }
  return parameters;
}

constexpr NetworkConfig kLinear{.depth = 1, .width = 4};
constexpr Direction kDirections[] = {Direction::kReverse, Direction::kForward,
                                     Direction::kForwardAsPublished};

TEST(SolverTime, RunsFromNoiseToData) {
  EXPECT_EQ(SolverTime(Direction::kReverse, 0, 4), 1);
  EXPECT_EQ(SolverTime(Direction::kReverse, 3, 4), 0.25);
  EXPECT_EQ(SolverTime(Direction::kReverse, 4, 4), 0);
  EXPECT_EQ(SolverTime(Direction::kForward, 0, 10), 0);
  EXPECT_EQ(SolverTime(Direction::kForwardAsPublished, 10, 10), 1);
}

TEST(StartingNoise, IsStandardNormalAndDependsOnTheSeedOnly) {
  const auto noise = StartingNoise(7, 20000);
  double sum = 0;
  double squares = 0;
  for (const float x : noise) {
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 40000, 0, 4 / 200.0);
  EXPECT_NEAR(squares / 40000, 1, 4 * std::sqrt(2.0 / 40000));
  const auto fewer = StartingNoise(7, 10);
  EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), noise.begin()));
  EXPECT_NE(StartingNoise(8, 10), fewer);
}

// Flow matching with v = a x: an Euler step multiplies by 1 + a dt.
TEST(Sampler, EulerStepsOfALinearVelocity) {
  constexpr float kRate = -0.7F;
  const auto parameters = LinearNetwork(3, {{kRate, 0, 0}, {0, kRate, 0}}, {0, 0});
  for (const Direction direction : kDirections) {
    Sampler sampler(Method::kFm, direction, kLinear);
    sampler.SetParameters(parameters.data());
    for (const int steps : {1, 3, 20}) {
      const auto noise = StartingNoise(1, 101);
      const auto samples = sampler.Sample({.steps = steps, .count = 101, .seed = 1});
      const double dt = (direction == Direction::kReverse ? -1.0 : 1.0) / steps;
      const double factor = std::pow(1 + kRate * dt, steps);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        EXPECT_NEAR(samples[i], factor * noise[i], 1e-5) << Name(direction) << " T " << steps;
      }
    }
  }
}

// Average velocity u = t + r of the flow x(t) = t^2 + constant: exact in any number of steps.
TEST(Sampler, AverageVelocityIsExactInAnyNumberOfSteps) {
  const auto parameters = LinearNetwork(4, {{0, 0, 1, 1}, {0, 0, -2, -2}}, {0, 0});
  for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
    const float sign = direction == Direction::kReverse ? -1 : 1;
    Sampler sampler(Method::kMf, direction, kLinear);
    sampler.SetParameters(parameters.data());
    for (const int steps : {1, 2, 7, 100}) {
      const auto noise = StartingNoise(2, 70);
      const auto samples = sampler.Sample({.steps = steps, .count = 70, .seed = 2});
      for (std::size_t i = 0; i < samples.size(); i += 2) {
        EXPECT_NEAR(samples[i] - noise[i], sign, 1e-4) << Name(direction) << " T " << steps;
        EXPECT_NEAR(samples[i + 1] - noise[i + 1], -2 * sign, 2e-4) << Name(direction);
      }
    }
  }
}

// In forward-as-published, a step from t by dt evaluates u at r = t - dt; for T = 1, r = -1.
TEST(Sampler, ForwardAsPublishedEvaluatesAtTheTimeBefore) {
  const auto parameters = LinearNetwork(4, {{0, 0, 0, 1}, {0, 0, 1, 0}}, {0, 0});
  Sampler sampler(Method::kImf, Direction::kForwardAsPublished, kLinear);
  sampler.SetParameters(parameters.data());
  const auto noise = StartingNoise(3, 5);
  const auto one = sampler.Sample({.steps = 1, .count = 5, .seed = 3});
  const auto two = sampler.Sample({.steps = 2, .count = 5, .seed = 3});
  for (int i = 0; i < 10; i += 2) {
    EXPECT_NEAR(one[i] - noise[i], -1, 1e-6);
    EXPECT_NEAR(one[i + 1] - noise[i + 1], 0, 1e-6);
    EXPECT_NEAR(two[i] - noise[i], 0.5 * -0.5 + 0.5 * 0, 1e-6);
    EXPECT_NEAR(two[i + 1] - noise[i + 1], 0.5 * 0 + 0.5 * 0.5, 1e-6);
  }
}

TEST(Sampler, PathHoldsEveryStateFromNoiseToSample) {
  const MlpShape shape{4, 16, 2};
  const auto parameters = InitialParameters(shape, 5);
  Sampler sampler(Method::kImf, Direction::kReverse, {.depth = 2, .width = 16});
  sampler.SetParameters(parameters.data());
  const SampleConfig config{.steps = 5, .count = 67, .seed = 6};
  const auto path = sampler.Path(config);
  ASSERT_EQ(path.size(), 6U * 2 * 67);
  const auto noise = StartingNoise(6, 67);
  EXPECT_TRUE(std::equal(noise.begin(), noise.end(), path.begin()));
  const auto samples = sampler.Sample(config);
  EXPECT_TRUE(std::equal(samples.begin(), samples.end(), path.end() - 2 * 67));
  auto state = noise;
  for (int step = 0; step < 5; ++step) {
    sampler.Step(step, 5, state.data(), 67);
    EXPECT_TRUE(std::equal(state.begin(), state.end(), path.begin() + (step + 1) * 2 * 67)) << step;
  }
}

TEST(Sampler, VelocityFieldIsTheVelocityAtTheCellCentres) {
  const auto parameters = LinearNetwork(4, {{1, 0, 0, 0}, {0, 1, 1, 10}}, {0.5F, 0});
  Sampler sampler(Method::kMf, Direction::kReverse, kLinear);
  sampler.SetParameters(parameters.data());
  const auto field = sampler.VelocityField(0.25, 0.125, 3, 3);
  ASSERT_EQ(field.size(), 18U);
  for (int iy = 0; iy < 3; ++iy) {
    for (int ix = 0; ix < 3; ++ix) {
      EXPECT_NEAR(field[2 * (3 * iy + ix)], -2 + 2 * ix + 0.5, 1e-6);
      EXPECT_NEAR(field[2 * (3 * iy + ix) + 1], -2 + 2 * iy + 0.25 + 1.25, 1e-6);
    }
  }
}

}  // namespace
}  // namespace meanflow
