#include "meanflow/loss_floor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "drawings.h"
#include "meanflow/random.h"

namespace meanflow {
namespace {

TrainConfig Training(Method method, Direction direction) {
  TrainConfig config;
  config.method = method;
  config.direction = direction;
  return config;
}

TEST(LossFloor, HasTheReferenceMeans) {
  // Independent estimates by Monte Carlo, 1.68844 and 1.83591, with standard errors of 0.00013.
  LossFloor floor(MakeNamed("checkerboard"));
  const auto fm = floor.Mean(Training(Method::kFm, Direction::kReverse));
  const auto imf = floor.Mean(Training(Method::kImf, Direction::kReverse));
  ASSERT_TRUE(fm && imf);
  EXPECT_NEAR(*fm, 1.68844, 2 * 0.00013);
  EXPECT_NEAR(*imf, 1.83591, 2 * 0.00013);
  // The same quadrature with four times the points and twice the times.
  EXPECT_NEAR(*fm, 1.6885394, 1e-6);
  EXPECT_NEAR(*imf, 1.8360632, 1e-6);
}

TEST(LossFloor, HasTheReferenceCurve) {
  LossFloor floor(MakeNamed("checkerboard"));
  EXPECT_NEAR(floor.At(0), 1, 1e-9);
  EXPECT_NEAR(floor.At(1), 4.0 / 3, 1e-9);
  EXPECT_NEAR(floor.At(0.57), 2.27, 5e-3);

  double peak = 0, where = 0;
  for (double s = 0.4; s < 0.75; s += 0.01) {
    if (floor.At(s) > peak) {
      peak = floor.At(s);
      where = s;
    }
  }
  EXPECT_NEAR(where, 0.595, 0.011);
  EXPECT_NEAR(peak, 2.282, 1e-3);
}

TEST(LossFloor, IsSmoothNextToTheData) {
  for (const int cells : {1, 4, 16}) {
    LossFloor floor(MakeNamed("checkerboard", cells));
    // The expansion replaces quadrature at sigma = side / 12.
    const double sigma = 4.0 / cells / 12, s = sigma / (1 + sigma);
    EXPECT_NEAR(floor.At(s * (1 - 1e-6)), floor.At(s * (1 + 1e-6)), 1e-5) << cells;
  }
}

TEST(LossFloor, AveragesOverTheAnchorTimesOfTheMethod) {
  LossFloor floor(MakeNamed("checkerboard"));
  const double fm = *floor.Mean(Training(Method::kFm, Direction::kReverse));
  const double imf = *floor.Mean(Training(Method::kImf, Direction::kReverse));
  EXPECT_EQ(*floor.Mean(Training(Method::kFm, Direction::kForward)), fm);
  EXPECT_EQ(*floor.Mean(Training(Method::kImf, Direction::kForward)), imf);
  // The larger and the smaller of two uniform draws have the mean of one uniform draw.
  EXPECT_NEAR(*floor.Mean(Training(Method::kImf, Direction::kForwardAsPublished)), 2 * fm - imf,
              1e-12);
  for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
    EXPECT_FALSE(floor.Mean(Training(Method::kMf, direction)).has_value());
  }
}

// Against the mean of |v_s - v|^2 over drawn pairs.
TEST(LossFloor, IsTheResidualVariance) {
  constexpr int kPoints = 8000;
  for (const std::string name : {"checkerboard", "two-spirals", "drawing"}) {
    const GridDensity density = MakeNamed(name);
    const DensitySampler sampler(density);
    GridPosterior posterior(density);
    LossFloor floor(density);
    for (const double s : {0.02, 0.1, 0.5, 0.9}) {
      double sum = 0, squares = 0;
      for (int i = 0; i < kPoints; ++i) {
        const auto data = sampler.Draw(RandomSource{1, Stream::kData}.Words(0, i));
        const auto words = RandomSource{1, Stream::kNoise}.Words(0, i);
        const auto noise = Normal(words[0], words[1]);
        const Point x = {(1 - s) * data[0] + s * noise[0], (1 - s) * data[1] + s * noise[1]};
        const Point v = posterior.Mean(x, s).velocity;
        const double dx = noise[0] - data[0] - v[0], dy = noise[1] - data[1] - v[1];
        const double loss = (dx * dx + dy * dy) / 2;
        sum += loss;
        squares += loss * loss;
      }
      const double mean = sum / kPoints;
      const double error = std::sqrt((squares / kPoints - mean * mean) / kPoints);
      EXPECT_NEAR(floor.At(s), mean, 4 * error) << name << " at " << s;
    }
  }
}

TEST(LossFloor, FollowsTheSharesAndTheTangent) {
  LossFloor floor(MakeNamed("checkerboard"));
  const double fm = *floor.Mean(Training(Method::kFm, Direction::kReverse));
  const double imf = *floor.Mean(Training(Method::kImf, Direction::kReverse));
  TrainConfig run = Training(Method::kImf, Direction::kReverse);
  run.times.equal_share = 0.25;
  EXPECT_NEAR(*floor.Mean(run), 0.25 * fm + 0.75 * imf, 1e-12);
  run.loss.tangent = Tangent::kConditional;
  EXPECT_FALSE(floor.Mean(run).has_value());
  run.loss.tangent = Tangent::kExact;
  run.method = Method::kMf;
  EXPECT_NEAR(*floor.Mean(run), 0.25 * fm + 0.75 * imf, 1e-12);
  run.times.equal_share = 0;
  run.method = Method::kLsd;
  EXPECT_EQ(*floor.Mean(run), 0);
  run.loss.tangent = Tangent::kMethod;
  EXPECT_NEAR(*floor.Mean(run), 0.5 * fm, 1e-12);
}

TEST(LossFloor, FollowsTheTimes) {
  LossFloor floor(MakeNamed("checkerboard"));
  TrainConfig run = Training(Method::kFm, Direction::kReverse);
  run.times = {.distribution = TimeDistribution::kLogitNormal, .mean = -0.4, .deviation = 1};
  // Against the mean over the logit's own density, by the trapezoidal rule.
  double expected = 0, mass = 0;
  for (double z = -6; z <= 6; z += 0.05) {
    const double weight = std::exp(-z * z / 2);
    expected += weight * floor.At(1 / (1 + std::exp(0.4 - z)));
    mass += weight;
  }
  EXPECT_NEAR(*floor.Mean(run), expected / mass, 1e-3);
}

TEST(LossFloor, HasNoneForPosteriorTargets) {
  LossFloor floor(MakeNamed("checkerboard"));
  TrainConfig run = Training(Method::kFm, Direction::kReverse);
  run.loss.target = Target::kPosterior;
  EXPECT_FALSE(floor.Mean(run).has_value());
}

TEST(LossFloor, CountsAnchorsAtTheNoise) {
  LossFloor floor(MakeNamed("checkerboard"));
  TrainConfig run = Training(Method::kImf, Direction::kReverse);
  const double imf = *floor.Mean(run);
  run.times.start_share = 0.5;
  EXPECT_NEAR(*floor.Mean(run), 0.5 * imf + 0.5 * floor.At(1), 1e-12);
}

}  // namespace
}  // namespace meanflow
