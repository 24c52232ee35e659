// The irreducible loss: the conditional variance of the regression target.
#ifndef MEANFLOW_LOSS_FLOOR_H_
#define MEANFLOW_LOSS_FLOOR_H_

#include <optional>

#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/posterior.h"

namespace meanflow {

/// Many pairs (x_0, x_1) pass through the same x_t with different velocities v_s = x_1 - x_0, and a
/// network can at best predict their mean v. The remaining loss, a mean over both coordinates, is
///   L(t) = E|v_s - v(x_t, t)|^2 / 2 = E tr Cov(v_s | x_t) / 2,
/// 1 at the data and tr Cov(X) / 2 at the noise.
class LossFloor {
 public:
  explicit LossFloor(const GridDensity& density);

  /// L at a noise level in [0, 1] (posterior.h), by quadrature over x_t, to about 1e-5.
  double At(double noise_level);

  /// The smallest possible loss of a run: L averaged over its anchor times, to 1e-6 for the 4 x 4
  /// checkerboard with uniform times and to 2e-4 for the finest boards and drawings. The anchor of
  /// FM is a single draw. That of iMF is the larger or the smaller of two draws, or the first for
  /// samples with r = t. LSD has a floor for samples with r = t only, as the exact flow satisfies
  /// its other loss term. Uses the constructor's density, not that of `config`.
  ///
  /// Empty where the JVP is along the conditional velocity, as in MF: even for the exact u that
  /// loss is E|J (v_s - v)|^2 / 2, with J the Jacobian of the flow from t to r, which is unbounded
  /// as r approaches the data. Empty also for posterior targets, whose noise depends on the number
  /// of pairs in a lane.
  std::optional<double> Mean(const TrainConfig& config);

 private:
  double ByQuadrature(double noise_level);

  GridPosterior posterior_;
  double extent_;
  double smallest_sigma_;  // for quadrature; below it E|E[Z|x]|^2 = edge_ sigma + corner_ sigma^2
  double edge_ = 0;
  double corner_ = 0;
};

}  // namespace meanflow

#endif  // MEANFLOW_LOSS_FLOOR_H_
