#include "io/netpbm.h"

#include <gtest/gtest.h>

namespace meanflow {
namespace {

using Levels = std::vector<std::uint8_t>;

Levels Shades(std::string_view bytes) {
  GrayImage image;
  EXPECT_EQ(ReadNetpbm(bytes, &image), "") << bytes;
  EXPECT_EQ(image.shades.size(), static_cast<std::size_t>(image.width) * image.height);
  return image.shades;
}

TEST(ReadNetpbm, ReadsBitmaps) {
  EXPECT_EQ(Shades("P1 3 2 # one is black\n101\n0 1 0"), (Levels{0, 255, 0, 255, 0, 255}));
  // Rows of 10 pixels take two bytes each.
  EXPECT_EQ(Shades(std::string_view("P4 10 2\n\x80\x40\xff\xc0", 12)),
            (Levels{0, 255, 255, 255, 255, 255, 255, 255, 255, 0,  //
                    0, 0,   0,   0,   0,   0,   0,   0,   0,   0}));
}

TEST(ReadNetpbm, TurnsColoursIntoLuma) {
  const Levels luma = {54, 182, 18, 255,
                       140};  // Of red, green, blue, white, and all of them in part.
  EXPECT_EQ(Shades("P3 5 1 255 255 0 0 0 255 0 0 0 255 255 255 255 100 150 160"), luma);
  EXPECT_EQ(Shades("P3 2 1 15 15 0 0 15 15 15"), (Levels{54, 255}));
  EXPECT_EQ(Shades(std::string("P6 5 1 255\n\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff\x64\x96\xa0", 26)),
            luma);
  EXPECT_EQ(Shades(std::string("P6 1 1 65535\n\xff\xff\0\0\0\0", 19)), (Levels{54}));
}

TEST(ReadNetpbm, ReadsGraymaps) {
  GrayImage image;
  ASSERT_EQ(ReadNetpbm("P2 # plain\n3 2\n# white\n10\n0 5 10\n1 2 3\n", &image), "");
  EXPECT_EQ(image.width, 3);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.shades, (Levels{0, 127, 255, 25, 51, 76}));
  ASSERT_EQ(ReadNetpbm(std::string("P5\n2 2\n255\n\x00\x7f\x80\xff", 15), &image), "");
  EXPECT_EQ(image.shades, (Levels{0, 127, 128, 255}));
  ASSERT_EQ(ReadNetpbm(std::string("P5 1 2 65535 \x00\x00\xff\xff", 17), &image), "");
  EXPECT_EQ(image.shades, (Levels{0, 255}));
}

TEST(ReadNetpbm, RefusesInvalidFiles) {
  struct Case {
    const char* bytes;
    const char* message;
  };
  const Case cases[] = {
      {"P8 1 1 255 ", "it does not begin as a Netpbm picture, with P1 to P6"},
      {"P2 0 1 255 1", "PGM: width: \"0\" is not a whole number from 1 to 32768"},
      {"P2 32769 1 255 1", "PGM: width: \"32769\" is not"},
      {"P2 99999999999 1 255 1", "PGM: width: \"999999999\" is not"},
      {"P2 1 -1 255 1", "PGM: height: \"-\" is not a whole number from 1 to 32768"},
      {"P2 1 1.5 255 1", "PGM: height: \"1\" is not"},
      {"P2 1 1 65536 1", "PGM: value of white: \"65536\" is not a whole number from 1 to 65535"},
      {"P2 1 1 0 0", "PGM: value of white: \"0\" is not"},
      {"P2 1 1", "PGM: value of white: \"\" is not"},
      {"P2 2 1 9 1 10", "PGM: pixel: \"10\" is not a whole number from 0 to 9"},
      {"P2 2 1 9 1 x", "PGM: pixel: \"x\" is not"},
      {"P2 2 2 9 1 2 3", "PGM: pixel: \"\" is not"},
      {"P2 4096 4096 9 1 2 3", "PGM: it is too short for 16777216 pixels"},
      {"P2 32768 32768 9 1", "PGM: it has 1073741824 pixels, and at most 33554432 are read"},
      {"P1 2 1 12", "PBM: pixel: \"2\" is not 0 or 1"},
      {"P1 2 1 1", "PBM: pixel: \"\" is not 0 or 1"},
      {"P1 9 9 1", "PBM: it is too short for 81 pixels"},
      {"P3 1 1 255 1 2 3x", "PPM: pixel: \"3\" is not"},
      {"P4 9 2 abc", "PBM: it ends after 9 of 18 pixels"},
      {"P6 2 1 255 abcde", "PPM: it ends after 1 of 2 pixels"},
      {"P5 2 2 255 abc", "PGM: it ends after 3 of 4 pixels"},
      {"P5 2 2 255", "PGM: it ends after 0 of 4 pixels"},
  };
  for (const auto& [bytes, message] : cases) {
    GrayImage image;
    EXPECT_EQ(ReadNetpbm(bytes, &image).rfind(message, 0), 0u)
        << bytes << ": " << ReadNetpbm(bytes, &image);
    EXPECT_EQ(image.width, 0) << "touched on error";
  }
}

}  // namespace
}  // namespace meanflow
