#include "meanflow/drawing_import.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "meanflow/json_text.h"

namespace meanflow {
namespace {

using Point = std::array<double, 2>;

constexpr double kWindow = 2;  // half the side of the square that a drawing covers
constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kSpaces = " \t\r\v\f\n";

std::string_view Trim(std::string_view text, std::string_view what) {
  const std::size_t first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

/// A decimal number, and nothing else that strtod would take ("nan", "0x1p3").
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

/// The values of a line: parted by commas or semicolons where it has any, else by blanks.
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
  /// "" or what is wrong with the line.
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

  /// Whether a first line holds names; x and y among them say where to read.
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

/// What a drawing's square shows of the plane.
struct Frame {
  Point centre = {0, 0};
  double reach = kWindow;

  int Cell(const Point& point, int axis, int size) const {
    const double share = ((point[axis] - centre[axis]) / reach + 1) / 2;
    return std::clamp(static_cast<int>(std::floor(share * size)), 0, size - 1);
  }
};

/// The square described at DrawPoints.
Frame FrameOf(const std::vector<Point>& points) {
  Point low = points.front(), high = points.front();
  for (const Point& point : points) {
    for (int i = 0; i < 2; ++i) {
      low[i] = std::min(low[i], point[i]);
      high[i] = std::max(high[i], point[i]);
    }
  }
  Frame frame;
  if (std::min(low[0], low[1]) >= -kWindow && std::max(high[0], high[1]) <= kWindow) return frame;
  frame.reach = std::numeric_limits<double>::min();  // for points that are all the same
  for (int i = 0; i < 2; ++i) {
    frame.centre[i] = low[i] / 2 + high[i] / 2;  // their sum may be too large
    frame.reach = std::max(frame.reach, high[i] / 2 - low[i] / 2);
  }
  return frame;
}

/// Reads the header of a PGM and, when it is plain, its shades.
class PgmReader {
 public:
  explicit PgmReader(std::string_view bytes) : rest_(bytes.substr(2)) {}

  /// A whole number from `least` to `most`, after blanks and comments.
  std::string Read(const char* what, int least, int most, int* number) {
    SkipSpaces();
    std::size_t digits = 0;
    *number = 0;
    while (digits < rest_.size() && digits < 9 && rest_[digits] >= '0' && rest_[digits] <= '9') {
      *number = 10 * *number + (rest_[digits++] - '0');
    }
    const std::string_view word = rest_.substr(0, std::max<std::size_t>(digits, 1));
    rest_.remove_prefix(digits);
    const bool ends = rest_.empty() || kSpaces.find(rest_.front()) != std::string_view::npos ||
                      rest_.front() == '#';
    if (digits > 0 && ends && *number >= least && *number <= most) return "";
    return std::string("PGM: ") + what + ": " + Quoted(word) + " is not a whole number from " +
           std::to_string(least) + " to " + std::to_string(most);
  }

  /// What follows the header of a raw picture: one blank, then bytes.
  std::string_view Raw() { return rest_.empty() ? rest_ : rest_.substr(1); }

 private:
  void SkipSpaces() {
    while (!rest_.empty()) {
      if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (kSpaces.find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  std::string_view rest_;
};

std::uint8_t Shade(int value, int white) {
  return static_cast<std::uint8_t>(255 * std::min(value, white) / white);
}

std::string ReadRawShades(std::string_view raw, int white, std::size_t count,
                          std::vector<std::uint8_t>* shades) {
  const std::size_t bytes = white > 255 ? 2 : 1;
  if (raw.size() < bytes * count) {
    return "PGM: it ends after " + std::to_string(raw.size() / bytes) + " of " +
           std::to_string(count) + " pixels";
  }
  for (std::size_t i = 0; i < count; ++i) {
    int value = static_cast<unsigned char>(raw[bytes * i]);
    if (bytes == 2) value = 256 * value + static_cast<unsigned char>(raw[2 * i + 1]);
    shades->push_back(Shade(value, white));
  }
  return "";
}

bool IsPgm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && (bytes[1] == '2' || bytes[1] == '5') &&
         (kSpaces.find(bytes[2]) != std::string_view::npos || bytes[2] == '#');
}

/// How far the pixels from..to of an axis reach into a cell: first pixel, and a weight for each.
struct Overlap {
  int first = 0;
  std::vector<double> weights;
};

/// For each cell of an axis, the pixels within it. `offset` is where the axis begins in the square
/// of `side` pixels.
std::vector<Overlap> Overlaps(int pixels, int side, int size) {
  const double offset = (side - pixels) / 2.0;
  std::vector<Overlap> cells(size);
  for (int cell = 0; cell < size; ++cell) {
    const double from = static_cast<double>(side) * cell / size - offset;
    const double to = static_cast<double>(side) * (cell + 1) / size - offset;
    const int first = std::max(static_cast<int>(std::floor(from)), 0);
    const int end = std::min(static_cast<int>(std::ceil(to)), pixels);
    cells[cell].first = first;
    for (int pixel = first; pixel < end; ++pixel) {
      const double within = std::min(to, pixel + 1.0) - std::max<double>(from, pixel);
      cells[cell].weights.push_back(std::max(within, 0.0));
    }
  }
  return cells;
}

/// Masses of size x size cells over a grid of width x height cells of the given masses at(x, y),
/// whose longer side fills the square.
template <typename At>
std::vector<double> Resample(int width, int height, int size, At at) {
  const int side = std::max(width, height);
  const std::vector<Overlap> across = Overlaps(width, side, size);
  const std::vector<Overlap> up = Overlaps(height, side, size);
  std::vector<double> masses;
  for (const Overlap& rows : up) {
    for (const Overlap& columns : across) {
      double mass = 0;
      for (std::size_t y = 0; y < rows.weights.size(); ++y) {
        for (std::size_t x = 0; x < columns.weights.size(); ++x) {
          mass += rows.weights[y] * columns.weights[x] *
                  at(columns.first + static_cast<int>(x), rows.first + static_cast<int>(y));
        }
      }
      masses.push_back(mass);
    }
  }
  return masses;
}

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

std::string DrawPoints(const std::vector<Point>& points, int size, Drawing* drawing) {
  if (points.empty()) return "there are no points in it";
  const Frame frame = FrameOf(points);
  std::vector<double> counts(static_cast<std::size_t>(size) * size);
  for (const Point& point : points) {
    ++counts[frame.Cell(point, 1, size) * size + frame.Cell(point, 0, size)];
  }
  return DrawMasses(size, counts, Faint::kKept, drawing);
}

std::string ReadPgm(std::string_view bytes, GrayImage* image) {
  if (!IsPgm(bytes)) return "PGM: it does not begin with P2 or P5";
  PgmReader reader(bytes);
  GrayImage result;
  int white = 0;
  std::string error = reader.Read("width", 1, kMaxImportSide, &result.width);
  if (error.empty()) error = reader.Read("height", 1, kMaxImportSide, &result.height);
  if (error.empty()) error = reader.Read("value of white", 1, 65535, &white);
  if (!error.empty()) return error;
  const std::size_t count = static_cast<std::size_t>(result.width) * result.height;
  if (bytes[1] == '5') {
    error = ReadRawShades(reader.Raw(), white, count, &result.shades);
  } else if (bytes.size() < 2 * count) {
    error = "PGM: it is too short for " + std::to_string(count) + " pixels";
  }
  for (std::size_t i = result.shades.size(); error.empty() && i < count; ++i) {
    int value = 0;
    error = reader.Read("pixel", 0, white, &value);
    result.shades.push_back(Shade(value, white));
  }
  if (error.empty()) *image = std::move(result);
  return error;
}

std::string DrawImage(const GrayImage& image, int size, Ink ink, Drawing* drawing) {
  if (image.width < 1 || image.height < 1 ||
      image.shades.size() != static_cast<std::size_t>(image.width) * image.height) {
    return "the picture has no pixels, or not as many as it says";
  }
  const auto at = [&](int x, int y) -> double {
    const int shade =
        image.shades[static_cast<std::size_t>(image.height - 1 - y) * image.width + x];
    return ink == Ink::kLight ? shade : 255 - shade;
  };
  return DrawMasses(size, Resample(image.width, image.height, size, at), Faint::kEmpty, drawing);
}

std::string DrawDensity(const GridDensity& density, int size, Drawing* drawing) {
  const auto at = [&](int x, int y) { return density.weights[y * density.size + x]; };
  const std::vector<double> masses = Resample(density.size, density.size, size, at);
  return DrawMasses(size, masses, Faint::kEmpty, drawing);
}

std::string ImportDrawing(std::string_view bytes, int size, Ink ink, Drawing* drawing) {
  assert(size >= kSmallestDrawing && size <= kLargestDrawing);
  if (bytes.size() > kMaxImportBytes) return "it is larger than 32 MiB";
  if (IsPgm(bytes)) {
    GrayImage image;
    std::string error = ReadPgm(bytes, &image);
    return error.empty() ? DrawImage(image, size, ink, drawing) : error;
  }
  // One word with a point after one or two digits, and no line of points is one word.
  const std::string_view word = Trim(bytes, kSpaces);
  if (word.find_first_of(",; \t\r\n") == std::string_view::npos &&
      word.substr(0, 3).find('.') != std::string_view::npos) {
    return DecodeDrawing(word, drawing);
  }
  std::vector<Point> points;
  std::string error = ReadPoints(bytes, &points);
  return error.empty() ? DrawPoints(points, size, drawing) : error;
}

}  // namespace meanflow
