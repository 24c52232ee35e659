// The posterior of data and noise given a noisy point, in closed form for a grid density.
//
// At noise level s in [0, 1] a point is x = (1 - s) X + s Z, with X drawn from the density and
// Z ~ N(0, I). Given x, the distribution of X is a mixture over cells of products of
// one-dimensional truncated normals. Every moment is therefore a quotient of sums
//   sum_ij  weight_ij  A_i(x_1)  B_j(x_2)
// whose factors need only exp and erfc at the cells' edges, axis by axis.
#ifndef MEANFLOW_POSTERIOR_H_
#define MEANFLOW_POSTERIOR_H_

#include <array>
#include <vector>

#include "meanflow/cell_moments.h"
#include "meanflow/density.h"

namespace meanflow {

/// Posterior means given x.
struct PosteriorMean {
  Point data;      ///< E[X | x]
  Point noise;     ///< E[Z | x]
  Point velocity;  ///< E[Z - X | x], the marginal velocity dx/ds
};

struct Posterior {
  PosteriorMean mean;
  std::array<double, 3> covariance{};  ///< of Z - X given x: xx, xy, yy
  double log_density = 0;              ///< log p_s(x)
};

/// Evaluates posteriors in double precision: means to about 1e-11 of the window, for every noise
/// level and at any distance from the cells. Not thread-safe: use one instance per thread.
class GridPosterior {
 public:
  /// Smaller noise levels are raised to this one. There E[X | x] is the point of the support
  /// nearest to x; the velocity is -x within cells and diverges as 1/s outside the support.
  static constexpr double kMinimumNoise = CellScale::kMinimumNoise;

  explicit GridPosterior(const GridDensity& density);

  PosteriorMean Mean(const Point& point, double noise_level);
  Posterior Full(const Point& point, double noise_level);
  /// Like Full, but faster where p_s(x) is below about 1e-7 of its largest value: log_density is
  /// then -infinity and the rest is zero.
  Posterior FullWhereLikely(const Point& point, double noise_level);
  /// P(X in cell | x) of every cell, row-major as in GridDensity; the sum is 1.
  std::vector<double> CellProbabilities(const Point& point, double noise_level);

 private:
  /// Sums over cells of weight times a product of moments, and the log of their common factor.
  struct Sums {
    double mass = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    double log_factor = 0;
  };

  /// Sums over nearby cells only; false where their mass is too small.
  template <bool kSecond>
  bool SumLikely(const Point& point, const CellScale& scale, Sums* sums);
  template <bool kSecond>
  static Posterior ToPosterior(const Point& point, const CellScale& scale, const Sums& sums);
  template <bool kSecond>
  Sums Contract() const;
  template <bool kSecond>
  Sums SumNarrow(const Point& point, const CellScale& scale);
  Sums SumFar(const Point& point, const CellScale& scale);

  int size_;
  double side_;
  double largest_weight_ = 0;
  int stride_;                       // of a row of weights_, padded for reads past its end
  std::vector<double> weights_;      // row-major as in GridDensity, rows stride_ apart
  std::vector<double> log_weights_;  // row-major, without padding; -infinity for empty cells
  CellMoments cells_;
};

}  // namespace meanflow

#endif  // MEANFLOW_POSTERIOR_H_
