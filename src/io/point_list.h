// Points of the plane from text, as spreadsheets and programs write them.
#ifndef MEANFLOW_IO_POINT_LIST_H_
#define MEANFLOW_IO_POINT_LIST_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

inline constexpr std::size_t kMaxImportPoints = 1000000;

/// Points from text: two numbers a line, parted by a comma, a semicolon or blanks. Lines that are
/// blank or begin with # are passed over. The first line may name columns; when it names x and y,
/// these are taken, and others may stand beside them. Returns "" or a message that names line and
/// column; `points` are untouched on error.
std::string ReadPoints(std::string_view text, std::vector<std::array<double, 2>>* points);

}  // namespace meanflow

#endif  // MEANFLOW_IO_POINT_LIST_H_
