#include "meanflow/training_pairs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "meanflow/exact_flow.h"

namespace meanflow {
namespace {

TrainConfig Of(Method method) {
  TrainConfig config;
  config.method = method;
  return config;
}

TrainingPairs<float> Draw(const TrainConfig& config, int count) {
  TrainingPairs<float> pairs;
  pairs.Resize(count);
  DrawTrainingPairs(config, DensitySampler(MakeDensity(config.density)), 0, 0, &pairs);
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
  // LSD's own share is one half, FM has none, and what else is drawn does not depend on it.
  run.times.equal_share = 0;
  run.method = Method::kLsd;
  const auto lsd = Draw(run, 64);
  run.method = Method::kImf;
  const auto imf = Draw(run, 64);
  int equal = 0;
  for (int i = 0; i < 64; ++i) equal += lsd.t[i] == lsd.r[i] ? 1 : 0;
  EXPECT_EQ(equal, 32);
  EXPECT_EQ(lsd.x0, imf.x0);
  EXPECT_EQ(lsd.x1, imf.x1);
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
  const double mean = std::accumulate(pairs.t.begin(), pairs.t.end(), 0.0) / kCount;
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

}  // namespace
}  // namespace meanflow
