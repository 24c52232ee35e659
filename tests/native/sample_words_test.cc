#include "meanflow/sample_words.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace meanflow {
namespace {

constexpr Stream kStreams[] = {Stream::kData, Stream::kNoise, Stream::kTime, Stream::kAnchor};

TEST(SampleWords, AreThoseOfTheRandomSource) {
  const SampleWords words(Sequence::kRandom, 5, 64);
  for (const Stream stream : kStreams) {
    const RandomSource random{5, stream};
    EXPECT_EQ(words.At(stream, 3, 17), random.Words(3, 17));
    EXPECT_EQ(words.At(stream, 3, 170), random.Words(3, 170));
  }
}

// As z is odd and n a power of 2: every interval of length 1 / n has one sample.
TEST(SampleWords, OfALatticeStratifyEveryDimension) {
  constexpr int kBatch = 512;
  const SampleWords words(Sequence::kLattice, 5, kBatch);
  for (const Stream stream : kStreams) {
    for (const int block : {0, 3}) {
      for (int d = 0; d < 4; ++d) {
        std::set<std::uint32_t> intervals;
        for (int i = 0; i < kBatch; ++i) {
          const std::uint32_t first = words.At(stream, 2, block * kBatch)[d];
          intervals.insert((words.At(stream, 2, block * kBatch + i)[d] - first) >> 23);
        }
        EXPECT_EQ(intervals.size(), kBatch) << static_cast<int>(stream) << " dimension " << d;
      }
    }
  }
}

TEST(SampleWords, OfALatticeShiftWithSeedIterationAndBlock) {
  constexpr int kBatch = 104;  // no power of 2
  const SampleWords words(Sequence::kLattice, 5, kBatch);
  const auto at = words.At(Stream::kTime, 2, 17);
  EXPECT_EQ(at, SampleWords(Sequence::kLattice, 5, kBatch).At(Stream::kTime, 2, 17));
  EXPECT_NE(at, words.At(Stream::kTime, 3, 17));
  EXPECT_NE(at, words.At(Stream::kTime, 2, 17 + kBatch));
  EXPECT_NE(at, SampleWords(Sequence::kLattice, 6, kBatch).At(Stream::kTime, 2, 17));
}

/// A function of a point and its two times, smooth but for an edge.
double Value(const SampleWords& words, int iteration, std::uint32_t sample) {
  const auto data = words.At(Stream::kData, iteration, sample);
  const auto time = words.At(Stream::kTime, iteration, sample);
  const double edge = Uniform(data[0]) < 0.3 ? 1 : 0;
  return edge * Uniform(time[0]) + std::exp(Uniform(data[1]) * Uniform(time[1]));
}

// E[edge] E[t] + E[e^(xt)] = .15 + integral of (e^t - 1) / t over [0, 1].
TEST(SampleWords, OfALatticeHaveUnbiasedMeansOfSmallerVariance) {
  constexpr double kExpected = 0.15 + 1.3179021514544038;
  constexpr int kIterations = 400;
  for (const int batch : {512, 104}) {
    std::vector<double> variances;
    for (const Sequence sequence : {Sequence::kRandom, Sequence::kLattice}) {
      const SampleWords words(sequence, 9, batch);
      double sum = 0, squares = 0;
      for (int iteration = 0; iteration < kIterations; ++iteration) {
        double mean = 0;
        for (int i = 0; i < batch; ++i) mean += Value(words, iteration, i) / batch;
        sum += mean - kExpected;
        squares += (mean - kExpected) * (mean - kExpected);
      }
      const double error = std::sqrt(squares) / kIterations;  // the standard error
      EXPECT_LT(std::abs(sum / kIterations), 4 * error) << Name(sequence) << " " << batch;
      variances.push_back(squares / kIterations);
    }
    EXPECT_LT(variances[1], 0.2 * variances[0]) << batch;
  }
}

}  // namespace
}  // namespace meanflow
