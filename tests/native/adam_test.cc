#include "meanflow/adam.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "matrices.h"

namespace meanflow {
namespace {

TEST(Adam, MatchesAlgorithm1) {
  constexpr int kCount = 37;
  const OptimizerConfig config{.learning_rate = 0.02, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3};
  auto parameters = RandomValues<double>(kCount, 1);
  auto expected = parameters;
  AdamMomentsOf<double> moments{Vector<double>::Zero(kCount), Vector<double>::Zero(kCount)};
  std::vector<double> m(kCount);
  std::vector<double> v(kCount);
  for (int step = 1; step <= 25; ++step) {
    const auto gradient = RandomValues<double>(kCount, 100 + step);
    AdamUpdate(config, step, gradient, &moments, &parameters);
    for (int i = 0; i < kCount; ++i) {
      m[i] = 0.8 * m[i] + 0.2 * gradient[i];
      v[i] = 0.95 * v[i] + 0.05 * gradient[i] * gradient[i];
      const double m_hat = m[i] / (1 - std::pow(0.8, step));
      const double v_hat = v[i] / (1 - std::pow(0.95, step));
      expected[i] -= 0.02 * m_hat / (std::sqrt(v_hat) + 1e-3);
      ASSERT_NEAR(parameters[i], expected[i], 1e-13) << "step " << step << " parameter " << i;
    }
  }
}

TEST(Adam, FirstStepIsTheLearningRateAgainstTheSign) {
  const OptimizerConfig config;
  Vector<float> parameters = Vector<float>::Ones(3);
  AdamMoments moments{Vector<float>::Zero(3), Vector<float>::Zero(3)};
  AdamUpdate(config, 1, Vector<float>{{5, -0.01F, 0}}, &moments, &parameters);
  EXPECT_NEAR(parameters[0], 1 - 3e-3, 1e-6);
  EXPECT_NEAR(parameters[1], 1 + 3e-3, 1e-6);
  EXPECT_EQ(parameters[2], 1);
}

TEST(Adam, FloatFollowsDouble) {
  const OptimizerConfig config;
  auto narrow = RandomValues<float>(20, 1);
  Vector<double> wide = narrow.cast<double>();
  AdamMoments narrow_moments{Vector<float>::Zero(20), Vector<float>::Zero(20)};
  AdamMomentsOf<double> wide_moments{Vector<double>::Zero(20), Vector<double>::Zero(20)};
  for (int step = 1; step <= 100; ++step) {
    const auto gradient = RandomValues<float>(20, step);
    AdamUpdate(config, step, gradient, &narrow_moments, &narrow);
    AdamUpdate<double>(config, step, gradient.cast<double>(), &wide_moments, &wide);
  }
  for (int i = 0; i < 20; ++i) EXPECT_NEAR(narrow[i], wide[i], 2e-5) << i;
}

TEST(LearningRate, FallsAsACosineToZero) {
  OptimizerConfig config;
  config.schedule = Schedule::kCosine;
  EXPECT_EQ(LearningRate(config, 1, 1000), 3e-3);
  EXPECT_NEAR(LearningRate(config, 501, 1000), 1.5e-3, 1e-15);
  EXPECT_NEAR(LearningRate(config, 251, 1000), 3e-3 * (1 + std::sqrt(0.5)) / 2, 1e-15);
  EXPECT_NEAR(LearningRate(config, 1001, 1000), 0, 1e-15);
  EXPECT_GT(LearningRate(config, 1000, 1000), 0);
}

TEST(LearningRate, RisesLinearlyInTheWarmup) {
  OptimizerConfig config;
  config.warmup = 4;
  for (int step = 1; step <= 6; ++step) {
    EXPECT_DOUBLE_EQ(LearningRate(config, step, 100), 3e-3 * std::min(1.0, step / 4.0)) << step;
  }
}

TEST(ClipGradient, ScalesLongerGradients) {
  Vector<double> gradient{{3, 0, -4}};
  EXPECT_DOUBLE_EQ(ClipGradient(2, &gradient), 5);
  // As torch.nn.utils.clip_grad_norm_ does, by limit / (norm + 1e-6).
  EXPECT_DOUBLE_EQ(gradient[0], 3 * 2 / (5 + 1e-6));
  EXPECT_EQ(gradient[1], 0);
  EXPECT_DOUBLE_EQ(gradient[2], -4 * 2 / (5 + 1e-6));
  const Vector<double> before = gradient;
  EXPECT_NEAR(ClipGradient(2.1, &gradient), 2, 1e-5);
  EXPECT_EQ(gradient, before);
}

TEST(EmaUpdate, HasASmallerDecayInTheFirstUpdates) {
  OptimizerConfig config;
  config.ema = 0.75;
  Vector<double> mean = Vector<double>::Constant(1, 100);
  double expected = 100;
  for (int step = 1; step <= 60; ++step) {
    const double value = std::sin(step);
    EmaUpdate<double>(config, step, Vector<double>::Constant(1, value), &mean);
    const double decay = std::min(0.75, step / (step + 9.0));
    expected = decay * expected + (1 - decay) * value;
    ASSERT_NEAR(mean[0], expected, 1e-12) << step;
  }
  EXPECT_LT(std::abs(mean[0]), 1);
}

}  // namespace
}  // namespace meanflow
