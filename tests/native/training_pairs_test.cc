#include "meanflow/training_pairs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "meanflow/exact_flow.h"
#include "meanflow/named_densities.h"

namespace meanflow {
namespace {

TrainConfig Of(Method method) {
  TrainConfig config;
  config.method = method;
  return config;
}

TrainingPairs<float> Draw(const TrainConfig& config, int count, int iteration = 0, int first = 0) {
  const DensitySampler density(MakeDensity(config.density));
  TrainingPairs<float> pairs;
  pairs.Resize(count);
  DrawTrainingPairs(config, density, iteration, first, &pairs);
  return pairs;
}

TEST(TrainingPairs, ShareWithEqualTimesIsExactInEveryLane) {
  TrainConfig run = Of(Method::kImf);
  for (const double share : {0.0, 0.25, 0.5, 0.3, 1.0}) {
    run.times.equal_share = share;
    const auto pairs = Draw(run, 4096);
    for (int lane = 0; lane < kLanes; ++lane) {
      int equal = 0;
      for (int i = 512 * lane; i < 512 * (lane + 1); ++i) equal += pairs.t[i] == pairs.r[i] ? 1 : 0;
      EXPECT_NEAR(equal, share * 512, 1) << share;
    }
  }
  // LSD's default share is one half, and the end points do not depend on it.
  run.times.equal_share = 0;
  run.method = Method::kLsd;
  const auto lsd = Draw(run, 64);
  run.method = Method::kImf;
  const auto imf = Draw(run, 64);
  int equal = 0;
  for (int i = 0; i < 64; ++i) equal += lsd.t[i] == lsd.r[i] ? 1 : 0;
  EXPECT_EQ(equal, 32);
  EXPECT_TRUE(lsd.x0 == imf.x0);
  EXPECT_TRUE(lsd.x1 == imf.x1);
}

TEST(TrainingPairs, StartShareAnchorsAtTheNoise) {
  TrainConfig run = Of(Method::kLsd);
  run.times.start_share = 0.4;
  for (const Direction direction :
       {Direction::kReverse, Direction::kForward, Direction::kForwardAsPublished}) {
    run.direction = direction;
    const auto pairs = Draw(run, 8192);
    int others = 0, anchored = 0;
    for (int i = 0; i < 8192; ++i) {
      if (pairs.t[i] == pairs.r[i]) continue;
      ++others;
      anchored += NoiseLevel(direction, pairs.t[i]) == 1 ? 1 : 0;
    }
    EXPECT_EQ(others, 4096);
    const double expected = direction == Direction::kForwardAsPublished ? 0 : 0.4;
    EXPECT_NEAR(anchored / 4096.0, expected, 4 * std::sqrt(expected * (1 - expected) / 4096));
  }
}

TEST(TrainingPairs, EqualTimesAreEven) {
  TrainConfig run = Of(Method::kImf);
  run.times.equal_share = 1;
  constexpr int kCount = 4096;
  const auto pairs = Draw(run, kCount);
  const double mean = pairs.t.cast<double>().mean();
  EXPECT_NEAR(mean, 0.5, 4 * 0.289 / std::sqrt(kCount));
}

TEST(TrainingPairs, LogitNormalIsOfTheNoiseLevel) {
  constexpr int kCount = 8192;
  for (const Direction direction : {Direction::kReverse, Direction::kForward}) {
    TrainConfig run = Of(Method::kFm);
    run.direction = direction;
    run.times = {.distribution = TimeDistribution::kLogitNormal, .mean = -0.4, .deviation = 0.8};
    double sum = 0, squares = 0;
    for (const float t : Draw(run, kCount).t) {
      const double s = NoiseLevel(direction, t);
      const double logit = std::log(s / (1 - s));
      sum += logit;
      squares += logit * logit;
    }
    const double mean = sum / kCount;
    EXPECT_NEAR(mean, -0.4, 4 * 0.8 / std::sqrt(kCount)) << Name(direction);
    EXPECT_NEAR(std::sqrt(squares / kCount - mean * mean), 0.8, 4 * 0.8 / std::sqrt(2 * kCount));
  }
}

TEST(TrainingPairs, SamplesDoNotDependOnTheSplit) {
  const TrainConfig config;
  const auto whole = Draw(config, 64, 5, 0);
  const auto part = Draw(config, 8, 5, 40);
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(part.x0(0, i), whole.x0(0, 40 + i)) << i;
    EXPECT_EQ(part.x1(1, i), whole.x1(1, 40 + i)) << i;
    EXPECT_EQ(part.t[i], whole.t[40 + i]) << i;
    EXPECT_EQ(part.r[i], whole.r[40 + i]) << i;
  }
  EXPECT_FALSE(Draw(config, 64, 6, 0).x0 == whole.x0);
}

TEST(TrainingPairs, EndsAndTimesFollowTheDirection) {
  constexpr int kCount = 4096;
  for (const Direction direction :
       {Direction::kReverse, Direction::kForward, Direction::kForwardAsPublished}) {
    TrainConfig config;
    config.direction = direction;
    const auto pairs = Draw(config, kCount, 0, 0);
    const auto& data = direction == Direction::kReverse ? pairs.x0 : pairs.x1;
    const auto& noise = direction == Direction::kReverse ? pairs.x1 : pairs.x0;
    double t_mean = 0;
    double outside = 0;
    for (int i = 0; i < kCount; ++i) {
      ASSERT_LE(std::abs(data(0, i)), 2) << Name(direction);
      if (std::abs(noise(0, i)) > 2) ++outside;
      if (direction == Direction::kForward) {
        ASSERT_LE(pairs.t[i], pairs.r[i]) << Name(direction);
      } else {
        ASSERT_GE(pairs.t[i], pairs.r[i]) << Name(direction);
      }
      t_mean += pairs.t[i] / kCount;
    }
    EXPECT_NEAR(outside / kCount, 0.0455, 0.013) << Name(direction);
    // The larger of two uniforms has mean 2/3 and standard deviation 0.236.
    const double expected = direction == Direction::kForward ? 1.0 / 3 : 2.0 / 3;
    EXPECT_NEAR(t_mean, expected, 4 * 0.236 / std::sqrt(kCount)) << Name(direction);
  }
}

TEST(TrainingPairs, MethodsSeeTheSameEndPoints) {
  TrainConfig fm;
  fm.method = Method::kFm;
  const TrainConfig imf;
  EXPECT_TRUE(Draw(fm, 16, 2, 0).x0 == Draw(imf, 16, 2, 0).x0);
  EXPECT_TRUE(Draw(fm, 16, 2, 0).x1 == Draw(imf, 16, 2, 0).x1);
}

TEST(TrainingPairs, OtherDataIsThatOfTheSamplesThatFollow) {
  TrainConfig run = Of(Method::kLsd);
  run.batch = 64;
  run.loss.target = Target::kPosterior;
  for (const Sequence sequence : {Sequence::kRandom, Sequence::kLattice}) {
    run.sequence = sequence;
    run.loss.posterior_points = 100;  // past the batch
    const auto lane = Draw(run, 8, 3, 40);
    const auto all = Draw(run, 100, 3, 0);
    ASSERT_EQ(lane.other_data.cols(), 92);
    for (int j = 0; j < 92; ++j) {
      EXPECT_TRUE(lane.other_data.col(j) == all.x0.col((48 + j) % 100)) << j;
    }
    run.loss.posterior_points = 20;  // less than the batch
    const auto few = Draw(run, 8, 3, 56);
    ASSERT_EQ(few.other_data.cols(), 12);
    for (int j = 0; j < 12; ++j) {
      EXPECT_TRUE(few.other_data.col(j) == all.x0.col(j)) << j;
    }
    for (const int points : {0, 5, 8}) {
      run.loss.posterior_points = points;
      EXPECT_EQ(Draw(run, 8, 3, 0).other_data.cols(), 0) << points;
    }
  }
}

TEST(TrainingPairs, AreDrawnFromALatticeWhateverTheSplit) {
  TrainConfig run;
  run.batch = 64;
  run.sequence = Sequence::kLattice;
  const auto whole = Draw(run, 64, 5, 0);
  const auto part = Draw(run, 8, 5, 40);
  EXPECT_TRUE(part.x0 == whole.x0.middleCols(40, 8));
  EXPECT_TRUE(part.x1 == whole.x1.middleCols(40, 8));
  EXPECT_TRUE(part.t == whole.t.segment(40, 8));
  TrainConfig random = run;
  random.sequence = Sequence::kRandom;
  EXPECT_FALSE(Draw(random, 64, 5, 0).x0 == whole.x0);
  // Each of the board's two halves has half of the data.
  EXPECT_NEAR((whole.x0.row(0).array() > 0).count(), 32, 2);
}

}  // namespace
}  // namespace meanflow
