#include "figures/path_data.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace meanflow::figures {
namespace {

/// Cells along a side that a small picture can show.
constexpr int kMostCells = 32;

constexpr int kShades = 6;

/// Height of the bands along which dots are put in order, in units.
constexpr int kBand = 32;

/// Place of a coordinate of the plane in a picture, in units from its left or lower edge.
double Place(double coordinate, int side) { return (coordinate + kExtent) / (2 * kExtent) * side; }

int Column(double x, int side) { return static_cast<int>(std::lround(Place(x, side))); }
int Row(double y, int side) { return side - Column(y, side); }

void AppendMove(int dx, int dy, std::string* path) {
  *path += 'm' + std::to_string(dx);
  if (dy >= 0) *path += ' ';
  *path += std::to_string(dy);
}

GridDensity Shown(const GridDensity& density) {
  int cells = std::min(density.size, kMostCells);
  while (density.size % cells != 0) --cells;
  // A drawing may have a prime number of cells; it is shown as it is, not as a few blocks.
  return 2 * cells > kMostCells ? Coarsen(density, cells) : density;
}

/// Which shade a cell has; 0 for none. The square root keeps thin tails visible.
int ShadeOf(double weight, double peak) {
  return static_cast<int>(std::lround(kShades * std::sqrt(weight / peak)));
}

/// One rectangle for each run of cells of one shade along a row.
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
  std::vector<std::pair<int, int>> places;
  places.reserve(points.size() / 2);
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const double x = points[i];
    const double y = points[i + 1];
    if (!(std::fabs(x) <= kExtent && std::fabs(y) <= kExtent)) continue;
    places.emplace_back(Row(y, side), Column(x, side));
  }
  // Along narrow bands moves are short, and places that are equal are neighbours.
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.first / kBand, a.second, a.first) <
           std::tuple(b.first / kBand, b.second, b.first);
  });
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::string path;
  int row = 0;
  int column = 0;
  for (const auto& [y, x] : places) {
    AppendMove(x - column, y - row, &path);
    path += "h0";
    row = y;
    column = x;
  }
  return path;
}

std::vector<Shade> Shades(const GridDensity& density, int side) {
  const GridDensity shown = Shown(density);
  const double peak = *std::max_element(shown.weights.begin(), shown.weights.end());
  std::vector<Shade> shades(kShades);
  for (int i = 0; i < kShades; ++i) shades[i].strength = (i + 1.0) / kShades;
  for (int iy = 0; iy < shown.size; ++iy) AppendRow(shown, iy, peak, side, &shades);
  std::erase_if(shades, [](const Shade& shade) { return shade.path.empty(); });
  return shades;
}

}  // namespace meanflow::figures
