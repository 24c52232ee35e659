// The average velocity of the exact flow obeys the identities that MF, iMF and LSD train on.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>

#include "flow_points.h"
#include "meanflow/named_densities.h"

namespace meanflow {
namespace {

TEST(AverageVelocity, IsTheDisplacementOfTheFlowMap) {
  constexpr int kPoints = 100;
  ExactFlow flow(MakeCoarse("pinwheel"), Direction::kForward);
  const std::vector<double> points = Noise(kPoints);
  std::vector<double> u(2 * kPoints);
  flow.AverageVelocity(points.data(), kPoints, 0, 0.8, 1e-7, u.data());
  const std::vector<double> ends = Map(&flow, points, 0, 0.8, 1e-10);
  for (std::size_t i = 0; i < u.size(); ++i) {
    EXPECT_NEAR(u[i], (ends[i] - points[i]) / 0.8, 1e-5);
  }
}

TEST(AverageVelocity, TendsToTheVelocity) {
  constexpr int kPoints = 40;
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const std::vector<double> points = NoisyData(MakeCoarse("checkerboard"), 0.4, kPoints);
  std::vector<double> v(2 * kPoints), u(2 * kPoints);
  flow.Velocity(points.data(), kPoints, 0.4, v.data());
  for (const double interval : {1e-3, -1e-3, 1e-5, -1e-7, 1e-9, 0.0}) {
    flow.AverageVelocity(points.data(), kPoints, 0.4, 0.4 + interval, 1e-6, u.data());
    EXPECT_LT(Distances(u, v).back(), 50 * std::abs(interval) + 1e-6) << interval;
  }
}

// u = v - (t - r) (du/dt + v . grad u), the identity of MF and iMF, holds for the exact u.
TEST(AverageVelocity, ObeysTheMeanFlowIdentity) {
  constexpr double kStep = 1e-4;
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const double t = 0.8, r = 0.25;
  for (const auto& [x, y] : {std::pair{0.3, -0.7}, {1.4, 0.9}, {-0.8, -1.7}}) {
    const double point[2] = {x, y};
    double v[2], u[2], before[2], after[2];
    flow.Velocity(point, 1, t, v);
    flow.AverageVelocity(point, 1, t, r, 1e-11, u);
    const double back[2] = {x - kStep * v[0], y - kStep * v[1]};
    const double on[2] = {x + kStep * v[0], y + kStep * v[1]};
    flow.AverageVelocity(back, 1, t - kStep, r, 1e-11, before);
    flow.AverageVelocity(on, 1, t + kStep, r, 1e-11, after);
    for (int i = 0; i < 2; ++i) {
      const double derivative = (after[i] - before[i]) / (2 * kStep);
      EXPECT_NEAR(u[i], v[i] - (t - r) * derivative, 1e-5);
    }
  }
}

// The same derivative as one number, at the ends of time, too.
TEST(AverageVelocity, HasADerivativeThatObeysTheIdentity) {
  for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
    ExactFlow flow(MakeCoarse("checkerboard"), direction);
    for (const auto& [t, r] :
         {std::pair{0.8, 0.25}, {0.25, 0.8}, {1.0, 0.1}, {0.1, 1.0}, {0.5, 0.5}}) {
      for (const Point& x : {Point{0.3, -0.7}, {1.4, 0.9}, {-0.8, -1.7}}) {
        Point v, u;
        flow.Velocity(x.data(), 1, t, v.data());
        flow.AverageVelocity(x.data(), 1, t, r, 1e-10, u.data());
        const Point dudt = flow.AverageVelocityDerivative(x, t, r, 1e-10);
        for (int i = 0; i < 2; ++i) {
          EXPECT_NEAR(u[i] + (t - r) * dudt[i], v[i], 2e-5)
              << "x = (" << x[0] << ", " << x[1] << "), t = " << t << ", r = " << r;
        }
      }
    }
  }
}

// The residual of LSD vanishes for the exact average velocity, in both directions of time and for
// anchors at either end of the interval.
TEST(AverageVelocity, ObeysTheIdentityOfLsd) {
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

}  // namespace
}  // namespace meanflow
