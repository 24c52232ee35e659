// What the names of columns say of them.
#ifndef MEANFLOW_IO_COLUMN_NAMES_H_
#define MEANFLOW_IO_COLUMN_NAMES_H_

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace meanflow {

using ColumnPair = std::array<std::size_t, 2>;  ///< Of x and of y.

enum class NamedColumns { kNone, kOnePair, kSeveralPairs };

/// The columns whose names make them x and y, in capitals or not: "x" and "y" before all others;
/// longitude and latitude; names that differ in these letters only, as "pos_x" and "pos_y"; names
/// numbered from 0 or 1, as "x1" and "x2". `columns` is set for one pair only.
NamedColumns FindNamedColumns(const std::vector<std::string_view>& names, ColumnPair* columns);

/// Whether a column of this name has no coordinates: it counts rows or has their class.
bool NamesNoCoordinate(std::string_view name);

}  // namespace meanflow

#endif  // MEANFLOW_IO_COLUMN_NAMES_H_
