// Rows of cells from text: CSV in its many forms, cells of spreadsheets, aligned columns.
#ifndef MEANFLOW_IO_TEXT_ROWS_H_
#define MEANFLOW_IO_TEXT_ROWS_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace meanflow {

struct TextRow {
  std::size_t line = 0;
  std::vector<std::string_view> cells;  ///< Without quotes and blanks around them.
  bool starts_quoted = false;           ///< Whether the first cell has quotes.
};

/// Reads a text row by row, more than once. Skips lines that begin with #, and rows whose cells are
/// all empty. What separates cells is the same on every line: what a first line "sep=;" says; else
/// the first of semicolon, tab and comma of which all lines have the same number, the last two not
/// as part of a number or as padding; else blanks.
class TextRows {
 public:
  explicit TextRows(std::string_view text);

  /// Whether commas separate cells.
  bool has_commas() const { return separators_.find(',') != std::string_view::npos; }
  /// Whether runs of blanks separate cells.
  bool has_blanks() const { return separators_.empty(); }

  void Rewind();
  /// Reads the next row; false after the last.
  bool Next(TextRow* row);

 private:
  bool NextLine(std::string_view* line);
  void TakeSeparatorLine();
  void FindSeparators();
  void Split(std::string_view line, TextRow* row) const;

  std::string_view text_;  ///< Without a line "sep=;".
  std::size_t lines_before_ = 0;
  std::string_view separators_;
  std::string_view rest_;
  std::size_t line_ = 0;
};

}  // namespace meanflow

#endif  // MEANFLOW_IO_TEXT_ROWS_H_
