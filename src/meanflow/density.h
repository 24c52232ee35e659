// 2-D data densities as weighted grids of uniform cells.
#ifndef MEANFLOW_DENSITY_H_
#define MEANFLOW_DENSITY_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meanflow/config.h"

namespace meanflow {

/// A probability density that is constant on each of size x size square cells covering
/// [-extent, extent]^2. Every density is one of these: the checkerboard exactly (its cells are
/// the grid's), the others and drawings finely rasterised, so that exact_flow.h has them in closed
/// form.
struct GridDensity {
  int size = 0;                 ///< Cells along a side.
  double extent = 0;            ///< Half the side of the window.
  std::vector<double> weights;  ///< Mass of each cell, row-major: weights[iy * size + ix]; sum 1.

  double CellSide() const { return 2 * extent / size; }
  /// Index into `weights` of the cell around a point; -1 outside the window. The window is closed.
  int CellAt(double x, double y) const;
  /// Density (mass by area) at a point; 0 outside the window.
  double At(double x, double y) const;
};

/// The density that DensityConfig::drawing shows.
inline constexpr char kDrawingName[] = "drawing";

/// Every density known by name, the checkerboard first.
std::span<const std::string_view> DensityNames();

/// The same for readers.
std::span<const std::string_view> DensityLabels();

/// Builds the grid of a density over [-scale, scale]^2. `config` must be valid.
///
/// The checkerboard's cell (ix, iy), counted from the lower left, is filled when ix + iy is odd; a
/// board of one cell is filled.
/// The drawing is the one encoded in `config` (drawing.h).
/// The others are Gaussian mixtures on 128 x 128 cells, trimmed to the window. Their masses are
/// multiples of one part in about 2^32, what DensitySampler resolves, so that builds whose erf
/// differs in the last bit agree; lighter cells are empty.
GridDensity MakeDensity(const DensityConfig& config);

/// A grid from arbitrary non-negative cell masses, normalised.
/// Returns "" or a message: wrong size, negative, non-finite, or no mass at all.
std::string MakeDrawnDensity(int size, double extent, const std::vector<double>& masses,
                             GridDensity* density);

/// The density on `size` cells a side, which divides that of the grid: coarse, where speed counts
/// more than detail.
GridDensity Coarsen(const GridDensity& density, int size);

/// Draws points of a GridDensity.
class DensitySampler {
 public:
  explicit DensitySampler(const GridDensity& density);

  /// One point from four random words (three are used: cell, x, y). Additions, multiplications and
  /// comparisons only: bit-identical on every machine.
  std::array<double, 2> Draw(const std::array<std::uint32_t, 4>& words) const;

 private:
  int size_;
  double extent_;
  std::vector<double> cumulative_;  // of cells with mass only, so that an empty cell is never hit
  std::vector<int> cells_;
};

/// Fresh points for display and for measures, (2, count). Point i depends on the seed only.
std::vector<float> FreshData(const DensitySampler& density, std::uint32_t seed, int count);

}  // namespace meanflow

#endif  // MEANFLOW_DENSITY_H_
