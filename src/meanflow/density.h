// 2-D data densities as weighted grids of uniform cells.
#ifndef MEANFLOW_DENSITY_H_
#define MEANFLOW_DENSITY_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace meanflow {

/// A point of the plane.
using Point = std::array<double, 2>;

/// A probability density that is constant on each of size x size square cells covering
/// [-extent, extent]^2. Every density has this form, for which exact_flow.h is in closed form: the
/// checkerboard and drawings exactly, the others rasterised finely.
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

/// Scales non-negative masses, some of them positive, to a sum of 1.
void Normalise(std::vector<double>* masses);

/// A grid from arbitrary non-negative cell masses, normalised. Returns "" or an error message:
/// wrong size, negative or non-finite masses, or no mass at all.
std::string MakeGridDensity(int size, double extent, const std::vector<double>& masses,
                            GridDensity* density);

/// The density on a coarser grid of `size` cells a side. `size` must divide density.size.
GridDensity Coarsen(const GridDensity& density, int size);

/// Draws points of a GridDensity.
class DensitySampler {
 public:
  explicit DensitySampler(const GridDensity& density);

  /// One point from four random words (three are used: cell, x, y). Uses additions,
  /// multiplications and comparisons only, so results are bit-identical on every machine.
  std::array<double, 2> Draw(const std::array<std::uint32_t, 4>& words) const;

 private:
  int size_;
  double extent_;
  std::vector<double> cumulative_;  // masses of the non-empty cells, summed up
  std::vector<int> cells_;
};

/// Data points for display and metrics, (2, count). They are independent of the training data.
/// Point i depends on the seed only.
std::vector<float> FreshData(const DensitySampler& density, std::uint32_t seed, int count);

}  // namespace meanflow

#endif  // MEANFLOW_DENSITY_H_
