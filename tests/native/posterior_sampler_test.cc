#include "meanflow/posterior_sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "drawings.h"
#include "meanflow/elementary.h"

namespace meanflow {
namespace {

constexpr int kPairs = 20000;

struct PosteriorCase {
  const char* density;
  Point x;
  double t;
};

// Noise levels at which cells are narrow, about as wide as the noise, and wide; places among the
// cells and far from them.
const PosteriorCase kPosteriorCases[] = {
    {"checkerboard", {0.3, -0.7}, 0.5},  {"checkerboard", {0.3, -0.7}, 1.0},
    {"checkerboard", {-1.9, 1.2}, 0.97}, {"checkerboard", {0.5, 0.5}, 0.03},
    {"checkerboard", {2.9, -2.8}, 0.15}, {"checkerboard", {-3, 3}, 0.02},
    {"two-moons", {0.4, 0.2}, 0.3},      {"two-moons", {2.5, 2.5}, 0.05},
};

std::string Describe(const PosteriorCase& c) {
  return std::string(c.density) + " at (" + std::to_string(c.x[0]) + ", " + std::to_string(c.x[1]) +
         "), t = " + std::to_string(c.t);
}

TEST(PosteriorSampler, DrawsPairsWhoseLinesGoThroughThePlace) {
  for (const PosteriorCase& c : kPosteriorCases) {
    SCOPED_TRACE(Describe(c));
    for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
      const GridDensity density = MakeNamed(c.density);
      const auto pairs = PosteriorSampler(density, direction).Draw(c.x, c.t, 100, 1);
      const Points<double> x_t = c.t * pairs.x1 + (1 - c.t) * pairs.x0;
      const Points<double>& data = direction == Direction::kReverse ? pairs.x0 : pairs.x1;
      for (int i = 0; i < 100; ++i) {
        // Noise levels are at least kMinimumNoise.
        const double tolerance = 4 * GridPosterior::kMinimumNoise;
        EXPECT_NEAR(x_t(0, i), c.x[0], tolerance);
        EXPECT_NEAR(x_t(1, i), c.x[1], tolerance);
        EXPECT_GT(density.At(data(0, i), data(1, i)), 0) << data.col(i);
        EXPECT_EQ(pairs.t[i], c.t);
      }
    }
  }
}

TEST(PosteriorSampler, HasTheMeanAndTheSpreadOfTheExactPosterior) {
  for (const PosteriorCase& c : kPosteriorCases) {
    SCOPED_TRACE(Describe(c));
    for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
      PosteriorSampler sampler(MakeNamed(c.density), direction);
      const auto pairs = sampler.Draw(c.x, c.t, kPairs, 2);
      const auto [mean, spread] = sampler.VelocityAt(c.x, c.t);
      const Points<double> v = pairs.x1 - pairs.x0;
      const Eigen::Vector2d sampled = v.rowwise().mean();
      // Five standard errors.
      const double tolerance = 5 * spread / std::sqrt(kPairs) + 1e-9;
      EXPECT_NEAR(sampled[0], mean[0], tolerance);
      EXPECT_NEAR(sampled[1], mean[1], tolerance);
      const Eigen::ArrayXd squares = (v.colwise() - sampled).colwise().squaredNorm().transpose();
      const double deviation = std::sqrt((squares - squares.mean()).square().mean());
      EXPECT_NEAR(squares.mean(), spread * spread, 5 * deviation / std::sqrt(kPairs) + 1e-9);
    }
  }
}

/// Kolmogorov's distance between the draws of one coordinate within one cell and its distribution.
double Distance(double x, double s) {
  GridDensity density;
  EXPECT_EQ(MakeGridDensity(1, 1.0, {1}, &density), "");
  const auto pairs = PosteriorSampler(density, Direction::kReverse).Draw({x, 0}, s, kPairs, 3);
  std::vector<double> data(pairs.x0.row(0).begin(), pairs.x0.row(0).end());
  std::sort(data.begin(), data.end());
  // Given x, X is normal with mean x / (1 - s) and deviation s / (1 - s), cut off at -1 and 1.
  const auto tail = [&](double value) {
    return Erfc((x - (1 - s) * value) / s / std::sqrt(2.0)) / 2;
  };
  double distance = 0;
  for (int i = 0; i < kPairs; ++i) {
    const double share = (tail(data[i]) - tail(-1)) / (tail(1) - tail(-1));
    distance = std::max(distance, std::abs(share - (i + 0.5) / kPairs));
  }
  return distance;
}

TEST(PosteriorSampler, DrawsFromTheTruncatedNormalDistributionWithinACell) {
  // Flat, the whole normal, its half, and its tail.
  for (const auto& [x, s] : std::vector<std::pair<double, double>>{
           {0.2, 0.9}, {0.1, 0.1}, {0.9, 0.1}, {-1.05, 0.05}, {-1.2, 0.1}, {-1.6, 0.3}}) {
    // A draw in ten thousand is further off.
    EXPECT_LT(Distance(x, s), 2.2 / std::sqrt(kPairs)) << "x = " << x << ", s = " << s;
  }
}

TEST(PosteriorSampler, DrawsTheSamePairsOfTheSameSeed) {
  PosteriorSampler sampler(MakeNamed("checkerboard"), Direction::kReverse);
  const auto few = sampler.Draw({0.3, -0.7}, 0.5, 10, 4);
  const auto many = sampler.Draw({0.3, -0.7}, 0.5, 20, 4);
  EXPECT_EQ(few.x0, many.x0.leftCols(10));
  EXPECT_NE(few.x0, sampler.Draw({0.3, -0.7}, 0.5, 10, 5).x0);
}

TEST(PosteriorSampler, StaysFiniteAtTheEndsOfTime) {
  PosteriorSampler sampler(MakeNamed("checkerboard"), Direction::kReverse);
  for (const double t : {0.0, 1e-7, 1 - 1e-7, 1.0}) {
    for (const Point& x : {Point{0.5, 0.5}, Point{3, 3}, Point{-0.5, 0.5}, Point{0, 0}}) {
      const auto pairs = sampler.Draw(x, t, 50, 6);
      EXPECT_TRUE(pairs.x0.allFinite() && pairs.x1.allFinite()) << "t = " << t;
    }
  }
}

}  // namespace
}  // namespace meanflow
