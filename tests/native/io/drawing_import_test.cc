#include "io/drawing_import.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "drawings.h"
#include "mutations.h"

namespace meanflow {
namespace {

using Levels = std::vector<std::uint8_t>;

Levels DrawnPoints(const std::vector<Point>& points, int size) {
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
  std::vector<Point> points(1000, {-1, -1});
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

TEST(ImportDrawing, ReadsTextAsSpreadsheetsSaveIt) {
  Drawing drawing;
  ASSERT_EQ(ImportDrawing({"\xff\xfe"
                           "3\0.\0A\0*\0G\0B\0C\0",
                           16},
                          2, Ink::kDark, &drawing),
            "");
  EXPECT_EQ(drawing.size, 3);
  ASSERT_EQ(ImportDrawing("x;y\r\n-1,5;0,5\r\n1,5;-0,5\r\n;\r\n", 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{0, 63, 63, 0}));
  ASSERT_EQ(ImportDrawing("{\"points\": [[-1, -1]]}", 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{63, 0, 0, 0}));
}

TEST(ImportDrawing, ReadsPicturesOfColours) {
  Drawing drawing;
  const std::string red_and_white = "P3 2 1 255 255 0 0 255 255 255";
  ASSERT_EQ(ImportDrawing(red_and_white, 2, Ink::kDark, &drawing), "");
  EXPECT_EQ(drawing.levels, (Levels{63, 0, 63, 0}));
}

TEST(ImportDrawing, NamesTheKindOfWhatIsNotRead) {
  const std::pair<std::string, const char*> cases[] = {
      {"\x89PNG\r\n\x1a\n",
       "it is a PNG picture: the page draws from it; elsewhere convert it to PGM"},
      {"\xff\xd8\xff\xe0", "it is a JPEG picture: the page"},
      {"GIF89a", "it is a GIF picture: the page"},
      {std::string("BM\x7a\0\0\0\0\0\0\0\x7a\0\0\0\x6c\0\0\0\x01", 19),
       "it is a BMP picture: the page"},
      {std::string("RIFF\x24\0\0\0WEBPVP8 ", 16), "it is a WebP picture: the page"},
      {std::string("\0\0\0\x1c"
                   "ftypavif",
                   12),
       "it is an AVIF picture: the page"},
      {std::string("\0\0\0\x1c"
                   "ftypheic",
                   12),
       "it is a HEIC picture: convert it to PNG"},
      {std::string("II*\0", 4), "it is a TIFF picture: convert it to PNG"},
      {std::string("MM\0*", 4), "it is a TIFF picture: convert it to PNG"},
      {"<?xml version=\"1.0\"?>\n<svg/>", "it is an SVG picture: the page"},
      {"<!DOCTYPE html>\n<html>", "it is HTML or XML: points are read from text such as CSV"},
      {"P7\nWIDTH 2\n", "it is a PAM picture: convert it to PNG"},
      {"%PDF-1.7", "it is a PDF: points are read from text"},
      {"PK\3\4" + std::string(26, ' ') + "[Content_Types].xml", "it is a workbook (XLSX): save"},
      {"PK\3\4" + std::string(26, ' ') + "archive/data.pkl", "it is a ZIP archive"},
      {"\xd0\xcf\x11\xe0", "it is an old workbook (XLS): save its cells as CSV"},
      {"\x93NUMPY", "it is a NumPy array: points are read from text"},
      {std::string("1\0,\0"
                   "2\0",
                   6),
       "it is no text: it has zero bytes"},
  };
  for (const auto& [bytes, message] : cases) {
    Drawing drawing;
    const std::string error = ImportDrawing(bytes, 2, Ink::kDark, &drawing);
    EXPECT_EQ(error.substr(0, std::string_view(message).size()), message);
  }
  Drawing drawing;
  EXPECT_EQ(ImportDrawing("BM\tx\ty\na\t1.25\t1.50\nb\t1.25\t1.50\n", 2, Ink::kDark, &drawing), "")
      << "two letters make no picture";
}

TEST(ImportDrawing, DamagedInputGivesAMessageOrADrawing) {
  std::string points = "x,y\n";
  for (int i = 0; i < 40; ++i) points += std::to_string(0.1 * i) + "," + std::to_string(-i) + "\n";
  std::string raw = "P5\n9 7\n255\n", plain = "P2\n9 7\n255\n";
  for (int i = 0; i < 63; ++i) {
    raw += static_cast<char>(41 * i);
    plain += std::to_string(41 * i % 256) + " ";
  }
  const std::string commas = "sep=;\nx;y\n-1,5;0,5\n2;0,25\n3;1,5\n",
                    json = "[[1, 2], [3, 4.5], [5, 6]]";
  const std::string colours = "P6\n3 7\n255\n" + raw.substr(11);
  const std::string bits = "P4\n9 7\n" + raw.substr(11, 14);
  for (const std::string& good :
       {points, commas, json, raw, plain, colours, bits, EncodeDrawing(Irregular())}) {
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
