#include "meanflow/exact_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "drawings.h"
#include "flow_points.h"
#include "statistics.h"

namespace meanflow {
namespace {

TEST(NoiseLevel, IsTheDistanceFromData) {
  EXPECT_EQ(NoiseLevel(Direction::kReverse, 0.25), 0.25);
  EXPECT_EQ(NoiseLevel(Direction::kForward, 0.25), 0.75);
  EXPECT_EQ(NoiseLevel(Direction::kForwardAsPublished, 0.25), 0.75);
}

TEST(ExactFlow, HasTheReferenceVelocity) {
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const double point[2] = {0.3, -0.7};
  double velocity[2];
  flow.Velocity(point, 1, 0.5, velocity);
  EXPECT_NEAR(velocity[0], -0.3761, 5e-5);
  EXPECT_NEAR(velocity[1], 0.5203, 5e-5);
}

TEST(ExactFlow, MirrorsTimeWithTheDirection) {
  const GridDensity density = MakeCoarse("two-moons");
  ExactFlow reverse(density, Direction::kReverse), forward(density, Direction::kForward);
  const std::vector<double> points = Noise(50);
  std::vector<double> v(100), w(100), u(100), q(100);
  reverse.Velocity(points.data(), 50, 0.25, v.data());
  forward.Velocity(points.data(), 50, 0.75, w.data());
  reverse.AverageVelocity(points.data(), 50, 1, 0.25, 1e-6, u.data());
  forward.AverageVelocity(points.data(), 50, 0, 0.75, 1e-6, q.data());
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(v[i], -w[i]);
    EXPECT_NEAR(u[i], -q[i], 1e-12);
  }
  EXPECT_EQ(Map(&reverse, points, 1, 0.25, 1e-6), Map(&forward, points, 0, 0.75, 1e-6));
}

// The density of a single cell is a product, and a flow in one dimension keeps the order of points:
// the mass to the left of a point is constant.
TEST(ExactFlow, KeepsQuantilesOfAProduct) {
  ExactFlow flow(MakeCoarse("checkerboard", 1), Direction::kReverse);
  // P(x_t < x) for X uniform on (-2, 2): Phi integrated over X.
  const auto share = [](double x, double s) {
    if (s == 0) return (x + 2) / 4;
    const auto integral = [](double z) {
      return z * std::erfc(-z / std::numbers::sqrt2) / 2 +
             std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    };
    if (s == 1) return std::erfc(-x / std::numbers::sqrt2) / 2;
    const double a = 1 - s;
    return s / (4 * a) * (integral((x + 2 * a) / s) - integral((x - 2 * a) / s));
  };
  const std::vector<double> points = Noise(200);
  for (const double r : {0.9, 0.5, 0.1, 0.01, 0.0}) {
    const std::vector<double> ends = Map(&flow, points, 1, r, 1e-9);
    for (std::size_t i = 0; i < points.size(); ++i) {
      ASSERT_NEAR(share(ends[i], r), share(points[i], 1), 1e-7) << points[i] << " to " << r;
    }
  }
}

TEST(ExactFlow, CarriesNoiseToTheData) {
  constexpr int kPoints = 20000;
  const GridDensity density = MakeCoarse("checkerboard");
  ExactFlow flow(density, Direction::kReverse);
  const std::vector<double> ends = Map(&flow, Noise(kPoints), 1, 0, 1e-6);
  // Quarters of cells, to test positions within a cell as well.
  std::vector<double> counts(64), chances(64);
  int on_support = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double x = ends[2 * i], y = ends[2 * i + 1];
    on_support += density.At(x, y) > 0 ? 1 : 0;
    ++counts[static_cast<int>(2 * (y + 2)) * 8 + static_cast<int>(2 * (x + 2))];
  }
  for (int i = 0; i < 64; ++i) chances[i] = density.weights[i / 16 * 4 + i % 8 / 2] / 4;
  EXPECT_EQ(on_support, kPoints);
  EXPECT_LT(std::abs(ChiSquareDeviate(counts, chances)), 4);
}

// Wide empty regions, and all mass in one cell: sums over nearby cells are too small there.
TEST(ExactFlow, CarriesNoiseToADrawing) {
  constexpr int kPoints = 4000;
  const Drawing drawings[] = {Irregular(13),         Irregular(64),       SingleRow(32, 31),
                              SingleCell(64, 63, 0), SingleCell(2, 0, 1), SingleCell(33, 16, 16)};
  for (const Drawing& drawing : drawings) {
    const GridDensity density = MakeDrawn(drawing);
    ExactFlow flow(density, Direction::kReverse);
    const std::vector<double> ends = Map(&flow, Noise(kPoints), 1, 0, 1e-6);
    std::vector<double> counts(density.weights.size());
    int on_support = 0;
    for (int i = 0; i < kPoints; ++i) {
      const int cell = density.CellAt(ends[2 * i], ends[2 * i + 1]);
      if (cell < 0 || density.weights[cell] == 0) continue;
      ++on_support;
      ++counts[cell];
    }
    EXPECT_EQ(on_support, kPoints) << EncodeDrawing(drawing);
    if (counts[std::max_element(counts.begin(), counts.end()) - counts.begin()] == kPoints)
      continue;
    EXPECT_LT(std::abs(ChiSquareDeviate(counts, density.weights)), 4) << EncodeDrawing(drawing);
  }
}

TEST(ExactFlow, CarriesDataToTheNoise) {
  constexpr int kPoints = 5000;
  const GridDensity density = MakeCoarse("checkerboard");
  ExactFlow flow(density, Direction::kForward);
  const std::vector<double> ends = Map(&flow, NoisyData(density, 0, kPoints), 1, 0, 1e-6);
  std::vector<double> counts(20), chances(20, 1.0 / 20);
  for (const double value : ends) {
    ++counts[static_cast<int>(20 * std::erfc(-value / std::numbers::sqrt2) / 2)];
  }
  EXPECT_LT(std::abs(ChiSquareDeviate(counts, chances)), 4);
}

// log p_r(X_r) + log |det J| = log p_t(x_t) at any point.
TEST(ExactFlow, ConservesMass) {
  constexpr int kPoints = 60;
  for (const std::string name : {"checkerboard", "eight-gaussians"}) {
    const GridDensity density = MakeCoarse(name);
    ExactFlow flow(density, Direction::kReverse);
    for (const auto& [t, r] : {std::pair{1.0, 0.3}, {0.8, 0.05}, {0.2, 0.9}}) {
      const std::vector<double> points = NoisyData(density, t, kPoints);
      const std::vector<double> ends = Map(&flow, points, t, r, 1e-9);
      std::vector<double> before(kPoints), after(kPoints), jacobians(4 * kPoints);
      flow.LogDensity(points.data(), kPoints, t, before.data());
      flow.LogDensity(ends.data(), kPoints, r, after.data());
      flow.Jacobian(points.data(), kPoints, t, r, 1e-9, jacobians.data());
      for (int i = 0; i < kPoints; ++i) {
        const double* j = &jacobians[4 * i];
        const double volume = std::log(j[0] * j[3] - j[1] * j[2]);
        ASSERT_NEAR(after[i] + volume, before[i], 1e-5) << name << " from " << t << " to " << r;
      }
    }
  }
}

TEST(ExactFlow, HasTheJacobianOfItsMap) {
  constexpr double kStep = 1e-5;
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  for (const auto& [t, r] : {std::pair{1.0, 0.4}, {0.7, 0.2}, {0.1, 0.6}, {0.3, 0.0}}) {
    const double x = 0.41, y = 0.83;
    const double point[2] = {x, y};
    double jacobian[4];
    flow.Jacobian(point, 1, t, r, 1e-10, jacobian);
    const std::vector<double> ends =
        Map(&flow, {x - kStep, y, x + kStep, y, x, y - kStep, x, y + kStep}, t, r, 1e-12);
    for (int column = 0; column < 2; ++column) {
      for (int row = 0; row < 2; ++row) {
        const double difference = ends[4 * column + 2 + row] - ends[4 * column + row];
        EXPECT_NEAR(jacobian[2 * column + row], difference / (2 * kStep),
                    1e-5 * std::max(1.0, std::abs(jacobian[2 * column + row])))
            << "from " << t << " to " << r;
      }
    }
  }
}

TEST(ExactFlow, ComposesAndReturns) {
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const std::vector<double> points = NoisyData(MakeCoarse("checkerboard"), 0.7, 300);
  const std::vector<double> whole = Map(&flow, points, 0.7, 0.1, 1e-10);
  const std::vector<double> parts =
      Map(&flow, Map(&flow, points, 0.7, 0.35, 1e-10), 0.35, 0.1, 1e-10);
  EXPECT_LT(Distances(whole, parts).back(), 1e-7);
  EXPECT_LT(Distances(Map(&flow, whole, 0.1, 0.7, 1e-10), points).back(), 1e-7);
  EXPECT_EQ(Map(&flow, points, 0.7, 0.7, 1e-6), points);
}

TEST(ExactFlow, ErrorFollowsTheTolerance) {
  constexpr int kPoints = 1000;
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const std::vector<double> exact = Map(&flow, Noise(kPoints), 1, 0, 1e-12);
  for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
    const std::vector<double> errors =
        Distances(Map(&flow, Noise(kPoints), 1, 0, tolerance), exact);
    EXPECT_LT(errors[kPoints / 2], 3 * tolerance);
    EXPECT_LT(errors[kPoints * 99 / 100], 30 * tolerance);
  }
}

TEST(ExactFlow, PathPassesThroughTheMap) {
  constexpr int kPoints = 100;
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const std::vector<double> noise = Noise(kPoints);
  for (const std::vector<double>& times :
       {std::vector<double>{1, 0.99, 0.7, 0.5, 0.5, 0.31, 0.3, 0.01, 1e-8, 0},
        std::vector<double>{0.2, 0.3, 0.5, 0.51, 1}, std::vector<double>{0.4}}) {
    std::vector<double> points = noise;
    if (times.front() < 1) points = NoisyData(MakeCoarse("checkerboard"), times.front(), kPoints);
    std::vector<double> states(2 * kPoints * times.size());
    flow.Path(points.data(), kPoints, times, 1e-8, states.data());
    for (std::size_t i = 0; i < times.size(); ++i) {
      const auto begin = states.begin() + static_cast<std::ptrdiff_t>(2 * kPoints * i);
      const std::vector<double> state(begin, begin + 2 * kPoints);
      const std::vector<double> expected = Map(&flow, points, times.front(), times[i], 1e-11);
      EXPECT_LT(Distances(state, expected)[kPoints * 95 / 100], 3e-7) << times[i];
      EXPECT_LT(Distances(state, expected).back(), 1e-5) << times[i];
    }
  }
}

TEST(ExactFlow, LandsOnThePosteriorMean) {
  // For noise levels below the tolerance, the path to E[X | x] is straight in x / (1 - t).
  const GridDensity density = MakeCoarse("checkerboard");
  ExactFlow flow(density, Direction::kReverse);
  GridPosterior posterior(density);
  const double t = 4e-4;
  for (const Point& x : {Point{0.3, -0.7}, {0.3, 0.0002}, {-0.0003, -0.5}, {1.4, 1.0001}}) {
    const Point data = posterior.Mean(x, t).data;
    double states[6];
    flow.Path(x.data(), 1, {t, t / 2, 0}, 1e-3, states);
    const double middle = t / 2 / (1 - t / 2) * (1 - t) / t;  // share of sigma left
    for (int i = 0; i < 2; ++i) {
      EXPECT_NEAR(states[4 + i], data[i], 1e-12);
      EXPECT_NEAR(states[2 + i] / (1 - t / 2), data[i] + middle * (x[i] / (1 - t) - data[i]),
                  1e-12);
    }
  }
}

TEST(ExactFlow, ServesFloats) {
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const std::vector<double> points = Noise(100);
  const std::vector<float> narrow(points.begin(), points.end());
  std::vector<float> ends(200);
  flow.Map(narrow.data(), 100, 1, 0, 1e-6, ends.data());
  const std::vector<double> widened(narrow.begin(), narrow.end());
  const std::vector<double> expected = Map(&flow, widened, 1, 0, 1e-6);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(ends[i], static_cast<float>(expected[i]));
}

TEST(ExactFlow, EndsForPointsThatAreNotFinite) {
  ExactFlow flow(MakeCoarse("checkerboard"), Direction::kReverse);
  const std::vector<double> ends = Map(&flow, {NAN, 0, INFINITY, 1, 0.5, 0.5}, 1, 0, 1e-6);
  EXPECT_FALSE(std::isfinite(ends[0]));
  EXPECT_FALSE(std::isfinite(ends[2]));
  EXPECT_TRUE(std::isfinite(ends[4]));
}

}  // namespace
}  // namespace meanflow
