#include "io/words.h"

#include <algorithm>

namespace meanflow {

char Lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
}

std::size_t FindDifference(std::string_view first, std::string_view second, std::size_t at) {
  while (at < first.size() && Lower(first[at]) == Lower(second[at])) ++at;
  return at;
}

bool IsOneOf(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (word.size() == end && FindDifference(word, words) == end) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace meanflow
