// Damaged inputs for parsers of untrusted bytes.
#ifndef MEANFLOW_TESTS_MUTATIONS_H_
#define MEANFLOW_TESTS_MUTATIONS_H_

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace meanflow {

/// A copy of `original` with a few bytes changed, removed, repeated or replaced by tokens of a
/// parser. Depends on the seed only.
inline std::string Mutate(std::string_view original, std::uint32_t seed) {
  static constexpr std::string_view kPieces[] = {
      "{",    "}",    "[",      "]", "\"", ",", ":", "-1", "0", "1e999", "18446744073709551615",
      "null", "\xff", "\\u0000"};
  std::mt19937 random(seed);
  const auto below = [&random](std::size_t limit) {
    return random() % std::max<std::size_t>(limit, 1);
  };
  std::string bytes(original);
  const std::size_t edits = 1 + below(4);
  for (std::size_t i = 0; i < edits; ++i) {
    // Half of the edits are near the start, where headers are.
    const std::size_t position =
        below(below(2) == 0 ? std::min<std::size_t>(bytes.size(), 200) : bytes.size());
    const std::size_t length = std::min(below(9), bytes.size() - position);
    switch (below(5)) {
      case 0:
        if (position < bytes.size()) bytes[position] = static_cast<char>(random());
        break;
      case 1:
        bytes.erase(position, length);
        break;
      case 2:
        bytes.insert(position, bytes.substr(position, length));
        break;
      case 3:
        bytes.replace(position, length, kPieces[below(std::size(kPieces))]);
        break;
      default:
        bytes.resize(position);
    }
  }
  return bytes;
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_MUTATIONS_H_
