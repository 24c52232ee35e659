#include "meanflow/training_pairs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "meanflow/elementary.h"
#include "meanflow/random.h"
#include "meanflow/sample_words.h"

namespace meanflow {
namespace {

/// Whether sample i has r = t. These samples are evenly spread, so that every lane has its share.
bool HasEqualTimes(std::uint32_t sample, double share) {
  return std::floor((sample + 1.0) * share) > std::floor(sample * share);
}

float DrawTime(const TrainConfig& config, const std::array<std::uint32_t, 2>& words) {
  if (config.times.distribution == TimeDistribution::kUniform) {
    return static_cast<float>(Uniform(words[0]));
  }
  const double logit = config.times.mean + config.times.deviation * Normal(words[0], words[1])[0];
  const double noise_level = 1 / (1 + Exp(-logit));
  const bool reverse = config.direction == Direction::kReverse;
  return static_cast<float>(reverse ? noise_level : 1 - noise_level);
}

Eigen::Vector2f DrawData(const DensitySampler& density, const std::array<std::uint32_t, 4>& words) {
  const auto point = density.Draw(words);
  return {static_cast<float>(point[0]), static_cast<float>(point[1])};
}

}  // namespace

void DrawTrainingPairs(const TrainConfig& config, const DensitySampler& density, int iteration,
                       int first, TrainingPairs<float>* pairs) {
  const SampleWords words(config.sequence, config.seed, config.batch);
  const double equal_share = EqualShare(config);
  const double start_share = StartShare(config) > 0 ? config.times.start_share : 0;
  const bool data_first = config.direction == Direction::kReverse;
  Points<float>& data_end = data_first ? pairs->x0 : pairs->x1;
  Points<float>& noise_end = data_first ? pairs->x1 : pairs->x0;
  const int count = pairs->size();
  for (int i = 0; i < count; ++i) {
    const auto sample = static_cast<std::uint32_t>(first + i);
    const auto noise_words = words.At(Stream::kNoise, iteration, sample);
    const auto start = Normal(noise_words[0], noise_words[1]);
    const auto time_words = words.At(Stream::kTime, iteration, sample);
    data_end.col(i) = DrawData(density, words.At(Stream::kData, iteration, sample));
    for (int axis = 0; axis < 2; ++axis) noise_end(axis, i) = static_cast<float>(start[axis]);
    float t = DrawTime(config, {time_words[0], time_words[2]});
    float r = DrawTime(config, {time_words[1], time_words[3]});
    if (HasEqualTimes(sample, equal_share)) {
      r = t;
    } else if (config.method != Method::kFm) {
      const bool anchor_late = config.direction != Direction::kForward;
      if (anchor_late ? t < r : t > r) std::swap(t, r);
      if (start_share > 0 &&
          Uniform(words.At(Stream::kAnchor, iteration, sample)[0]) < start_share) {
        t = config.direction == Direction::kReverse ? 1.0F : 0.0F;
        r = DrawTime(config, {time_words[1], time_words[3]});
      }
    }
    pairs->t[i] = t;
    pairs->r[i] = r;
  }
  if (config.loss.target != Target::kPosterior) return;
  const int points = config.loss.posterior_points;
  pairs->other_data.resize(2, std::max(0, points - count));
  for (int j = 0; j < pairs->other_data.cols(); ++j) {
    const int sample = (first + count + j) % std::max(points, config.batch);
    pairs->other_data.col(j) = DrawData(density, words.At(Stream::kData, iteration, sample));
  }
}

}  // namespace meanflow
