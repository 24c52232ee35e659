#include "meanflow/drawing_import.h"

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

TEST(ReadPoints, TakesWhatProgramsWrite) {
  const Points expected = {{1, -2}, {0.5, 3e-2}};
  for (const char* text : {
           "1,-2\n0.5,0.03\n",
           "1,-2\r\n0.5,.03",
           "x,y\n1,-2\n0.5,0.03\n",
           "\xef\xbb\xbf\"x\",\"y\"\r\n\"1\",\"-2\"\r\n\"0.5\",\"0.03\"\r\n",
           "# two points\n\n  1 ,\t-2\n\n0.5;+3E-2\n",
           "1 -2\n0.5\t 0.03\n",
           "first second\n1   -2\n  0.5 0.03  \n",
           "step,time,particle,x,y\n1,0,0,1,-2\n1,0,1,0.5,0.03\n",
           "Y;id;X\n-2;a;1\n.03;b;.5\n",
       }) {
    Points points;
    EXPECT_EQ(ReadPoints(text, &points), "") << text;
    EXPECT_EQ(points, expected) << text;
  }
}

TEST(ReadPoints, NamesLineAndColumnOfWhatIsWrong) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"", "there are no points in it"},
      {"x,y\n", "there are no points in it"},
      {"1,2\n3,four\n", "line 2, column 2: \"four\" is not a number"},
      {"x,y\n\n1,2\nx,2\n", "line 4, column 1: \"x\" is not a number"},
      {"1,nan\n", "line 1, column 2: \"nan\" is not a number"},
      {"1,2\n1,inf", "line 2, column 2: \"inf\" is not a number"},
      {"1,2\n1,1e999", "line 2, column 2: \"1e999\" is not a number"},
      {"1,2\n0x1,2", "line 2, column 1: \"0x1\" is not a number"},
      {"1,2\n1,", "line 2, column 2: \"\" is not a number"},
      {"1,2\n1,2-3", "line 2, column 2: \"2-3\" is not a number"},
      {"1,2\n1\n", "line 2: 1 value, where 2, x and y, are expected"},
      {"1,2,3\n", "line 1: 3 values, where 2, x and y, are expected"},
      {"a,b,c\n1,2,3\n", "line 2: 3 values, where 2, x and y, are expected"},
      {"x,y,z\n1,2\n", "line 2: 2 values, where 3 are expected"},
      {"1,5;2,0\n", "line 1: 4 values, where 2, x and y, are expected"},
      {"<html>\n<body>\n", "line 1: 1 value, where 2, x and y, are expected"},
  };
  for (const auto& [text, message] : cases) {
    Points points = {{7, 7}};
    EXPECT_EQ(ReadPoints(text, &points), message) << text;
    EXPECT_EQ(points, (Points{{7, 7}})) << "touched on error";
  }
  EXPECT_EQ(
      ReadPoints("1,2\n" + std::string(500, '9') + ",1\n", nullptr).rfind("line 2, column 1: ", 0),
      0u);
}

TEST(ReadPoints, HasALimit) {
  std::string text;
  for (std::size_t i = 0; i <= kMaxImportPoints; ++i) text += "1,2\n";
  Points points;
  EXPECT_EQ(ReadPoints(text, &points), "line 1000001: more than 1000000 points");
  text.resize(text.size() - 4);
  EXPECT_EQ(ReadPoints(text, &points), "");
  EXPECT_EQ(points.size(), kMaxImportPoints);
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

TEST(ReadPgm, ReadsBothKinds) {
  GrayImage image;
  ASSERT_EQ(ReadPgm("P2 # plain\n3 2\n# white\n10\n0 5 10\n1 2 3\n", &image), "");
  EXPECT_EQ(image.width, 3);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.shades, (Levels{0, 127, 255, 25, 51, 76}));
  ASSERT_EQ(ReadPgm(std::string("P5\n2 2\n255\n\x00\x7f\x80\xff", 15), &image), "");
  EXPECT_EQ(image.shades, (Levels{0, 127, 128, 255}));
  ASSERT_EQ(ReadPgm(std::string("P5 1 2 65535 \x00\x00\xff\xff", 17), &image), "");
  EXPECT_EQ(image.shades, (Levels{0, 255}));
}

TEST(ReadPgm, SaysWhatIsWrong) {
  struct Case {
    const char* bytes;
    const char* message;
  };
  const Case cases[] = {
      {"P6 1 1 255 ", "PGM: it does not begin with P2 or P5"},
      {"P2 0 1 255 1", "PGM: width: \"0\" is not a whole number from 1 to 4096"},
      {"P2 4097 1 255 1", "PGM: width: \"4097\" is not"},
      {"P2 99999999999 1 255 1", "PGM: width: \"999999999\" is not"},
      {"P2 1 -1 255 1", "PGM: height: \"-\" is not a whole number from 1 to 4096"},
      {"P2 1 1.5 255 1", "PGM: height: \"1\" is not"},
      {"P2 1 1 65536 1", "PGM: value of white: \"65536\" is not a whole number from 1 to 65535"},
      {"P2 1 1 0 0", "PGM: value of white: \"0\" is not"},
      {"P2 1 1", "PGM: value of white: \"\" is not"},
      {"P2 2 1 9 1 10", "PGM: pixel: \"10\" is not a whole number from 0 to 9"},
      {"P2 2 1 9 1 x", "PGM: pixel: \"x\" is not"},
      {"P2 2 2 9 1 2 3", "PGM: pixel: \"\" is not"},
      {"P2 4096 4096 9 1 2 3", "PGM: it is too short for 16777216 pixels"},
      {"P5 2 2 255 abc", "PGM: it ends after 3 of 4 pixels"},
      {"P5 2 2 255", "PGM: it ends after 0 of 4 pixels"},
  };
  for (const auto& [bytes, message] : cases) {
    GrayImage image;
    EXPECT_EQ(ReadPgm(bytes, &image).rfind(message, 0), 0u)
        << bytes << ": " << ReadPgm(bytes, &image);
    EXPECT_EQ(image.width, 0) << "touched on error";
  }
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

TEST(ImportDrawing, KnowsEachKindByItsBytes) {
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

TEST(ImportDrawing, DamageGivesAMessageOrADrawing) {
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
