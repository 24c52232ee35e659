#include "io/pgm.h"

#include <gtest/gtest.h>

namespace meanflow {
namespace {

using Levels = std::vector<std::uint8_t>;

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

TEST(ReadPgm, RefusesInvalidFiles) {
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

}  // namespace
}  // namespace meanflow
