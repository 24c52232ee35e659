#include "io/point_list.h"

#include <utility>

#include "io/concat.h"
#include "io/json_text.h"
#include "io/number_text.h"
#include "io/point_columns.h"
#include "io/point_json.h"
#include "io/text_encoding.h"
#include "io/text_rows.h"

namespace meanflow {
namespace {

using Point = std::array<double, 2>;

std::string Place(const TextRow& row, std::size_t column) {
  return Concat({"line ", row.line, ", column ", column + 1, ": ", Quoted(row.cells[column])});
}

/// Has all decimals of a text take the same mark.
class DecimalMarks {
 public:
  /// Returns "" or what is wrong with the mark of a cell.
  std::string Add(DecimalMark mark, const TextRow& row, std::size_t column) {
    if (mark == DecimalMark::kNone) return "";
    const bool is_point = mark == DecimalMark::kPoint;
    const std::size_t other = is_point ? comma_line_ : point_line_;
    if (other != 0) {
      return Concat({Place(row, column), is_point ? " has a point" : " has a comma", ", and line ",
                     other, is_point ? " a comma" : " a point",
                     ": decimals take the same mark in every row, and thousands none"});
    }
    std::size_t& first = is_point ? point_line_ : comma_line_;
    if (first == 0) first = row.line;
    if (mark == DecimalMark::kComma) is_certain_ = true;
    if (mark == DecimalMark::kCommaOrThousands && doubtful_.empty()) doubtful_ = Place(row, column);
    return "";
  }

  /// Returns "" or what is in doubt after all cells.
  std::string Doubt() const {
    if (is_certain_ || doubtful_.empty()) return "";
    return doubtful_ +
           " may have decimals or thousands: decimals take a point, and thousands no mark";
  }

 private:
  std::size_t point_line_ = 0;
  std::size_t comma_line_ = 0;
  bool is_certain_ = false;
  std::string doubtful_;
};

std::string NotANumber(const TextRow& row, std::size_t column) {
  const std::string_view cell = row.cells[column];
  const bool has_marks =
      cell.find_first_of(", '.") != std::string_view::npos && ResemblesNumber(cell);
  return Concat({Place(row, column), " is not a number",
                 has_marks
                     ? ": decimals take a point or, where no comma separates values, a comma, and "
                       "thousands no mark"
                     : ""});
}

/// Reads the coordinates of a row.
std::string ReadPoint(const TextRow& row, const ColumnPair& columns, DecimalMarks* marks,
                      Point* point) {
  for (int i = 0; i < 2; ++i) {
    DecimalNumber number;
    if (!ReadNumber(row.cells[columns[i]], &number)) return NotANumber(row, columns[i]);
    (*point)[i] = number.value;
    std::string error = marks->Add(number.mark, row, columns[i]);
    if (!error.empty()) return error;
  }
  return "";
}

std::string ReadTable(std::string_view text, std::vector<Point>* points) {
  TextRows rows(text);
  PointColumns columns;
  std::string error = FindPointColumns(&rows, &columns);
  if (!error.empty()) return error;
  TextRow row;
  if (columns.has_header) rows.Next(&row);
  DecimalMarks marks;
  std::vector<Point> read;
  while (rows.Next(&row)) {
    if (read.size() == kMaxImportPoints) {
      return Concat({"line ", row.line, ": more than ", kMaxImportPoints, " points"});
    }
    Point point;
    error = ReadPoint(row, columns.columns, &marks, &point);
    if (!error.empty()) return error;
    read.push_back(point);
  }
  error = marks.Doubt();
  if (error.empty()) *points = std::move(read);
  return error;
}

}  // namespace

std::string ReadPoints(std::string_view bytes, std::vector<Point>* points) {
  std::string storage;
  std::string_view text;
  std::string error = DecodeText(bytes, &storage, &text);
  if (!error.empty()) return error;
  return MayBeJson(text) ? ReadJsonPoints(text, points) : ReadTable(text, points);
}

}  // namespace meanflow
