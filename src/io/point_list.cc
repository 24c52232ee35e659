#include "io/point_list.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "io/json_text.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

using Point = std::array<double, 2>;

/// Reads a decimal number, and none of the other forms of strtod ("nan", "0x1p3").
bool ReadNumber(std::string_view text, double* number) {
  char buffer[64];
  if (text.empty() || text.size() >= sizeof buffer) return false;
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return false;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  char* end = nullptr;
  *number = std::strtod(buffer, &end);
  return end == buffer + text.size() && std::isfinite(*number);
}

/// The values of a line: separated by commas or semicolons if it has any, else by blanks.
std::vector<std::string_view> Split(std::string_view line) {
  const bool marked = line.find_first_of(",;") != std::string_view::npos;
  std::vector<std::string_view> values;
  while (true) {
    const std::size_t end = line.find_first_of(marked ? ",;" : kBlanks);
    values.push_back(Trim(Trim(line.substr(0, end), kBlanks), "\""));
    if (end == std::string_view::npos) return values;
    line.remove_prefix(end + 1);
    if (!marked) line = Trim(line, kBlanks);
  }
}

/// Reads points line by line.
class PointReader {
 public:
  /// Returns "" or what is wrong with the line.
  std::string Add(std::string_view line) {
    ++line_;
    line = Trim(line, kBlanks);
    if (line.empty() || line.front() == '#') return "";
    const std::vector<std::string_view> values = Split(line);
    const bool first = std::exchange(first_, false);
    if (first && NamesColumns(values)) return "";
    if (values.size() != count_) {
      return Here() + ": " + std::to_string(values.size()) +
             (values.size() == 1 ? " value" : " values") + ", where " + std::to_string(count_) +
             (count_ == 2 ? ", x and y, are expected" : " are expected");
    }
    if (points_.size() == kMaxImportPoints) {
      return Here() + ": more than " + std::to_string(kMaxImportPoints) + " points";
    }
    Point point;
    for (int i = 0; i < 2; ++i) {
      const std::string_view value = values[columns_[i]];
      if (ReadNumber(value, &point[i])) continue;
      return Here() + ", column " + std::to_string(columns_[i] + 1) + ": " + Quoted(value) +
             " is not a number";
    }
    points_.push_back(point);
    return "";
  }

  std::vector<Point> TakePoints() { return std::move(points_); }

 private:
  std::string Here() const { return "line " + std::to_string(line_); }

  /// Whether the first line has column names; x and y among them select the columns.
  bool NamesColumns(const std::vector<std::string_view>& values) {
    double ignored = 0;
    if (values.size() < 2) return false;
    for (const std::string_view value : values) {
      if (ReadNumber(value, &ignored)) return false;
    }
    const auto find = [&values](char lower, char upper) {
      const auto is = [=](std::string_view value) {
        return value.size() == 1 && (value[0] == lower || value[0] == upper);
      };
      return std::find_if(values.begin(), values.end(), is) - values.begin();
    };
    const std::size_t x = find('x', 'X'), y = find('y', 'Y');
    if (x < values.size() && y < values.size()) {
      columns_ = {x, y};
      count_ = values.size();
    }
    return true;
  }

  std::size_t line_ = 0;
  bool first_ = true;
  std::size_t count_ = 2;
  std::array<std::size_t, 2> columns_ = {0, 1};
  std::vector<Point> points_;
};

}  // namespace

std::string ReadPoints(std::string_view text, std::vector<Point>* points) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  PointReader reader;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string error = reader.Add(text.substr(0, end));
    if (!error.empty()) return error;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::vector<Point> read = reader.TakePoints();
  if (read.empty()) return "there are no points in it";
  *points = std::move(read);
  return "";
}

}  // namespace meanflow
