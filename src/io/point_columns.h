// Which two columns of a table are the coordinates of points.
#ifndef MEANFLOW_IO_POINT_COLUMNS_H_
#define MEANFLOW_IO_POINT_COLUMNS_H_

#include <cstddef>
#include <string>

#include "io/column_names.h"
#include "io/text_rows.h"

namespace meanflow {

/// The columns of coordinates, where that is certain.
struct PointColumns {
  ColumnPair columns = {0, 1};
  std::size_t count = 2;    ///< Cells of every row.
  bool has_header = false;  ///< Whether the first row has names.
};

/// Finds them: those that are named so; or the only two of a table; or the two that are left of
/// more without those that have text, are named as an index or a label, or count 0, 1, 2, ... or 1,
/// 2, 3, ... in front. Returns "" or why it is not certain; rewinds `rows`.
std::string FindPointColumns(TextRows* rows, PointColumns* found);

}  // namespace meanflow

#endif  // MEANFLOW_IO_POINT_COLUMNS_H_
