// Regression targets of the objectives under different settings: teachers, tangents and posteriors.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "meanflow/exact_flow.h"
#include "meanflow/named_densities.h"
#include "objective_evaluation.h"

namespace meanflow {
namespace {

TEST(Lsd, TeacherIsTheNetworkAtTheEndPoint) {
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
        arrival[axis] = e.X(i, axis) - e.Span(i) * e.trace.prediction(axis, i);
      }
      const auto teacher = u(arrival[0], arrival[1], e.pairs.r[i], e.pairs.r[i]);
      for (int axis = 0; axis < 2; ++axis) {
        EXPECT_NEAR(e.trace.target(axis, i), std::clamp(teacher[axis], -6.0, 6.0), 1e-12);
        if (std::abs(teacher[axis]) > 6) ++clamped;
      }
    }
  }
  EXPECT_GT(clamped, 0);
}

TEST(Tangent, ExchangesMfAndImf) {
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
            at[axis] -= e.Span(i) * e.trace.prediction(axis, i);
          }
          time = e.pairs.r[i];
        }
        flow.Velocity(at.data(), 1, time, v.data());
        const auto& values = method == Method::kMf ? e.trace.tangent : e.trace.target;
        for (int axis = 0; axis < 2; ++axis) {
          const double expected = is_teacher ? std::clamp(v[axis], -6.0, 6.0) : v[axis];
          EXPECT_NEAR(values(axis, i), expected, 1e-12) << Name(direction) << " sample " << i;
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
    const Points<double>& noise = reverse ? e.pairs.x1 : e.pairs.x0;
    EmpiricalPosterior<double> posterior;
    posterior.SetData(reverse ? e.pairs.x0 : e.pairs.x1, Points<double>());
    for (int i = 0; i < kBatch; ++i) {
      if (run.method == Method::kLsd && !e.HasEqualTimes(i)) continue;  // On its teacher.
      const auto change =
          posterior.VelocityCorrection(i, noise.col(i), NoiseLevel(run.direction, e.pairs.t[i]));
      for (int axis = 0; axis < 2; ++axis) {
        const double v = e.V(i, axis) + (reverse ? change[axis] : -change[axis]);
        const double slope = e.HasEqualTimes(i) ? 0 : e.Span(i) * e.trace.dudt(axis, i);
        EXPECT_NEAR(e.trace.target(axis, i), v - slope, 1e-12) << Name(run.method);
        if (run.method != Method::kMf) continue;
        EXPECT_NEAR(e.trace.tangent(axis, i), v, 1e-12);
      }
    }
    ExpectGradientOf(e, std::vector<double>(kBatch, 1));
  }
}

}  // namespace
}  // namespace meanflow
