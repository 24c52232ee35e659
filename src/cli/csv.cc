#include "cli/csv.h"

#include <array>
#include <charconv>

namespace meanflow::cli {

void AppendNumber(float value, std::string* text) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::general, 9);
  text->append(digits.data(), end.ptr);
}

}  // namespace meanflow::cli
