#include "io/sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace meanflow {
namespace {

std::string Digest(const std::string& text) { return Hexadecimal(Sha256(text).data(), 32); }

// The standard's own examples, and those of NIST's test vectors around the ends of a block.
TEST(Sha256, GivesThePublishedDigests) {
  const std::pair<std::string, std::string> vectors[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
       "o"
       "pqrsmnopqrstnopqrstu",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1000000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
      {std::string(55, '\0'), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"},
      {std::string(56, '\0'), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"},
      {std::string(64, '\0'), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"},
  };
  for (const auto& [text, digest] : vectors) {
    EXPECT_EQ(Digest(text), digest) << text.size() << " bytes";
  }
}

TEST(Sha256, WritesEveryDigit) {
  const std::uint8_t bytes[] = {0x00, 0x09, 0xaf, 0xf0};
  EXPECT_EQ(Hexadecimal(bytes, 4), "0009aff0");
}

}  // namespace
}  // namespace meanflow
