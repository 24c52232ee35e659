// What a noisy point tells about its data end, when the data is a set of points.
#ifndef MEANFLOW_EMPIRICAL_POSTERIOR_H_
#define MEANFLOW_EMPIRICAL_POSTERIOR_H_

#include <array>
#include <vector>

namespace meanflow {

/// With N points X_j, one of them, i, taken at random, and Z ~ N(0, I), the point
/// x = (1 - s) X_i + s Z might have come from any of them:
///   E[X_i | x, X_1 .. X_N] = sum_j w_j X_j / sum_j w_j,
///   w_j = exp(-|x - (1 - s) X_j|^2 / (2 s^2)).
/// When the X_j are draws of a density, the mean of this over them, given x, is E[X | x] (tower
/// rule). So where a network regresses on something linear in X_i, it learns the same from this as
/// from X_i, with less noise (after the stable targets of Xu, Tong, Jaakkola, arXiv 2302.00670).
template <typename Scalar>
class SetPosterior {
 public:
  /// Takes the N >= 1 points, (2, N).
  void SetData(const std::vector<Scalar>& points);

  /// E[Z - X | x, X_1 .. X_N] - (Z - X_i) for the x made of point i and `noise` at `noise_level` in
  /// [0, 1]: what the mean velocity dx/ds differs by from the pair's own. 0 for s below 1e-6, where
  /// point i is certain.
  std::array<Scalar, 2> VelocityChange(int i, const std::array<Scalar, 2>& noise,
                                       Scalar noise_level);

 private:
  int count_ = 0;
  /// Coordinates of the points, and 1 for each; up to whole vectors point 0 again, and 0.
  std::vector<Scalar> x_, y_, present_;
  std::vector<Scalar> exponents_;  // of the points' weights, as powers of 2
};

}  // namespace meanflow

#endif  // MEANFLOW_EMPIRICAL_POSTERIOR_H_
