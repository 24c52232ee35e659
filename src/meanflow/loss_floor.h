// The loss that no network can go below: noise in the regression target.
#ifndef MEANFLOW_LOSS_FLOOR_H_
#define MEANFLOW_LOSS_FLOOR_H_

#include <optional>

#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/posterior.h"

namespace meanflow {

/// Many pairs (x_0, x_1) pass through the same x_t with different velocities v_s = x_1 - x_0, and a
/// network can at best give their mean v. What is left, as a mean over both coordinates, is
///   L(t) = E|v_s - v(x_t, t)|^2 / 2 = E tr Cov(v_s | x_t) / 2,
/// 1 at the data's time and tr Cov(X) / 2 at the noise's.
class LossFloor {
 public:
  explicit LossFloor(const GridDensity& density);

  /// L at a noise level in [0, 1] (posterior.h), by quadrature over x_t, to about 1e-5.
  double At(double noise_level);

  /// The least loss of a run: L averaged over the anchor times that it trains on, to 1e-6 for the
  /// 4 x 4 checkerboard with even times and to 2e-4 for the finest boards and drawings. FM draws t
  /// by itself, iMF takes the larger or the smaller of two draws, and of its share with r = t the
  /// first; LSD pays for that share only, as the exact flow satisfies its other half. Empty where
  /// the JVP is along the conditional velocity, as in MF: even for the exact u its loss is
  /// E|J (v_s - v)|^2 / 2 with J the Jacobian of the flow from t to r, which has no bound as r
  /// approaches the data. Empty also where the targets are means over a lane's pairs, whose noise
  /// depends on how many these are. The density is the constructor's, not config's.
  std::optional<double> Mean(const TrainConfig& config);

 private:
  double ByQuadrature(double noise_level);

  GridPosterior posterior_;
  double extent_;
  double smallest_sigma_;  // of quadrature; below it E|E[Z|x]|^2 = edge_ sigma + corner_ sigma^2
  double edge_ = 0;
  double corner_ = 0;
};

}  // namespace meanflow

#endif  // MEANFLOW_LOSS_FLOOR_H_
