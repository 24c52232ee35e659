#include "io/point_list.h"

#include <gtest/gtest.h>

#include <string>

namespace meanflow {
namespace {

using PointVector = std::vector<std::array<double, 2>>;

TEST(ReadPoints, ReadsCommonFormats) {
  const PointVector expected = {{1, -2}, {0.5, 3e-2}};
  for (const char* text : {
           "1,-2\n0.5,0.03\n", "1,-2\r\n0.5,.03", "x,y\n1,-2\n0.5,0.03\n",
           "\xef\xbb\xbf\"x\",\"y\"\r\n\"1\",\"-2\"\r\n\"0.5\",\"0.03\"\r\n",
           "# two points\n\n  1 ,\t-2\n\n0.5;+3E-2\n", "1 -2\n0.5\t 0.03\n",
           "first second\n1   -2\n  0.5 0.03  \n",
           "step,time,particle,x,y\n1,0,0,1,-2\n1,0,1,0.5,0.03\n", "Y;id;X\n-2;a;1\n.03;b;.5\n",
           "1,-2\r0.5,0.03\r",                                 // Lines as on old Macs.
           ",,\n1,-2,\n,,\n \t\n\"\",\"\",\n0.5,0.03,\n,,\n",  // Rows of empty cells.
           "\t\n1\t-2\n\t\n0.5\t0.03\n", "sep=;\r\n1;-2\r\n0.5;0.03\r\n",
           "\"sep=,\"\nx,y\n1,-2\n0.5,0.03\n", "SEP=\t\n1\t-2\n0.5\t0.03\n",
           "sep=|\n1|-2\n0.5|0.03\n",
           "1,\xe2\x88\x92"
           "2\n0.5,0.03",  // U+2212
       }) {
    PointVector points;
    EXPECT_EQ(ReadPoints(text, &points), "") << text;
    EXPECT_EQ(points, expected) << text;
  }
}

TEST(ReadPoints, ReadsDecimalCommas) {
  const PointVector expected = {{-1.5, 0.5}, {2, 0.25}};
  for (const char* text : {
           "x;y\n-1,5;0,5\n2;0,25\n",
           "-1,5;0,5\n2,000;0,250\n",  // No thousands, as 0,250 has none.
           "-1,5\t0,5\n2\t0,25\n",
           "x\ty\r\n-1,5\t0,5\r\n2,0\t2,5e-1\r\n",
           "\"x\",\"y\"\n\"-1,5\",\"0,5\"\n\"2\",\"0,25\"\n",
           "sep=;\nx;y\n-1,5;0,5\n2,0;0,25\n",
           "\xe2\x88\x92"
           "1,5;0,5\n2;,25\n",
           "name\tx\ty\nSmith, J.\t-1,5\t0,5\nDoe, J.\t2\t0,25\n",
       }) {
    PointVector points;
    EXPECT_EQ(ReadPoints(text, &points), "") << text;
    EXPECT_EQ(points, expected) << text;
  }
}

TEST(ReadPoints, RefusesDecimalCommasThatAreNotCertain) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"x,y\n1,5,2,5\n",
       "line 2: 4 values, where 2, x and y, are expected; commas separate values here, so decimals "
       "take a point"},
      {"1,5,2,5\n3,5,4,5\n",
       "line 1: 4 columns of numbers, and which two are x and y is not certain: name them x and y "
       "in "
       "a first line; commas separate values here, so decimals take a point"},
      {"1,5 2,5\n", "line 1: 3 columns of numbers, and which two are x and y is not certain: name"},
      {"x,y\n0,5 0,2\n", "line 2: 3 values, where 2, x and y, are expected; commas separate"},
      {"1,500;2,250\n3;4\n",
       "line 1, column 1: \"1,500\" may have decimals or thousands: decimals take a point, and "
       "thousands no mark"},
      {"0.5\t3\n1,500\t3\n",
       "line 2, column 1: \"1,500\" has a comma, and line 1 a point: decimals take the same mark "
       "in "
       "every row, and thousands none"},
      {"0,5;3\n\n1;3.25\n",
       "line 3, column 2: \"3.25\" has a point, and line 1 a comma: decimals take the same mark in "
       "every row, and thousands none"},
      {"1,234.5;2\n",
       "line 1, column 1: \"1,234.5\" is not a number: decimals take a point or, where no comma "
       "separates values, a comma, and thousands no mark"},
      {"1.234,5;2\n0,5;3\n", "line 1, column 1: \"1.234,5\" is not a number: decimals"},
      {"3;2\n1 234,5;2\n", "line 2, column 1: \"1 234,5\" is not a number: decimals"},
      {"3;2\n1'234.5;2\n", "line 2, column 1: \"1'234.5\" is not a number: decimals"},
      {"3;2\n1\xc2\xa0"
       "234;2\n",
       "line 2, column 1: \"1\\u00a0234\" is not a number"},
      {"3;2\n1,234,567;2\n", "line 2, column 1: \"1,234,567\" is not a number: decimals"},
      {"1;2\n1,;2\n", "line 2, column 1: \"1,\" is not a number: decimals"},
  };
  for (const auto& [text, message] : cases) {
    PointVector points;
    const std::string error = ReadPoints(text, &points);
    EXPECT_EQ(error.substr(0, std::string_view(message).size()), message) << text;
    EXPECT_TRUE(points.empty()) << text;
  }
}

TEST(ReadPoints, TakesTheColumnsOfCoordinates) {
  const PointVector expected = {{0.5, 0.2}, {0.1, 0.3}, {0.7, -1}};
  for (const char* text : {
           "x1,x2,label\n0.5,0.2,0\n0.1,0.3,1\n0.7,-1,0\n",
           "label,X_0,X_1\n7,0.5,0.2\n7,0.1,0.3\n7,0.7,-1\n",
           "x1,x2,x3\n0.5,0.2,0\n0.1,0.3,1\n0.7,-1,0\n",
           "lat,lon,height\n0.2,0.5,9\n0.3,0.1,9\n-1,0.7,9\n",
           "t,pos_x,pos_y\n3,0.5,0.2\n4,0.1,0.3\n9,0.7,-1\n",
           "Y (mm);X (mm);Z (mm)\n0,2;0,5;9\n0,3;0,1;9\n-1;0,7;9\n",
           "a,b,label\n0.5,0.2,1\n0.1,0.3,1\n0.7,-1,2\n",
           "id,a,b\n9,0.5,0.2\n3,0.1,0.3\n4,0.7,-1\n",
           "0.5,0.2,red\n0.1,0.3,\n0.7,-1,blue\n",
           "red 0.5 0.2\nred 0.1 0.3\nblue 0.7 -1\n",
           "2024-03-01,0.5,0.2\n2024-03-02,0.1,0.3\n2024-03-03,0.7,-1\n",
           "0,0.5,0.2\n1,0.1,0.3\n2,0.7,-1\n",
           "1\t0.5\t0.2\n2\t0.1\t0.3\n3\t0.7\t-1\n",
           ",0,1\n0,0.5,0.2\n1,0.1,0.3\n2,0.7,-1\n",                          // pandas
           "\"\",\"x\",\"y\"\n\"1\",0.5,0.2\n\"2\",0.1,0.3\n\"3\",0.7,-1\n",  // R: write.csv
           "\"\",\"V1\",\"V2\"\n\"1\",0.5,0.2\n\"2\",0.1,0.3\n\"3\",0.7,-1\n",
           "\"a\" \"b\"\n\"1\" 0.5 0.2\n\"2\" 0.1 0.3\n\"3\" 0.7 -1\n",  // R: write.table
           "x y\n17 0.5 0.2\n4 0.1 0.3\n8 0.7 -1\n",
       }) {
    PointVector points;
    EXPECT_EQ(ReadPoints(text, &points), "") << text;
    EXPECT_EQ(points, expected) << text;
  }
}

TEST(ReadPoints, RefusesColumnsThatAreNotCertain) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"0.5,0.2,0.1\n",
       "line 1: 3 columns of numbers, and which two are x and y is not certain: name them x and y "
       "in "
       "a first line"},
      {"0,1,2\n", "line 1: 3 columns of numbers, and which two are x and y is not certain: name"},
      {"0,0.5,0.2\n1,0.1,0.3\n", "line 1: 3 columns of numbers"},  // Too short to be sure.
      {"0,0.5,0.2\n2,0.1,0.3\n1,0.1,0.3\n", "line 1: 3 columns of numbers"},
      {"x1,y1,x2,y2\n1,2,3,4\n", "line 1: 4 columns of numbers"},
      {"t0,t1,u\n1,2,3\n", "line 1: 3 columns of numbers"},
      {"max,may,june\n1,2,3\n", "line 1: 3 columns of numbers"},
      {"1,2,nan\n3,4,nan\n", "line 1: 3 columns of numbers"},
      {"x,y\n1,5,2\n", "line 2: 3 values, where 2, x and y, are expected; commas separate"},
      {"a,b,c\nred,1,blue\n", "line 2, column 1: \"red\" is not a number"},
      {"0.5,0.2,red\n0.1,three,red\n", "line 2, column 2: \"three\" is not a number"},
      {"1 234.5;2\n1;2\n", "line 1, column 1: \"1 234.5\" is not a number"},  // No header.
      {"nan,nan\n1,2\n", "line 1, column 1: \"nan\" is not a number"},
      {"sep=;\n1,2\n", "line 2: 1 value, where 2, x and y, are expected"},
  };
  for (const auto& [text, message] : cases) {
    PointVector points;
    const std::string error = ReadPoints(text, &points);
    EXPECT_EQ(error.substr(0, std::string_view(message).size()), message) << text;
    EXPECT_TRUE(points.empty()) << text;
  }
}

TEST(ReadPoints, ReadsUtf16) {
  const PointVector expected = {{1, -2}, {0.5, 0.03}};
  const std::string text = "x\ty\r\n1\t-2\r\n0,5\t0,03\r\n";
  for (const bool big_endian : {false, true}) {
    std::string bytes = big_endian ? "\xfe\xff" : "\xff\xfe";
    for (const char letter : text) {
      if (big_endian) bytes += '\0';
      bytes += letter;
      if (!big_endian) bytes += '\0';
    }
    PointVector points;
    EXPECT_EQ(ReadPoints(bytes, &points), "");
    EXPECT_EQ(points, expected);
  }
}

TEST(ReadPoints, ReadsJson) {
  const PointVector expected = {{-1.5, 0.5}, {2, 0.25}};
  for (const char* text : {
           "[[-1.5, 0.5], [2, 0.25]]",
           " \n{\"points\": [[-1.5, 0.5],\n[2, 0.25]], \"name\": {\"of\": [[1]]}}\n",
           R"([{"x": -1.5, "y": 0.5}, {"y": 0.25, "label": "a", "x": 2}])",
           R"({"points": [{"lat": 0.5, "lon": -1.5}, {"lat": 0.25, "lon": 2}]})",
           R"([{"x1": -1.5, "x2": 0.5}, [2, 25e-2]])",
           "\xef\xbb\xbf[[-1.5, 0.5], [2, 0.25]]",
       }) {
    PointVector points;
    EXPECT_EQ(ReadPoints(text, &points), "") << text;
    EXPECT_EQ(points, expected) << text;
  }
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"[]", "there are no points in it"},
      {"[1, 2]",
       "point 1: it is no [x, y]; points are read from [[x, y], ...] or {\"points\": [[x, "
       "y], ...]}"},
      {"[[1, 2], [3, 4, 5]]", "point 2: it is a list of 3, and x and y are 2"},
      {"[[1, 2], [3]]", "point 2: it is a list of 1, and x and y are 2"},
      {"[[1, \"2\"]]", "point 1: y is not a number"},
      {"[[1, null]]", "point 1: y is not a number"},
      {"[{\"a\": 1, \"b\": 2}]",
       "point 1: which of its members are x and y is not certain: name them x and y"},
      {"{\"data\": [[1, 2]]}", "it has no list of \"points\"; points are read from [[x, y], ...]"},
      {"{\"points\": 3}", "it has no list of \"points\"; points are read from [[x, y], ...]"},
      {"[[1, 2],\n[3, 4", "line 2, column 5: this is not JSON; points are read from [[x, y]"},
      {"[(1, 2), (3, 4)]", "line 1, column 2: this is not JSON; points are read from [[x, y]"},
  };
  for (const auto& [text, message] : cases) {
    PointVector points;
    const std::string error = ReadPoints(text, &points);
    EXPECT_EQ(error.substr(0, std::string_view(message).size()), message) << text;
    EXPECT_TRUE(points.empty()) << text;
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
      {"x,y,z\n1,2\n", "line 2: 2 values, where 3 are expected"},
      {"1;2\n1;2;3\n", "line 2: 3 values, where 2, x and y, are expected"},
      {"<html>\n<body>\n", "line 1: 1 value, where 2, x and y, are expected"},
  };
  for (const auto& [text, message] : cases) {
    PointVector points = {{7, 7}};
    EXPECT_EQ(ReadPoints(text, &points), message) << text;
    EXPECT_EQ(points, (PointVector{{7, 7}})) << "touched on error";
  }
  EXPECT_EQ(
      ReadPoints("1,2\n" + std::string(500, '9') + ",1\n", nullptr).rfind("line 2, column 1: ", 0),
      0u);
}

TEST(ReadPoints, HasALimit) {
  std::string text;
  for (std::size_t i = 0; i <= kMaxImportPoints; ++i) text += "1,2\n";
  PointVector points;
  EXPECT_EQ(ReadPoints(text, &points), "line 1000001: more than 1000000 points");
  text.resize(text.size() - 4);
  EXPECT_EQ(ReadPoints(text, &points), "");
  EXPECT_EQ(points.size(), kMaxImportPoints);
}

}  // namespace
}  // namespace meanflow
