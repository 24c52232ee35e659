// A density drawn by hand: a small square grid of levels, and its text for settings and addresses.
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

/// The masses of size x size cells in proportion to whole levels.
struct Drawing {
  int size = 0;                      ///< Cells along a side.
  std::vector<std::uint8_t> levels;  ///< 0..kHighestLevel; row-major from the lower left, y up.
};

/// A drawing as text of letters, digits and "-_.*", which an address takes as they are: the size in
/// decimal, a point, then the cells row by row from the lower left, each a digit of
///   ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_
/// (A is 0 and _ is 63). A star and a digit n repeat the cell before them n more times: "4._*P" is
/// a drawing of 4 x 4 cells all alike. Runs are written where they are shorter.
std::string EncodeDrawing(const Drawing& drawing);

/// Inverse of EncodeDrawing; runs may be cut in other ways. Refuses a text that is too long, that
/// has another number of cells than its size says, and a drawing without any mass. Returns "" or
/// what is wrong and where; `drawing` is untouched on error.
std::string DecodeDrawing(std::string_view text, Drawing* drawing);

/// What the setting `drawing` takes: "" for nothing or a drawing, else what is wrong with the text.
std::string CheckDrawing(std::string_view text);

/// What becomes of masses too small for level 1.
enum class Faint {
  kEmpty,  ///< They round to the nearest level, which may be none.
  kKept,   ///< They get level 1.
};

/// The drawing nearest to size x size masses, finite and not negative: the largest gets the highest
/// level. Returns "", or a message when no cell has any mass.
std::string DrawMasses(int size, const std::vector<double>& masses, Faint faint, Drawing* drawing);

}  // namespace meanflow

#endif  // MEANFLOW_DRAWING_H_
