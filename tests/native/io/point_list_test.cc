#include "io/point_list.h"

#include <gtest/gtest.h>

#include <string>

namespace meanflow {
namespace {

using Points = std::vector<std::array<double, 2>>;

TEST(ReadPoints, ReadsCommonFormats) {
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

TEST(ReadPoints, ErrorsHaveLineAndColumn) {
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

}  // namespace
}  // namespace meanflow
