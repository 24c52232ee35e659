#include "meanflow/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "statistics.h"

namespace meanflow {
namespace {

using Words = std::array<std::uint32_t, 4>;

constexpr int kDraws = 200000;

// Known answers published with Random123 by the authors of Philox, for philox4x32 with 10 rounds.
TEST(Philox, GivesThePublishedKnownAnswers) {
  EXPECT_EQ(Philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomSource, EveryCoordinateMatters) {
  const RandomSource source{7, Stream::kNoise};
  const Words words = source.Words(3, 5);
  EXPECT_EQ(words, source.Words(3, 5));
  EXPECT_NE(words, source.Words(3, 6));
  EXPECT_NE(words, source.Words(4, 5));
  EXPECT_NE(words, source.Words(3 + (std::uint64_t{1} << 32), 5));
  EXPECT_NE(words, source.Words(5, 3));
  EXPECT_NE(words, (RandomSource{8, Stream::kNoise}.Words(3, 5)));
  EXPECT_NE(words, (RandomSource{7, Stream::kTime}.Words(3, 5)));
}

TEST(RandomSource, IsPhiloxOfSampleAndIterationUnderSeedAndStream) {
  EXPECT_EQ((RandomSource{7, Stream::kTime}.Words(0x900000003, 5)), Philox({5, 3, 9, 0}, {7, 3}));
}

TEST(Uniform, StaysInsideTheOpenUnitInterval) {
  EXPECT_EQ(Uniform(0), 0x1p-33);
  EXPECT_EQ(Uniform(0xffffffff), 1 - 0x1p-33);
  EXPECT_EQ(Uniform(0x80000000), 0.5 + 0x1p-33);
}

TEST(Uniform, FillsTheIntervalEvenly) {
  const RandomSource source{11, Stream::kTime};
  for (int word = 0; word < 4; ++word) {
    std::vector<double> counts(256), chances(256, 1.0 / 256);
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double value = Uniform(source.Words(0, i)[word]);
      ++counts[static_cast<int>(256 * value)];
      sum += value - 0.5;
      squares += (value - 0.5) * (value - 0.5);
    }
    EXPECT_LT(std::abs(ChiSquareDeviate(counts, chances)), 4) << "word " << word;
    EXPECT_LT(std::abs(sum / std::sqrt(kDraws / 12.0)), 4) << "word " << word;
    EXPECT_LT(std::abs((squares - kDraws / 12.0) / std::sqrt(kDraws / 180.0)), 4)
        << "word " << word;
  }
}

/// The normals of one iteration, two per sample.
std::vector<double> Normals(const RandomSource& source, std::uint64_t iteration) {
  std::vector<double> values;
  for (int i = 0; i < kDraws / 2; ++i) {
    const Words words = source.Words(iteration, i);
    for (const double value : Normal(words[0], words[1])) values.push_back(value);
  }
  return values;
}

TEST(Normal, FollowsBoxAndMuller) {
  // A radius of sqrt(2 log 2) at an eighth of a turn, up to the half word that Uniform adds.
  const auto [x, y] = Normal(0x7fffffff, 0x20000000);
  EXPECT_NEAR(x, std::sqrt(std::numbers::ln2), 1e-8);
  EXPECT_NEAR(y, std::sqrt(std::numbers::ln2), 1e-8);
}

TEST(Normal, HasTheMomentsOfTheNormalDistribution) {
  double sums[5] = {};
  for (const double value : Normals({13, Stream::kNoise}, 0)) {
    for (int power = 1; power <= 4; ++power) sums[power] += std::pow(value, power);
  }
  // Mean and variance of z, z^2, z^3, z^4.
  const double means[5] = {0, 0, 1, 0, 3}, variances[5] = {0, 1, 2, 15, 96};
  for (int power = 1; power <= 4; ++power) {
    const double deviate =
        (sums[power] - kDraws * means[power]) / std::sqrt(kDraws * variances[power]);
    EXPECT_LT(std::abs(deviate), 4) << "moment " << power << " is " << sums[power] / kDraws;
  }
}

TEST(Normal, HasTheTailsOfTheNormalDistribution) {
  const std::vector<double> values = Normals({17, Stream::kNoise}, 0);
  for (const double threshold : {-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0}) {
    const double chance = std::erfc(threshold / std::numbers::sqrt2) / 2;
    double count = 0;
    for (const double value : values) count += value > threshold ? 1 : 0;
    const double deviate = (count - kDraws * chance) / std::sqrt(kDraws * chance * (1 - chance));
    EXPECT_LT(std::abs(deviate), 4) << count << " of " << kDraws << " lie above " << threshold;
  }
}

TEST(Normal, ReachesTheFarTailAndStaysFinite) {
  EXPECT_NEAR(std::abs(Normal(0, 0)[0]), std::sqrt(66 * std::numbers::ln2), 1e-8);
  for (const std::uint32_t word0 : {0u, 0x80000000u, 0xffffffffu}) {
    for (const std::uint32_t word1 : {0u, 0x80000000u, 0xffffffffu}) {
      for (const double value : Normal(word0, word1)) EXPECT_TRUE(std::isfinite(value));
    }
  }
}

TEST(Normal, IsIndependentAcrossAllCoordinates) {
  const std::vector<double> base = Normals({19, Stream::kNoise}, 4);
  std::vector<double> next_value(base.begin() + 1, base.end());
  next_value.push_back(base.front());
  EXPECT_LT(std::abs(CorrelationDeviate(base, next_value)), 4) << "neighbouring values";
  EXPECT_LT(std::abs(CorrelationDeviate(base, Normals({19, Stream::kNoise}, 5))), 4)
      << "iterations";
  EXPECT_LT(std::abs(CorrelationDeviate(base, Normals({20, Stream::kNoise}, 4))), 4) << "seeds";
  EXPECT_LT(std::abs(CorrelationDeviate(base, Normals({19, Stream::kData}, 4))), 4) << "streams";
}

}  // namespace
}  // namespace meanflow
