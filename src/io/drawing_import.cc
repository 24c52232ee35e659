#include "io/drawing_import.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "io/file_kind.h"
#include "io/point_list.h"
#include "io/text_encoding.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

using Point = std::array<double, 2>;

constexpr double kWindow = 2;  // half the side of the square that a drawing covers

/// The square of the plane that a drawing covers.
struct Frame {
  Point centre = {0, 0};
  double reach = kWindow;

  int Cell(const Point& point, int axis, int size) const {
    const double share = ((point[axis] - centre[axis]) / reach + 1) / 2;
    return std::clamp(static_cast<int>(std::floor(share * size)), 0, size - 1);
  }
};

/// The square defined at DrawPoints.
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
  frame.reach = std::numeric_limits<double>::min();  // for equal points
  for (int i = 0; i < 2; ++i) {
    frame.centre[i] = low[i] / 2 + high[i] / 2;  // their sum may overflow
    frame.reach = std::max(frame.reach, high[i] / 2 - low[i] / 2);
  }
  return frame;
}

/// The pixels of an axis that overlap a cell: the first pixel, and the overlap of each.
struct Overlap {
  int first = 0;
  std::vector<double> weights;
};

/// For each of `size` cells of an axis, its overlap with `pixels` pixels centred in a square of
/// `side` pixels.
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

/// Resamples a grid of width x height masses at(x, y), whose longer side fills the square, to
/// size x size cells.
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

std::string DrawPoints(const std::vector<Point>& points, int size, Drawing* drawing) {
  if (points.empty()) return "there are no points in it";
  const Frame frame = FrameOf(points);
  std::vector<double> counts(static_cast<std::size_t>(size) * size);
  for (const Point& point : points) {
    ++counts[frame.Cell(point, 1, size) * size + frame.Cell(point, 0, size)];
  }
  return DrawMasses(size, counts, Rounding::kAtLeastOne, drawing);
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
  return DrawMasses(size, Resample(image.width, image.height, size, at), Rounding::kNearest,
                    drawing);
}

std::string DrawDensity(const GridDensity& density, int size, Drawing* drawing) {
  const auto at = [&](int x, int y) { return density.weights[y * density.size + x]; };
  const std::vector<double> masses = Resample(density.size, density.size, size, at);
  return DrawMasses(size, masses, Rounding::kNearest, drawing);
}

std::string ImportDrawing(std::string_view bytes, int size, Ink ink, Drawing* drawing) {
  assert(size >= kSmallestDrawing && size <= kLargestDrawing);
  if (bytes.size() > kMaxImportBytes) return "it is larger than 32 MiB";
  if (IsNetpbm(bytes)) {
    GrayImage image;
    std::string error = ReadNetpbm(bytes, &image);
    return error.empty() ? DrawImage(image, size, ink, drawing) : error;
  }
  std::string error = ForeignKind(bytes);
  std::string storage;
  std::string_view text;
  if (error.empty()) error = DecodeText(bytes, &storage, &text);
  if (!error.empty()) return error;
  // A drawing is one word with a point after one or two digits; a line of points is several words.
  const std::string_view word = Trim(text, kWhitespace);
  if (word.find_first_of(",; \t\r\n") == std::string_view::npos &&
      word.substr(0, 3).find('.') != std::string_view::npos) {
    return DecodeDrawing(word, drawing);
  }
  std::vector<Point> points;
  error = ReadPoints(text, &points);
  return error.empty() ? DrawPoints(points, size, drawing) : error;
}

}  // namespace meanflow
