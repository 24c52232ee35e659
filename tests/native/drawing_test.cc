#include "meanflow/drawing.h"

#include <gtest/gtest.h>

#include <random>

#include "drawings.h"
#include "meanflow/random.h"
#include "mutations.h"
#include "statistics.h"

namespace meanflow {
namespace {

/// Random levels with long runs, as in drawings by hand; depends on the seed only.
Drawing Random(int size, std::uint32_t seed) {
  std::mt19937 random(seed);
  Drawing drawing{size, {}};
  std::uint8_t level = 0;
  while (drawing.levels.size() < static_cast<std::size_t>(size) * size) {
    if (random() % (1 + seed % 90) == 0) level = random() % (kHighestLevel + 1);
    drawing.levels.push_back(level);
  }
  drawing.levels.front() = 1;
  return drawing;
}

TEST(Drawing, RoundTrips) {
  for (int size = kSmallestDrawing; size <= kLargestDrawing; ++size) {
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
      const Drawing drawing = Random(size, seed);
      const std::string text = EncodeDrawing(drawing);
      Drawing read;
      ASSERT_EQ(DecodeDrawing(text, &read), "") << text;
      EXPECT_EQ(read.size, size);
      EXPECT_EQ(read.levels, drawing.levels) << text;
      EXPECT_LE(text.size(), 3 + drawing.levels.size()) << "runs are only used where shorter";
    }
  }
}

TEST(Drawing, IsWrittenAsDocumented) {
  EXPECT_EQ(EncodeDrawing({2, {0, 25, 26, 63}}), "2.AZa_");
  EXPECT_EQ(EncodeDrawing({2, {51, 52, 61, 62}}), "2.z09-");
  EXPECT_EQ(EncodeDrawing({2, {5, 5, 5, 5}}), "2.F*D");
  EXPECT_EQ(EncodeDrawing({3, {0, 0, 0, 7, 7, 7, 7, 1, 1}}), "3.AAAH*DBB");
  Drawing full{64, std::vector<std::uint8_t>(4096, 63)};
  EXPECT_EQ(EncodeDrawing(full).substr(0, 10), "64._*_*_*_") << "63 repeats at most in one run";
  std::string loudest = "64.";
  for (int i = 0; i < 4096; ++i) loudest += i % 2 == 0 ? 'A' : '_';
  EXPECT_EQ(loudest.size(), static_cast<std::size_t>(kLongestDrawing));
  Drawing read;
  EXPECT_EQ(DecodeDrawing(loudest, &read), "");
  EXPECT_EQ(EncodeDrawing(read), loudest);
}

TEST(Drawing, NeedsNoEscapingInUrls) {
  const std::string text = EncodeDrawing(Irregular(64));
  EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_.*"),
            std::string::npos)
      << text;
}

TEST(Drawing, RefusesInvalidText) {
  struct Case {
    std::string text;
    const char* message;
  };
  const Case cases[] = {
      {"", "\"\" is not how a drawing begins: its size from 2 to 64 and a point"},
      {"2", "\"2\" is not how"},
      {".AAAA", "\".\" is not how"},
      {"1.B", "\"1.\" is not how"},
      {"65.B", "\"65.\" is not how"},
      {"999999999999.B", "\"999\" is not how"},
      {"002.BBBB", "\"002\" is not how"},
      {"-2.BBBB", "\"-\" is not how"},
      {"2,BBBB", "\"2,\" is not how"},
      {"2.BB!B", "character 5 is \"!\", where A-Z"},
      {"2.BB B", "character 5 is \" \", where"},
      {"2.BB\xff", "character 5 is \"\\ufffd\", where"},
      {"2.*DB", "character 3: a * goes after a cell"},
      {"2.B*", "character 4: a *"},
      {"2.B**", "character 4: a *"},
      {"2.B*ABBB", "character 4: a *"},
      {"2.BBB", "it has 3 of the 4 cells that 2 x 2 has"},
      {"2.", "it has 0 of the 4 cells"},
      {"2.BBBBB", "character 7 is past the last of 2 x 2 cells"},
      {"2.B*E", "character 5 is past the last of 2 x 2 cells"},
      {"2.AAAA", "it is empty: no cell has any mass"},
      {"64.A" + std::string(5000, 'A'), "it is longer than 4099 characters"},
  };
  for (const auto& [text, message] : cases) {
    Drawing drawing{2, {1, 2, 3, 4}};
    const std::string error = DecodeDrawing(text, &drawing);
    EXPECT_EQ(error.rfind(message, 0), 0u) << text << ": " << error;
    EXPECT_EQ(drawing.levels, (std::vector<std::uint8_t>{1, 2, 3, 4})) << "touched on error";
  }
}

TEST(Drawing, DamagedInputGivesAMessageOrADrawing) {
  const std::string good = EncodeDrawing(Irregular(32));
  int taken = 0;
  for (std::uint32_t seed = 0; seed < 20000; ++seed) {
    Drawing drawing;
    if (!DecodeDrawing(Mutate(good, seed), &drawing).empty()) continue;
    ++taken;
    GridDensity density;
    ASSERT_EQ(
        MakeGridDensity(drawing.size, 2, {drawing.levels.begin(), drawing.levels.end()}, &density),
        "")
        << "seed " << seed;
    Drawing again;
    ASSERT_EQ(DecodeDrawing(EncodeDrawing(drawing), &again), "");
    ASSERT_EQ(again.levels, drawing.levels) << "seed " << seed;
  }
  EXPECT_GT(taken, 100);
}

TEST(DrawMasses, IsTheNearestDrawing) {
  Drawing drawing;
  ASSERT_EQ(DrawMasses(2, {0, 1e-9, 50, 100}, Rounding::kNearest, &drawing), "");
  EXPECT_EQ(drawing.levels, (std::vector<std::uint8_t>{0, 0, 32, 63}));
  ASSERT_EQ(DrawMasses(2, {0, 1e-9, 50, 100}, Rounding::kAtLeastOne, &drawing), "");
  EXPECT_EQ(drawing.levels, (std::vector<std::uint8_t>{0, 1, 32, 63}));
  EXPECT_EQ(DrawMasses(2, {0, 0, 0, 0}, Rounding::kAtLeastOne, &drawing),
            "it is empty: no cell has any mass");
}

TEST(Drawing, IsADensity) {
  const Drawing drawing = Irregular();
  const GridDensity density = MakeDrawn(drawing, 1.5);
  ASSERT_EQ(density.size, drawing.size);
  EXPECT_EQ(density.extent, 1.5);
  double sum = 0;
  for (const int level : drawing.levels) sum += level;
  for (std::size_t i = 0; i < drawing.levels.size(); ++i) {
    EXPECT_NEAR(density.weights[i], drawing.levels[i] / sum, 1e-15) << i;
  }
}

TEST(Drawing, IsSampledByItsLevels) {
  constexpr int kDraws = 200000;
  const RandomSource source{4, Stream::kData};
  for (const Drawing& drawing : {Irregular(13), Irregular(64), SingleCell(64, 63, 0)}) {
    const GridDensity density = MakeDrawn(drawing);
    const DensitySampler sampler(density);
    std::vector<double> counts(density.weights.size());
    for (int i = 0; i < kDraws; ++i) {
      const auto [x, y] = sampler.Draw(source.Words(0, i));
      const int cell = density.CellAt(x, y);
      ASSERT_GE(cell, 0) << x << ", " << y;
      ASSERT_GT(drawing.levels[cell], 0) << x << ", " << y;
      ++counts[cell];
    }
    if (density.size == 64 && counts[63] == kDraws) continue;  // one cell has no statistics
    EXPECT_LT(std::abs(ChiSquareDeviate(counts, density.weights)), 4) << drawing.size;
  }
}

}  // namespace
}  // namespace meanflow
