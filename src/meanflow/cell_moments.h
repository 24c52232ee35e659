// Moments of a standard normal over the cells of a grid, axis by axis: the factors of the sums in
// posterior.h.
#ifndef MEANFLOW_CELL_MOMENTS_H_
#define MEANFLOW_CELL_MOMENTS_H_

#include <array>
#include <vector>

#include "meanflow/density.h"
#include "meanflow/kernels/simd.h"

namespace meanflow {

/// A noise level s, at which x = a X + s Z with a = 1 - s, and cells of X as z = (x - a X) / s sees
/// them.
struct CellScale {
  /// Smaller noise levels are raised to this one.
  static constexpr double kMinimumNoise = 1e-9;

  CellScale(double noise_level, double cell_side);

  /// Are cells so narrow that differences of the normal distribution at their edges would cancel?
  bool Narrow() const;

  double s;
  double a;
  double width;  ///< of a cell, in noise standard deviations
};

/// Moments 0, 1 and 2 of the cells first .. first + count - 1 of an axis, with
/// CellMoments::kPadding zeros after them.
struct AxisMoments {
  int first = 0;
  int count = 0;
  std::array<std::vector<double>, 3> moments;
};

/// The moments of both axes at one point and noise level, computed in one of three ways. Not
/// thread-safe.
class CellMoments {
 public:
  /// Cells further away than this many noise standard deviations have a likelihood below exp(-50).
  static constexpr double kReach = 10;
  /// Sums add so many cells of an axis at a time.
  static constexpr int kPadding = kPartialSums<double>;

  /// For size x size cells over [-extent, extent]^2.
  CellMoments(int size, double extent);

  /// Integrals of z^k exp(-z^2 / 2) over the cells within kReach of the point, from their edges.
  /// False when there are none.
  bool LoadNear(const Point& point, const CellScale& scale);
  /// The same for all cells, but moments[0] is the log of the mass, and the others are divided by
  /// the mass: where products of masses would underflow.
  void LoadFar(const Point& point, const CellScale& scale);
  /// Means of X^k exp(-z^2 / 2) over each cell, divided by the value of exp(-z^2 / 2) at the point
  /// of the window that is nearest. Returns the log of that value, of both axes.
  double LoadNarrow(const Point& point, const CellScale& scale);

  const AxisMoments& operator[](int axis) const { return axes_[axis]; }

 private:
  bool FindWindow(double position, const CellScale& scale, AxisMoments* axis) const;
  void LoadFarAxis(double position, const CellScale& scale, AxisMoments* axis) const;
  double LoadNarrowAxis(double position, const CellScale& scale, AxisMoments* axis) const;

  int size_;
  double extent_;
  double side_;
  std::array<AxisMoments, 2> axes_;
  std::vector<double> edges_, gaussians_, tails_;  // of both axes, one after the other
};

}  // namespace meanflow

#endif  // MEANFLOW_CELL_MOMENTS_H_
