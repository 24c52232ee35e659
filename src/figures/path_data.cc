#include "figures/path_data.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace meanflow::figures {
namespace {

/// Maximum number of cells along a side of a small panel.
constexpr int kMaxCells = 32;

constexpr int kShades = 6;

/// Height of the bands in which dots are sorted, in units.
constexpr int kBand = 32;

/// A coordinate of the plane in units from the left or lower edge of a panel.
double ToUnits(double coordinate, int side) {
  return (coordinate + kExtent) / (2 * kExtent) * side;
}

int Column(double x, int side) { return static_cast<int>(std::lround(ToUnits(x, side))); }
int Row(double y, int side) { return side - Column(y, side); }

void AppendMove(int dx, int dy, std::string* path) {
  *path += 'm' + std::to_string(dx);
  if (dy >= 0) *path += ' ';
  *path += std::to_string(dy);
}

GridDensity CoarsenForPanel(const GridDensity& density) {
  int cells = std::min(density.size, kMaxCells);
  while (density.size % cells != 0) --cells;
  // A drawing with a prime number of cells stays as it is, as a few blocks would be too coarse.
  return 2 * cells > kMaxCells ? Coarsen(density, cells) : density;
}

/// The shade of a cell, or 0 for none. The square root keeps thin tails visible.
int ShadeOf(double weight, double peak) {
  return static_cast<int>(std::lround(kShades * std::sqrt(weight / peak)));
}

/// Appends one rectangle for each run of cells of the same shade along a row.
void AppendRow(const GridDensity& density, int iy, double peak, int side,
               std::vector<Shade>* shades) {
  const auto edge = [&](int i) { return -density.extent + i * density.CellSide(); };
  const auto shade = [&](int ix) {
    return ix < density.size ? ShadeOf(density.weights[iy * density.size + ix], peak) : 0;
  };
  const int top = std::clamp(Row(edge(iy + 1), side), 0, side);
  const int bottom = std::clamp(Row(edge(iy), side), 0, side);
  for (int ix = 0; ix < density.size;) {
    int end = ix + 1;
    while (end < density.size && shade(end) == shade(ix)) ++end;
    const int left = std::clamp(Column(edge(ix), side), 0, side);
    const int right = std::clamp(Column(edge(end), side), 0, side);
    if (shade(ix) > 0 && right > left && bottom > top) {
      std::string* path = &(*shades)[shade(ix) - 1].path;
      *path += 'M' + std::to_string(left) + ' ' + std::to_string(top);
      *path += 'H' + std::to_string(right) + 'V' + std::to_string(bottom);
      *path += 'H' + std::to_string(left) + 'Z';
    }
    ix = end;
  }
}

}  // namespace

std::string DotPath(const std::vector<float>& points, int side) {
  std::vector<std::pair<int, int>> dots;
  dots.reserve(points.size() / 2);
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const double x = points[i];
    const double y = points[i + 1];
    if (!(std::fabs(x) <= kExtent && std::fabs(y) <= kExtent)) continue;
    dots.emplace_back(Row(y, side), Column(x, side));
  }
  // Sorting along narrow bands makes moves short and equal dots adjacent.
  std::sort(dots.begin(), dots.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.first / kBand, a.second, a.first) <
           std::tuple(b.first / kBand, b.second, b.first);
  });
  dots.erase(std::unique(dots.begin(), dots.end()), dots.end());
  std::string path;
  int row = 0;
  int column = 0;
  for (const auto& [y, x] : dots) {
    AppendMove(x - column, y - row, &path);
    path += "h0";
    row = y;
    column = x;
  }
  return path;
}

std::vector<Shade> Shades(const GridDensity& density, int side) {
  const GridDensity coarse = CoarsenForPanel(density);
  const double peak = *std::max_element(coarse.weights.begin(), coarse.weights.end());
  std::vector<Shade> shades(kShades);
  for (int i = 0; i < kShades; ++i) shades[i].strength = (i + 1.0) / kShades;
  for (int iy = 0; iy < coarse.size; ++iy) AppendRow(coarse, iy, peak, side, &shades);
  std::erase_if(shades, [](const Shade& shade) { return shade.path.empty(); });
  return shades;
}

}  // namespace meanflow::figures
