// The posterior mean of the velocity given a noisy point, when the data is a set of points.
#ifndef MEANFLOW_EMPIRICAL_POSTERIOR_H_
#define MEANFLOW_EMPIRICAL_POSTERIOR_H_

#include <vector>

#include "meanflow/eigen.h"

namespace meanflow {

/// Given N points X_j, an index i drawn uniformly and Z ~ N(0, I), the point x = (1 - s) X_i + s Z
/// may come from any of them:
///   E[X_i | x, X_1 .. X_N] = sum_j w_j X_j / sum_j w_j,
///   w_j = exp(-|x - (1 - s) X_j|^2 / (2 s^2)).
/// When the X_j are draws of a density, the mean of this over them, given x, is E[X | x] (tower
/// rule). A regression on a target linear in X_i therefore learns the same from this mean, with
/// less variance (after the stable targets of Xu, Tong, Jaakkola, arXiv 2302.00670).
template <typename Scalar>
class EmpiricalPosterior {
 public:
  /// Sets the N points, (2, N): `points`, at least one, and after them `others`.
  void SetData(const ConstMatrixRef<Scalar>& points, const ConstMatrixRef<Scalar>& others);

  /// The posterior mean of the velocity dx/ds minus the pair's own velocity,
  /// E[Z - X | x, X_1 .. X_N] - (Z - X_i), for x from point i and `noise` at `noise_level` in
  /// [0, 1]. 0 for noise levels below 1e-6, where point i is certain.
  Eigen::Array<Scalar, 2, 1> VelocityCorrection(int i, const Eigen::Array<Scalar, 2, 1>& noise,
                                                Scalar noise_level);

 private:
  int count_ = 0;
  /// Coordinates and mask of the points, padded to whole SIMD vectors by point 0 with mask 0.
  std::vector<Scalar> x_, y_, mask_;
  std::vector<Scalar> exponents_;  // -log2 of the points' weights
};

}  // namespace meanflow

#endif  // MEANFLOW_EMPIRICAL_POSTERIOR_H_
