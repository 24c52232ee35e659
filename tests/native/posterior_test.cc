#include "meanflow/posterior.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "drawings.h"
#include "meanflow/random.h"

namespace meanflow {
namespace {

const double kLevels[] = {0.003, 0.05, 0.2, 0.5, 0.8, 0.97, 0.9921, 0.9925, 0.9999, 1.0};
const Point kPoints[] = {{0.3, -0.7}, {0.0, 0.0}, {-1.9, 1.2}, {1.0, 1.0}, {2.4, -0.4}, {-3, 3.1}};

using Sums = std::array<double, 6>;

/// Integrals over X of (1, v_x, v_y, v_x^2, v_x v_y, v_y^2) times the joint density of X and x,
/// with v = Z - X, by the midpoint rule.
Sums Integrate(const GridDensity& density, const Point& x, double s, int points_a_side) {
  const double step = 2 * density.extent / points_a_side;
  Sums sums{};
  for (int iy = 0; iy < points_a_side; ++iy) {
    for (int ix = 0; ix < points_a_side; ++ix) {
      const double data[2] = {(ix + 0.5) * step - density.extent,
                              (iy + 0.5) * step - density.extent};
      const double noise[2] = {(x[0] - (1 - s) * data[0]) / s, (x[1] - (1 - s) * data[1]) / s};
      const double bell = std::exp(-(noise[0] * noise[0] + noise[1] * noise[1]) / 2) /
                          (2 * std::numbers::pi * s * s);
      const double mass = density.At(data[0], data[1]) * step * step * bell;
      const double v[2] = {noise[0] - data[0], noise[1] - data[1]};
      const Sums terms = {1, v[0], v[1], v[0] * v[0], v[0] * v[1], v[1] * v[1]};
      for (int i = 0; i < 6; ++i) sums[i] += mass * terms[i];
    }
  }
  return sums;
}

/// The posterior by brute force: two midpoint rules, extrapolated to an error of order step^4.
Posterior BruteForce(const GridDensity& density, const Point& x, double s) {
  Sums sums = Integrate(density, x, s, 512);
  const Sums coarse = Integrate(density, x, s, 256);
  for (int i = 0; i < 6; ++i) sums[i] += (sums[i] - coarse[i]) / 3;
  Posterior result;
  const double vx = sums[1] / sums[0], vy = sums[2] / sums[0];
  result.mean.velocity = {vx, vy};
  result.covariance = {sums[3] / sums[0] - vx * vx, sums[4] / sums[0] - vx * vy,
                       sums[5] / sums[0] - vy * vy};
  result.log_density = std::log(sums[0]);
  return result;
}

void ExpectNear(const Posterior& actual, const Posterior& expected, double tolerance,
                const std::string& where) {
  const auto near = [&](double a, double b, const char* what) {
    EXPECT_NEAR(a, b, tolerance * std::max(1.0, std::abs(b))) << what << " at " << where;
  };
  near(actual.mean.velocity[0], expected.mean.velocity[0], "velocity x");
  near(actual.mean.velocity[1], expected.mean.velocity[1], "velocity y");
  near(actual.covariance[0], expected.covariance[0], "covariance xx");
  near(actual.covariance[1], expected.covariance[1], "covariance xy");
  near(actual.covariance[2], expected.covariance[2], "covariance yy");
  near(actual.log_density, expected.log_density, "log density");
}

std::string At(const Point& point, double s) {
  char text[80];
  std::snprintf(text, sizeof text, " (%g, %g), s = %g", point[0], point[1], s);
  return text;
}

TEST(Posterior, HasTheReferenceVelocity) {
  GridPosterior posterior(MakeNamed("checkerboard"));
  const Point velocity = posterior.Mean({0.3, -0.7}, 0.5).velocity;
  EXPECT_NEAR(velocity[0], -0.3761, 5e-5);
  EXPECT_NEAR(velocity[1], 0.5203, 5e-5);
}

TEST(Posterior, AgreesWithABruteForceIntegral) {
  for (const std::string name : {"checkerboard", "two-spirals", "drawing"}) {
    const GridDensity density = MakeNamed(name);
    GridPosterior posterior(density);
    for (const double s : {0.15, 0.5, 0.9, 1.0}) {
      for (const Point& point : {kPoints[0], kPoints[2], kPoints[4]}) {
        ExpectNear(posterior.Full(point, s), BruteForce(density, point, s), s < 0.2 ? 3e-5 : 1e-6,
                   name + At(point, s));
      }
    }
  }
}

// On a finer grid the same density uses other formulas: narrow cells, windows that exclude cells,
// sums relative to the largest term.
TEST(Posterior, IsInvariantUnderRefinementOfTheGrid) {
  const GridDensity coarse = MakeNamed("checkerboard");
  GridPosterior expected(coarse);
  for (const int size : {8, 32, 128}) {
    std::vector<double> masses;
    for (int i = 0; i < size * size; ++i) {
      const double side = 4.0 / size;
      masses.push_back(coarse.At((i % size + 0.5) * side - 2, (i / size + 0.5) * side - 2));
    }
    GridDensity fine;
    ASSERT_EQ(MakeGridDensity(size, 2, masses, &fine), "");
    GridPosterior actual(fine);
    for (const double s : kLevels) {
      for (const Point& point : kPoints) {
        ExpectNear(actual.Full(point, s), expected.Full(point, s), s < 0.01 ? 1e-6 : 1e-9,
                   At(point, s) + " on " + std::to_string(size));
      }
    }
  }
}

TEST(Posterior, SplitsThePointIntoDataAndNoise) {
  for (const std::string name : {"checkerboard", "pinwheel"}) {
    GridPosterior posterior(MakeNamed(name));
    for (const double s : kLevels) {
      for (const Point& point : kPoints) {
        const PosteriorMean mean = posterior.Mean(point, s);
        for (int i = 0; i < 2; ++i) {
          const double size = std::abs(mean.velocity[i]) + 1;
          EXPECT_NEAR((1 - s) * mean.data[i] + s * mean.noise[i], point[i], 1e-12) << At(point, s);
          EXPECT_NEAR(mean.noise[i] - mean.data[i], mean.velocity[i], 1e-10 * size) << At(point, s);
        }
      }
    }
  }
}

TEST(Posterior, MeanAndFullAgree) {
  GridPosterior posterior(MakeNamed("rings"));
  for (const double s : kLevels) {
    for (const Point& point : kPoints) {
      const PosteriorMean mean = posterior.Mean(point, s), full = posterior.Full(point, s).mean;
      EXPECT_EQ(mean.velocity, full.velocity) << At(point, s);
      EXPECT_EQ(mean.data, full.data) << At(point, s);
      EXPECT_EQ(mean.noise, full.noise) << At(point, s);
    }
  }
}

TEST(Posterior, HasTheRightLimits) {
  GridPosterior posterior(MakeNamed("checkerboard"));
  // All noise: x does not depend on X, whose mean is 0.
  const PosteriorMean noise = posterior.Mean({0.4, -2.5}, 1);
  EXPECT_NEAR(noise.velocity[0], 0.4, 1e-12);
  EXPECT_NEAR(noise.velocity[1], -2.5, 1e-12);
  // All data, within a cell: X is the point, and x does not depend on Z.
  const PosteriorMean inside = posterior.Mean({0.25, -0.5}, 0);
  EXPECT_NEAR(inside.velocity[0], -0.25, 1e-8);
  EXPECT_NEAR(inside.velocity[1], 0.5, 1e-8);
  EXPECT_NEAR(inside.data[0], 0.25, 1e-8);
  // Next to data but off the support: X is the nearest point of the support.
  for (const double s : {0.0, 1e-9, 1e-6, 1e-4}) {
    const PosteriorMean outside = posterior.Mean({0.6, -1.2}, s);
    EXPECT_NEAR(outside.data[0], 0.6, 2 * s + 1e-8);
    EXPECT_NEAR(outside.data[1], -1, 2 * s + 1e-8);
  }
}

TEST(Posterior, StaysFiniteFarAway) {
  GridPosterior posterior(MakeNamed("checkerboard"));
  for (const double s : {0.0, 1e-9, 1e-3, 0.1, 0.5, 0.9921, 0.9925, 1.0}) {
    for (const double distance : {5.0, 100.0, 1e6}) {
      const Posterior far = posterior.Full({distance, -0.5}, s);
      ASSERT_TRUE(std::isfinite(far.log_density)) << distance << ", s = " << s;
      ASSERT_TRUE(std::isfinite(far.mean.velocity[0])) << distance << ", s = " << s;
      EXPECT_LE(std::abs(far.mean.data[0]), 2 + 1e-9 * distance) << distance << ", s = " << s;
    }
  }
}

TEST(Posterior, DecaysExponentiallyFromAFarEdge) {
  // Far beyond the edge e of one cell, X = e - (s^2 / a) w / (x - a e) with w exponential.
  GridPosterior posterior(MakeNamed("checkerboard", 1));
  const double s = 0.01, a = 1 - s, x = 9;
  const Posterior far = posterior.Full({x, 0}, s);
  const double scale = s * s / a / (x - a * 2);
  EXPECT_NEAR((2 - far.mean.data[0]) / scale, 1, 1e-5);
  EXPECT_NEAR(far.covariance[0] / (scale / s * scale / s), 1, 1e-3);
}

TEST(Posterior, ObeysTweediesFormula) {
  // grad log p_s = -E[Z | x] / s, and dv/dx = (I - a C) / s.
  constexpr double kStep = 1e-5;
  for (const std::string name : {"checkerboard", "eight-gaussians"}) {
    GridPosterior posterior(MakeNamed(name));
    for (const double s : {0.05, 0.3, 0.7, 0.995}) {
      for (const Point& point : {kPoints[0], kPoints[2], kPoints[4]}) {
        const Posterior at = posterior.Full(point, s);
        const auto [xx, xy, yy] = at.covariance;
        const double expected[2][2] = {{(1 - (1 - s) * xx) / s, -(1 - s) * xy / s},
                                       {-(1 - s) * xy / s, (1 - (1 - s) * yy) / s}};
        for (int i = 0; i < 2; ++i) {
          Point left = point, right = point;
          left[i] -= kStep * s;
          right[i] += kStep * s;
          const Posterior before = posterior.Full(left, s), after = posterior.Full(right, s);
          const double width = 2 * kStep * s;
          EXPECT_NEAR(after.log_density - before.log_density, -at.mean.noise[i] / s * width,
                      1e-8 * width / s + 1e-12)
              << name << At(point, s);
          for (int k = 0; k < 2; ++k) {
            EXPECT_NEAR((after.mean.velocity[k] - before.mean.velocity[k]) / width, expected[i][k],
                        1e-6 * std::max(1.0, std::abs(expected[i][k])) / s)
                << name << At(point, s);
          }
        }
      }
    }
  }
}

TEST(Posterior, DensityIntegratesToOne) {
  for (const std::string name : {"checkerboard", "two-moons"}) {
    GridPosterior posterior(MakeNamed(name));
    for (const double s : {0.3, 0.8, 0.9999, 1.0}) {
      // The trapezoidal rule is exact to rounding for this smooth function.
      const double spacing = 0.6 * s, end = 2 * (1 - s) + 8 * s;
      double mass = 0;
      for (double y = -end; y < end; y += spacing) {
        for (double x = -end; x < end; x += spacing) {
          const Posterior all = posterior.Full({x, y}, s);
          const Posterior likely = posterior.FullWhereLikely({x, y}, s);
          mass += std::exp(all.log_density) * spacing * spacing;
          if (std::isfinite(likely.log_density)) {
            ASSERT_EQ(likely.log_density, all.log_density);
          } else {
            ASSERT_LT(all.log_density, -8) << At({x, y}, s);
          }
        }
      }
      EXPECT_NEAR(mass, 1, 1e-10) << name << ", s = " << s;
    }
  }
}

TEST(Posterior, HasTheSymmetriesOfTheCheckerboard) {
  GridPosterior posterior(MakeNamed("checkerboard"));
  for (const double s : kLevels) {
    for (const auto& [x, y] : kPoints) {
      const Point v = posterior.Mean({x, y}, s).velocity;
      const Point turned = posterior.Mean({-x, -y}, s).velocity;
      const Point swapped = posterior.Mean({y, x}, s).velocity;
      const double tolerance = 1e-10 * (1 + std::hypot(v[0], v[1]));
      EXPECT_NEAR(turned[0], -v[0], tolerance) << At({x, y}, s);
      EXPECT_NEAR(turned[1], -v[1], tolerance) << At({x, y}, s);
      EXPECT_NEAR(swapped[0], v[1], tolerance) << At({x, y}, s);
      EXPECT_NEAR(swapped[1], v[0], tolerance) << At({x, y}, s);
    }
  }
}

TEST(Posterior, IsTheMeanOfDrawnPairs) {
  // v is the mean of Z - X given x if and only if Z - X - v is uncorrelated with functions of x.
  constexpr int kPairs = 8000;
  for (const std::string name : {"checkerboard", "rings", "drawing"}) {
    const GridDensity density = MakeNamed(name);
    const DensitySampler sampler(density);
    GridPosterior posterior(density);
    for (const double s : {0.05, 0.5, 0.95}) {
      double sums[5] = {}, squares[5] = {};
      for (int i = 0; i < kPairs; ++i) {
        const auto data = sampler.Draw(RandomSource{1, Stream::kData}.Words(0, i));
        const auto words = RandomSource{1, Stream::kNoise}.Words(0, i);
        const auto noise = Normal(words[0], words[1]);
        const Point x = {(1 - s) * data[0] + s * noise[0], (1 - s) * data[1] + s * noise[1]};
        const double residual = noise[0] - data[0] - posterior.Mean(x, s).velocity[0];
        const double tests[5] = {1, x[0], x[1], std::sin(4 * x[0]), std::cos(3 * x[0] + 2 * x[1])};
        for (int k = 0; k < 5; ++k) {
          sums[k] += residual * tests[k];
          squares[k] += residual * tests[k] * residual * tests[k];
        }
      }
      for (int k = 0; k < 5; ++k) {
        EXPECT_LT(std::abs(sums[k] / std::sqrt(squares[k])), 4) << name << " " << s << " " << k;
      }
    }
  }
}

TEST(Posterior, PropagatesValuesThatAreNotFinite) {
  GridPosterior posterior(MakeNamed("checkerboard"));
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (const double s : {0.0, 0.5, 1.0}) {
      EXPECT_FALSE(std::isfinite(posterior.Mean({bad, 0.5}, s).velocity[0])) << bad << ", " << s;
    }
  }
}

}  // namespace
}  // namespace meanflow
