// Assertions of fuzz targets.
#ifndef MEANFLOW_TESTS_FUZZ_REQUIRE_H_
#define MEANFLOW_TESTS_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace meanflow::fuzz {

/// Aborts the process if the condition does not hold, which libFuzzer reports as a finding.
inline void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "Does not hold: %s\n", what.c_str());
  std::abort();
}

/// Requires a readable message: not empty, of limited length, and without control characters.
inline void RequireMessage(std::string_view message) {
  Require(!message.empty() && message.size() < 1000, "a refusal says why, shortly");
  for (const char letter : message) {
    Require(letter >= ' ' && letter <= '~', "a message is plain text: " + std::string(message));
  }
}

}  // namespace meanflow::fuzz

#endif  // MEANFLOW_TESTS_FUZZ_REQUIRE_H_
