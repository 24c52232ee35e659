// Losses, gradients and weights under all settings of the objectives, against values of the network
// itself.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "objective_evaluation.h"

namespace meanflow {
namespace {

TEST(ObjectiveSettings, GradientIsTheSlopeOfTheLossWithItsTargetHeld) {
  const std::vector<double> ones(kBatch, 1);
  for (const TrainConfig& run : Runs()) {
    const Evaluated e(run);
    EXPECT_NEAR(e.loss, FrozenLoss(e, ones, e.parameters), 1e-12 * e.loss) << Name(run.method);
    ExpectGradientOf(e, ones);
  }
}

TEST(ObjectiveSettings, AdaptiveWeightsAreConstantAndDoNotChangeTheLoss) {
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

TEST(ObjectiveSettings, SamplesWithEqualTimesRegressOnTheirVelocity) {
  for (const TrainConfig& run : Runs()) {
    const Evaluated e(run);
    for (int i = 1; i < kBatch; i += 2) {
      for (int axis = 0; axis < 2; ++axis) {
        EXPECT_EQ(e.trace.target(axis, i), e.V(i, axis)) << Name(run.method);
        EXPECT_EQ(e.trace.dudt(axis, i), 0) << Name(run.method);
      }
    }
  }
}

TEST(ObjectiveSettings, SlopesMatchTheNetworkForAllTimeInputs) {
  constexpr double kStep = 1e-5;
  for (const TrainConfig& run : Runs()) {
    const Evaluated e(run);
    Network u(run, e.parameters);
    const bool is_lsd = run.method == Method::kLsd;
    for (int i = 0; i < kBatch; i += 2) {
      const auto at = [&](double step) {
        const double along_x = is_lsd ? 0 : step * e.trace.tangent(0, i);
        const double along_y = is_lsd ? 0 : step * e.trace.tangent(1, i);
        return u(e.X(i, 0) + along_x, e.X(i, 1) + along_y, e.pairs.t[i] + (is_lsd ? 0 : step),
                 e.pairs.r[i] + (is_lsd ? step : 0));
      };
      for (int axis = 0; axis < 2; ++axis) {
        const double slope = (at(kStep)[axis] - at(-kStep)[axis]) / (2 * kStep);
        EXPECT_NEAR(e.trace.dudt(axis, i), slope, 1e-8) << Name(run.method) << " sample " << i;
        EXPECT_NEAR(e.trace.prediction(axis, i), at(0)[axis], 1e-13);
      }
    }
  }
}

}  // namespace
}  // namespace meanflow
