// Points of the plane from JSON.
#ifndef MEANFLOW_IO_POINT_JSON_H_
#define MEANFLOW_IO_POINT_JSON_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

/// Whether a text begins as JSON does that may have points.
bool MayBeJson(std::string_view text);

/// Reads [[x, y], ...], or a list of objects with coordinates by name, or an object that has one of
/// these as "points". Returns "" or a message that names the point; `points` is untouched on error.
std::string ReadJsonPoints(std::string_view text, std::vector<std::array<double, 2>>* points);

}  // namespace meanflow

#endif  // MEANFLOW_IO_POINT_JSON_H_
