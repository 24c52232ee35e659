#include "io/text_rows.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "io/whitespace.h"
#include "io/words.h"

namespace meanflow {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// Where a quoted text at the beginning ends, past its quote; 0 if there is none. A quote within it
/// is doubled.
std::size_t EndOfQuotes(std::string_view text) {
  if (!text.starts_with('"')) return 0;
  std::size_t end = text.find('"', 1);
  while (end != kNone && text.substr(end + 1).starts_with('"')) end = text.find('"', end + 2);
  return end == kNone ? 0 : end + 1;
}

/// Where the cell at the beginning of the text ends.
std::size_t EndOfCell(std::string_view text, std::string_view separators) {
  const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
  return text.find_first_of(separators, first + EndOfQuotes(text.substr(first)));
}

/// Counts what may separate the cells of lines.
class SeparatorCount {
 public:
  explicit SeparatorCount(std::string_view separators) : separators_(separators) {}

  void Add(std::string_view line) {
    const std::string_view content = Trim(line, kBlanks);
    std::size_t count = 0;
    for (std::string_view rest = line;; ++count) {
      const std::size_t end = EndOfCell(rest, separators_);
      if (end == kNone) break;
      const std::string_view after = Trim(rest.substr(end + 1), kBlanks);
      if (IsPadding(Trim(rest.substr(0, end), kBlanks), after)) --count;
      // At the ends of a line it may be an indent, or end the line.
      is_within_ = is_within_ || (!after.empty() && rest.data() + end > content.data());
      rest.remove_prefix(end + 1);
    }
    least_ = std::min(least_, count);
    most_ = std::max(most_, count);
  }

  bool SeparatesAlike() const { return is_within_ && least_ == most_ && most_ > 0; }
  std::string_view separators() const { return separators_; }

 private:
  /// Whether a tab only pads what a comma separates.
  bool IsPadding(std::string_view before, std::string_view after) const {
    return separators_ == "\t" && (before.ends_with(',') || after.starts_with(','));
  }

  std::string_view separators_;
  std::size_t least_ = std::numeric_limits<std::size_t>::max();
  std::size_t most_ = 0;
  bool is_within_ = false;
};

bool IsSkipped(std::string_view line) {
  const std::size_t first = line.find_first_not_of(kBlanks);
  return first == kNone || line[first] == '#' || line.find_first_not_of(" \t\v\f,;|:\"") == kNone;
}

}  // namespace

TextRows::TextRows(std::string_view text) : text_(text) {
  TakeSeparatorLine();
  if (separators_.empty()) FindSeparators();
  Rewind();
}

void TextRows::Rewind() {
  rest_ = text_;
  line_ = lines_before_;
}

bool TextRows::NextLine(std::string_view* line) {
  if (rest_.empty()) return false;
  const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
  *line = rest_.substr(0, end);
  rest_.remove_prefix(end);
  rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : rest_.empty() ? 0 : 1);
  ++line_;
  return true;
}

void TextRows::TakeSeparatorLine() {
  Rewind();
  std::string_view line;
  if (!NextLine(&line)) return;
  line = Trim(line, "\"");
  constexpr std::string_view kName = "sep=";
  if (line.size() != kName.size() + 1 || FindDifference(kName, line) < kName.size()) return;
  const std::string_view separator = line.substr(kName.size());
  if (std::string_view(",;\t|: ").find(separator) == kNone) return;
  if (separator != " ") separators_ = separator;
  text_ = rest_;
  lines_before_ = 1;
}

void TextRows::FindSeparators() {
  std::array<SeparatorCount, 4> counts = {SeparatorCount(";"), SeparatorCount("\t"),
                                          SeparatorCount(","), SeparatorCount(",;")};
  std::string_view line, first;
  Rewind();
  while (NextLine(&line)) {
    if (IsSkipped(line)) continue;
    if (first.empty()) first = line;
    for (SeparatorCount& count : counts) count.Add(line);
  }
  const auto found = std::find_if(counts.begin(), counts.end(),
                                  [](const auto& count) { return count.SeparatesAlike(); });
  if (found != counts.end()) {
    separators_ = found->separators();
  } else if (first.find(';') != kNone) {
    separators_ = ";";
  } else if (first.find(',') != kNone) {
    separators_ = ",";
  }
}

void TextRows::Split(std::string_view line, TextRow* row) const {
  row->cells.clear();
  if (has_blanks()) line = Trim(line, kBlanks);
  row->starts_quoted =
      EndOfQuotes(line.substr(std::min(line.find_first_not_of(' '), line.size()))) > 0;
  while (true) {
    const std::size_t end = EndOfCell(line, has_blanks() ? kBlanks : separators_);
    const std::string_view cell = Trim(Trim(line.substr(0, end), kBlanks), "\"");
    row->cells.push_back(Trim(cell, kBlanks));
    if (end == kNone) return;
    line.remove_prefix(end + 1);
    if (has_blanks()) line = Trim(line, kBlanks);
  }
}

bool TextRows::Next(TextRow* row) {
  std::string_view line;
  do {
    if (!NextLine(&line)) return false;
  } while (IsSkipped(line));
  Split(line, row);
  row->line = line_;
  return true;
}

}  // namespace meanflow
