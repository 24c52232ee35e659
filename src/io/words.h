// Words compared without regard to capitals.
#ifndef MEANFLOW_IO_WORDS_H_
#define MEANFLOW_IO_WORDS_H_

#include <cstddef>
#include <string_view>

namespace meanflow {

/// In lower case, if it is a letter of ASCII.
char Lower(char letter);

/// Where two texts of one length differ first, but for capitals, from a place on; their end if
/// nowhere.
std::size_t FindDifference(std::string_view first, std::string_view second, std::size_t at = 0);

/// Whether a word is one of several, which blanks separate.
bool IsOneOf(std::string_view word, std::string_view words);

}  // namespace meanflow

#endif  // MEANFLOW_IO_WORDS_H_
