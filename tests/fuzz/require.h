// What fuzz targets hold to be true whatever the input.
#ifndef MEANFLOW_TESTS_FUZZ_REQUIRE_H_
#define MEANFLOW_TESTS_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace meanflow::fuzz {

/// Ends the process, which is how a fuzz target says that it found something.
inline void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "Does not hold: %s\n", what.c_str());
  std::abort();
}

/// A message that people can read: not empty, not endless, and with nothing in it that a terminal
/// would obey.
inline void RequireMessage(std::string_view message) {
  Require(!message.empty() && message.size() < 1000, "a refusal says why, shortly");
  for (const char letter : message) {
    Require(letter >= ' ' && letter <= '~', "a message is plain text: " + std::string(message));
  }
}

}  // namespace meanflow::fuzz

#endif  // MEANFLOW_TESTS_FUZZ_REQUIRE_H_
