// Whitespace characters, and trimming.
#ifndef MEANFLOW_IO_WHITESPACE_H_
#define MEANFLOW_IO_WHITESPACE_H_

#include <string_view>

namespace meanflow {

inline constexpr std::string_view kBlanks = " \t\r\v\f";        ///< Within a line.
inline constexpr std::string_view kWhitespace = " \t\r\v\f\n";  ///< Anywhere.

/// The text without any of `characters` at its ends.
inline std::string_view Trim(std::string_view text, std::string_view characters) {
  const std::size_t first = text.find_first_not_of(characters);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(characters) - first + 1);
}

}  // namespace meanflow

#endif  // MEANFLOW_IO_WHITESPACE_H_
