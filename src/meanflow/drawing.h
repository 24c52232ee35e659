// A density drawn by the user: a small square grid of levels, and its text encoding for settings
// and links.
#ifndef MEANFLOW_DRAWING_H_
#define MEANFLOW_DRAWING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

inline constexpr int kSmallestDrawing = 2;    ///< Cells along a side.
inline constexpr int kLargestDrawing = 64;    ///< Cells along a side.
inline constexpr int kHighestLevel = 63;      ///< Of a cell's mass; 0 is an empty cell.
inline constexpr int kLongestDrawing = 4099;  ///< Characters of an encoded drawing at most.

/// A grid of size x size cells; the mass of a cell is proportional to its level.
struct Drawing {
  int size = 0;                      ///< Cells along a side.
  std::vector<std::uint8_t> levels;  ///< 0..kHighestLevel; row-major from the lower left, y up.
};

/// A drawing as text of letters, digits and "-_.*", which need no escaping in a URL: the size in
/// decimal, a point, then the cells row by row from the lower left, each a digit of
///   ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_
/// (A is 0 and _ is 63). Run-length encoding: a star and a digit n repeat the preceding cell n more
/// times, as in "4._*P", a drawing of 4 x 4 equal cells. Runs are used only where they are shorter.
std::string EncodeDrawing(const Drawing& drawing);

/// Inverse of EncodeDrawing; accepts any split into runs. Refuses a text that is too long, a number
/// of cells other than size^2, and a drawing without any mass. Returns "" or what is wrong and
/// where; `drawing` is untouched on error.
std::string DecodeDrawing(std::string_view text, Drawing* drawing);

/// Checks a value of the setting `drawing`: "" when it is empty or a drawing, else what is wrong.
std::string CheckDrawing(std::string_view text);

/// How masses are rounded to levels.
enum class Rounding {
  kNearest,     ///< To the nearest level, which may be 0.
  kAtLeastOne,  ///< To the nearest level, but at least 1 for any mass.
};

/// The drawing nearest to size x size finite, non-negative masses; the largest mass gets the
/// highest level. Returns "", or an error message when no cell has any mass.
std::string DrawMasses(int size, const std::vector<double>& masses, Rounding rounding,
                       Drawing* drawing);

}  // namespace meanflow

#endif  // MEANFLOW_DRAWING_H_
