// Numbers as text for CSV files.
#ifndef MEANFLOW_CLI_CSV_H_
#define MEANFLOW_CLI_CSV_H_

#include <array>
#include <charconv>
#include <string>

namespace meanflow::cli {

/// Appends the number with 9 significant digits, enough to read back the same float, independent of
/// the locale.
inline void AppendNumber(float value, std::string* text) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::general, 9);
  text->append(digits.data(), end.ptr);
}

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_CSV_H_
