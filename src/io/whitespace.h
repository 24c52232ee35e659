// Texts without the blanks around them.
#ifndef MEANFLOW_IO_WHITESPACE_H_
#define MEANFLOW_IO_WHITESPACE_H_

#include <string_view>

namespace meanflow {

inline constexpr std::string_view kBlanks = " \t\r\v\f";    ///< Within a line.
inline constexpr std::string_view kSpaces = " \t\r\v\f\n";  ///< Anywhere.

/// A text without the characters at its ends that are among `what`.
inline std::string_view Trim(std::string_view text, std::string_view what) {
  const std::size_t first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

}  // namespace meanflow

#endif  // MEANFLOW_IO_WHITESPACE_H_
