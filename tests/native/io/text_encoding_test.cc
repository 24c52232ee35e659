#include "io/text_encoding.h"

#include <gtest/gtest.h>

namespace meanflow {
namespace {

std::string Decoded(std::string_view bytes) {
  std::string storage;
  std::string_view text = "untouched";
  const std::string error = DecodeText(bytes, &storage, &text);
  return error.empty() ? std::string(text) : "! " + error;
}

TEST(DecodeText, TakesOffByteOrderMarks) {
  EXPECT_EQ(Decoded("a\xc3\xa4"), "a\xc3\xa4");
  EXPECT_EQ(Decoded("\xef\xbb\xbf"
                    "a"),
            "a");
  EXPECT_EQ(Decoded(""), "");
  EXPECT_EQ(Decoded({"\xff\xfe"
                     "a\0",
                     4}),
            "a");
  EXPECT_EQ(Decoded({"\xfe\xff\0a", 4}), "a");
}

TEST(DecodeText, ConvertsUtf16) {
  EXPECT_EQ(Decoded("\xfe\xff\x20\x13"), "\xe2\x80\x93");
  EXPECT_EQ(Decoded({"\xff\xfe\xe4\0", 4}), "\xc3\xa4");
  EXPECT_EQ(Decoded({"\xfe\xff\xd8\x3d\xde\0", 6}), "\xf0\x9f\x98\x80") << "a pair";
  EXPECT_EQ(Decoded({"\xfe\xff\xd8\x3d\0a", 6}),
            "\xef\xbf\xbd"
            "a")
      << "half of one";
  EXPECT_EQ(Decoded({"\xff\xfe\0\xde", 4}), "\xef\xbf\xbd") << "the other half";
}

TEST(DecodeText, RefusesWhatIsNoText) {
  EXPECT_EQ(Decoded({"\xff\xfe"
                     "a\0b",
                     5}),
            "! its text is UTF-16, and ends within a character");
  // UTF-16 without a mark, UTF-32 with one.
  for (const std::string_view bytes :
       {std::string_view("1\0,\0", 4), std::string_view("\xff\xfe\0\0"
                                                        "1\0\0\0",
                                                        8)}) {
    EXPECT_EQ(Decoded(bytes),
              "! it is no text: it has zero bytes, and text is read as UTF-8, or as UTF-16 with a "
              "byte-order mark");
  }
}

}  // namespace
}  // namespace meanflow
