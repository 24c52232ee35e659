#include "io/drawing_import.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "drawings.h"
#include "mutations.h"

namespace meanflow {
namespace {

using Points = std::vector<std::array<double, 2>>;
using Levels = std::vector<std::uint8_t>;

Levels DrawnPoints(const Points& points, int size) {
  Drawing drawing;
  EXPECT_EQ(DrawPoints(points, size, &drawing), "");
  EXPECT_EQ(drawing.size, size);
  return drawing.levels;
}

TEST(DrawPoints, LeavesPointsOfTheWindowWhereTheyAre) {
  // Rows from the bottom: of 4 x 4 cells, each is 1 wide.
  EXPECT_EQ(DrawnPoints({{-2, -2}, {1.5, -1.5}, {1.5, -1.5}, {2, 2}}, 4),
            (Levels{32, 0, 0, 63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32}));
}

TEST(DrawPoints, CentresAndFitsOthersByOneFactor) {
  // A box of 20 x 5 around (110, 52.5): x fills the window, y a quarter of it.
  const Levels levels = DrawnPoints({{100, 50}, {120, 55}, {110, 52.5}}, 8);
  Levels expected(64);
  for (const auto& [ix, iy] : {std::pair{0, 3}, {7, 5}, {4, 4}}) expected[iy * 8 + ix] = 63;
  EXPECT_EQ(levels, expected);
}

TEST(DrawPoints, TakesAnyFinitePoints) {
  EXPECT_EQ(DrawnPoints({{5, 5}, {5, 5}}, 2), (Levels{0, 0, 0, 63})) << "all the same";
  EXPECT_EQ(DrawnPoints({{-1.7e308, -1.7e308}, {1.7e308, 1.7e308}}, 2), (Levels{63, 0, 0, 63}));
  EXPECT_EQ(DrawnPoints({{5e-324, -5e-324}}, 2), (Levels{0, 0, 0, 63}));
  const double next = std::nextafter(3.0, 4.0);
  EXPECT_EQ(DrawnPoints({{3, 3}, {next, next}}, 2).size(), 4u);
  Drawing untouched{2, {1, 1, 1, 1}};
  EXPECT_EQ(DrawPoints({}, 2, &untouched), "there are no points in it");
}

TEST(DrawPoints, KeepsASinglePointBesideMany) {
  Points points(1000, {-1, -1});
  points.push_back({1, 1});
  EXPECT_EQ(DrawnPoints(points, 2), (Levels{63, 0, 0, 1}));
}

TEST(DrawImage, TurnsDarknessIntoMassWithTheFirstRowOnTop) {
  const GrayImage image{2, 2, {0, 255, 255, 127}};
  Drawing drawing;
  ASSERT_EQ(DrawImage(image, 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{0, 32, 63, 0}));
  ASSERT_EQ(DrawImage(image, 2, Ink::kLight, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{63, 31, 0, 63}));
}

TEST(DrawImage, KeepsTheMassOfEveryPixel) {
  // 5 x 3 pixels over 4 x 4 cells: shares of pixels add up, and the middle of mass stays.
  GrayImage image{5, 3, {}};
  for (int i = 0; i < 15; ++i) image.shades.push_back(static_cast<std::uint8_t>(37 * i % 256));
  double total = 0, across = 0;
  for (int i = 0; i < 15; ++i) {
    total += 255 - image.shades[i];
    across += (255 - image.shades[i]) * ((i % 5 + 0.5) / 5);
  }
  Drawing drawing;
  ASSERT_EQ(DrawImage(image, 64, Ink::kDark, &drawing), "");
  double sum = 0, mean = 0;
  for (int i = 0; i < 64 * 64; ++i) {
    sum += drawing.levels[i];
    mean += drawing.levels[i] * ((i % 64 + 0.5) / 64);
    const int row = i / 64;
    if (row >= 12 && row < 52) continue;
    ASSERT_EQ(drawing.levels[i], 0) << "above and below the picture";
  }
  EXPECT_NEAR(mean / sum, across / total, 2e-3);
}

TEST(DrawImage, RefusesABlankPicture) {
  Drawing drawing;
  EXPECT_EQ(DrawImage({2, 1, {255, 255}}, 4, Ink::kDark, &drawing),
            "it is empty: no cell has any mass");
  EXPECT_NE(DrawImage({}, 4, Ink::kDark, &drawing), "");
  EXPECT_NE(DrawImage({2, 2, {1}}, 4, Ink::kDark, &drawing), "");
}

TEST(DrawDensity, RedrawsOnAnotherGrid) {
  Drawing drawing;
  ASSERT_EQ(DrawDensity(MakeNamed("checkerboard", 2), 4, &drawing), "");
  EXPECT_EQ(EncodeDrawing(drawing), "4.AA__AA_*DAA__AA");
  const Drawing patches = drawing;
  ASSERT_EQ(DrawDensity(MakeDrawn(patches), 64, &drawing), "");
  ASSERT_EQ(DrawDensity(MakeDrawn(drawing), 4, &drawing), "");
  EXPECT_EQ(drawing.levels, patches.levels);
  ASSERT_EQ(DrawDensity(MakeNamed("checkerboard", 3), 2, &drawing), "") << "cells cut in two";
  EXPECT_EQ(drawing.levels, (Levels{63, 63, 63, 63}));
  ASSERT_EQ(DrawDensity(MakeNamed("rings"), 32, &drawing), "");
  const GridDensity coarse = Coarsen(MakeNamed("rings"), 32);
  const double largest = *std::max_element(coarse.weights.begin(), coarse.weights.end());
  for (int i = 0; i < 32 * 32; ++i) {
    ASSERT_NEAR(drawing.levels[i], 63 * coarse.weights[i] / largest, 0.501) << i;
  }
}

TEST(ImportDrawing, DetectsTheKindByContent) {
  Drawing drawing;
  ASSERT_EQ(ImportDrawing(" 3.A*GBC\n", 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.size, 3) << "a drawing keeps its own size";
  ASSERT_EQ(ImportDrawing("P2 2 2 1 0 1 1 1", 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{0, 0, 63, 0}));
  ASSERT_EQ(ImportDrawing("x,y\n1,1\n", 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{0, 0, 0, 63}));
  EXPECT_EQ(ImportDrawing("3.A!", 2, Ink::kDark, &drawing).rfind("character 4 is", 0), 0u);
  EXPECT_EQ(ImportDrawing("", 2, Ink::kDark, &drawing), "there are no points in it");
  EXPECT_EQ(ImportDrawing(std::string(kMaxImportBytes + 1, ' '), 2, Ink::kDark, &drawing),
            "it is larger than 32 MiB");
}

TEST(ImportDrawing, DamagedInputGivesAMessageOrADrawing) {
  std::string points = "x,y\n";
  for (int i = 0; i < 40; ++i) points += std::to_string(0.1 * i) + "," + std::to_string(-i) + "\n";
  std::string raw = "P5\n9 7\n255\n", plain = "P2\n9 7\n255\n";
  for (int i = 0; i < 63; ++i) {
    raw += static_cast<char>(41 * i);
    plain += std::to_string(41 * i % 256) + " ";
  }
  for (const std::string& good : {points, raw, plain, EncodeDrawing(Irregular())}) {
    int taken = 0, refused = 0;
    for (std::uint32_t seed = 0; seed < 5000; ++seed) {
      Drawing drawing;
      const std::string error = ImportDrawing(Mutate(good, seed), 16, Ink::kDark, &drawing);
      ++(error.empty() ? taken : refused);
      if (!error.empty()) {
        ASSERT_TRUE(drawing.levels.empty()) << seed;
        continue;
      }
      Drawing again;
      ASSERT_EQ(DecodeDrawing(EncodeDrawing(drawing), &again), "") << seed;
    }
    EXPECT_GT(taken, 20) << good.substr(0, 10);
    EXPECT_GT(refused, 20) << good.substr(0, 10);
  }
}

}  // namespace
}  // namespace meanflow
