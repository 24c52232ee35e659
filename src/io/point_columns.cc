#include "io/point_columns.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "io/concat.h"
#include "io/number_text.h"

namespace meanflow {
namespace {

constexpr char kCommasSeparate[] = "; commas separate values here, so decimals take a point";
constexpr std::size_t kCertainIndex = 3;  // Rows that make a count of rows no accident.

/// What the cells of a column are, below any name.
struct Column {
  std::string_view name;
  bool is_empty = true;
  bool has_numbers = false;  // Or what was meant as one.
  bool is_index = true;      // 0, 1, 2, ... or 1, 2, 3, ...
  double first = 0;
  std::size_t rows = 0;

  void Add(std::string_view cell) {
    DecimalNumber number;
    const bool is_number = ReadNumber(cell, &number);
    if (rows == 0) first = number.value;
    is_index = is_index && is_number && number.value == first + static_cast<double>(rows) &&
               (first == 0 || first == 1);
    is_empty = is_empty && cell.empty();
    has_numbers = has_numbers || is_number || ResemblesNumber(cell);
    ++rows;
  }
};

bool IsNumber(std::string_view cell) {
  DecimalNumber ignored;
  return ReadNumber(cell, &ignored);
}

/// Whether a first row has names: nothing in it is a number; or it is pandas' own header of an
/// array with an index, ",0,1".
bool HasNames(const std::vector<std::string_view>& cells) {
  if (cells.size() < 2) return false;
  const auto is_name = [](std::string_view cell) {
    return !IsNumber(cell) && !ResemblesNumber(cell);
  };
  if (std::all_of(cells.begin(), cells.end(), is_name)) return true;
  for (std::size_t i = 1; i < cells.size(); ++i) {
    if (cells[i] != std::to_string(i - 1)) return false;
  }
  return cells[0].empty() && cells.size() > 2;
}

std::string WrongCount(const TextRow& row, std::size_t expected, bool has_commas) {
  const std::size_t count = row.cells.size();
  return Concat({"line ", row.line, ": ", count, count == 1 ? " value" : " values", ", where ",
                 expected, expected == 2 ? ", x and y," : "", " are expected",
                 has_commas && count > expected ? kCommasSeparate : ""});
}

/// Reads a table's form: its names and what its columns have.
class TableReader {
 public:
  explicit TableReader(TextRows* rows) : rows_(rows) {}

  /// Returns "" or which row has another number of cells than the first.
  std::string Read() {
    TextRow first, row;
    if (!rows_->Next(&first)) return "";
    line_ = first.line;
    has_header_ = HasNames(first.cells);
    if (!has_header_) rows_->Rewind();
    columns_.resize(std::max<std::size_t>(first.cells.size(), 2));
    while (rows_->Next(&row)) {
      if (has_header_ && columns_[0].rows == 0) TakeNames(first.cells, row);
      if (row.cells.size() != columns_.size()) {
        return WrongCount(row, columns_.size(), rows_->has_commas());
      }
      for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].Add(row.cells[i]);
    }
    return "";
  }

  bool has_header() const { return has_header_; }
  std::size_t line() const { return line_; }
  const std::vector<Column>& columns() const { return columns_; }

 private:
  /// R names no column of row names: its header is one cell shorter than the rows.
  void TakeNames(const std::vector<std::string_view>& names, const TextRow& row) {
    const bool has_row_names =
        row.cells.size() == names.size() + 1 &&
        (rows_->has_blanks() || row.starts_quoted || !IsNumber(row.cells[0]));
    const std::size_t shift = has_row_names ? 1 : 0;
    columns_.resize(names.size() + shift);
    for (std::size_t i = 0; i < names.size(); ++i) columns_[i + shift].name = names[i];
  }

  TextRows* rows_;
  std::size_t line_ = 0;
  bool has_header_ = false;
  std::vector<Column> columns_;
};

using Indices = std::vector<std::size_t>;

/// Columns that may have coordinates, of a table of more than two.
Indices Candidates(const std::vector<Column>& columns, bool has_header) {
  Indices left;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].is_empty) left.push_back(i);
  }
  const std::size_t front = left.empty() ? 0 : left.front();
  for (int rule = 0; rule < 3 && left.size() > 2; ++rule) {
    Indices kept;
    for (const std::size_t i : left) {
      const Column& column = columns[i];
      const bool is_other = rule == 0   ? !column.has_numbers
                            : rule == 1 ? has_header && NamesNoCoordinate(column.name)
                                        : left.size() == 3 && i == front && column.is_index &&
                                              column.rows >= kCertainIndex;
      if (!is_other) kept.push_back(i);
    }
    left = std::move(kept);
  }
  return left;
}

std::string NotCertain(std::size_t line, std::size_t count, bool has_commas) {
  constexpr std::string_view kAdvice =
      " columns of numbers, and which two are x and y is not certain: name them x and y in a first "
      "line";
  return Concat({"line ", line, ": ", count, kAdvice, has_commas ? kCommasSeparate : ""});
}

}  // namespace

std::string FindPointColumns(TextRows* rows, PointColumns* found) {
  rows->Rewind();
  TableReader table(rows);
  std::string error = table.Read();
  rows->Rewind();
  if (!error.empty()) return error;
  const std::vector<Column>& columns = table.columns();
  if (columns.empty() || columns[0].rows == 0) return "there are no points in it";
  *found = {{0, 1}, columns.size(), table.has_header()};
  if (table.has_header()) {
    std::vector<std::string_view> names(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) names[i] = columns[i].name;
    if (FindNamedColumns(names, &found->columns) == NamedColumns::kOnePair) return "";
  }
  const Indices left = Candidates(columns, table.has_header());
  if (left.size() > 2) return NotCertain(table.line(), left.size(), rows->has_commas());
  if (left.size() == 2) found->columns = {left[0], left[1]};
  return "";
}

}  // namespace meanflow
