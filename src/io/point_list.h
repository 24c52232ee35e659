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

/// Reads points from text (text_encoding.h): JSON (point_json.h), or a row for each, with cells as
/// TextRows has them and coordinates where FindPointColumns finds them. Decimals take a point in
/// all rows or a comma in all rows; a comma that may as well part thousands, as in "1,500", is one
/// of decimals only where another comma must be. Returns "" or a message with the line and the
/// rule; `points` is untouched on error.
std::string ReadPoints(std::string_view bytes, std::vector<std::array<double, 2>>* points);

}  // namespace meanflow

#endif  // MEANFLOW_IO_POINT_LIST_H_
