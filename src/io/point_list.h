// Points of the plane from text, such as CSV files.
#ifndef MEANFLOW_IO_POINT_LIST_H_
#define MEANFLOW_IO_POINT_LIST_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

inline constexpr std::size_t kMaxImportPoints = 1000000;

/// Reads points from text: two numbers per line, separated by a comma, a semicolon or blanks. Skips
/// blank lines and lines that begin with #. The first line may name the columns; if it names x and
/// y, these are read and other columns are allowed. Returns "" or a message with the line and
/// column; `points` is untouched on error.
std::string ReadPoints(std::string_view text, std::vector<std::array<double, 2>>* points);

}  // namespace meanflow

#endif  // MEANFLOW_IO_POINT_LIST_H_
