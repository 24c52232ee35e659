// The flow that a perfect network would learn, in closed form for a grid density.
//
// With data X on one side and noise Z ~ N(0, I) on the other, x_t is their straight mixture and
//   v(x, t)    = E[x_1 - x_0 | x_t = x]            the marginal velocity,
//   dX/dt      = v(X, t)                           the flow,
//   u(x, t, r) = (X_t - X_r) / (t - r), X_t = x    the average velocity from t to r.
#ifndef MEANFLOW_EXACT_FLOW_H_
#define MEANFLOW_EXACT_FLOW_H_

#include <vector>

#include "meanflow/config.h"
#include "meanflow/posterior.h"

namespace meanflow {

/// How far t is from the data: t in reverse, 1 - t forward.
double NoiseLevel(Direction direction, double t);

/// Exact velocities and flow of a density, point by point and in double precision. Batches are
/// (2, count), float or double; times are in [0, 1]. Works in buffers of its own: one instance a
/// thread.
///
/// `tolerance` bounds the integrator's error a step, in units of the window; the error at the end
/// is of that size for all points but those next to a separatrix, where the exact flow itself tears
/// apart points closer than that. The field is closed-form; only time is discretised.
///
/// At the data's own time the velocity is defined within the support only; elsewhere it diverges
/// (posterior.h). The flow is defined everywhere and ends on the support.
class ExactFlow {
 public:
  ExactFlow(const GridDensity& density, Direction direction)
      : posterior_(density), direction_(direction) {}

  /// v(x, t).
  template <typename Scalar>
  void Velocity(const Scalar* positions, int count, double t, Scalar* velocities);

  /// X_r of the points that are at `positions` at time t. `ends` may be `positions`.
  template <typename Scalar>
  void Map(const Scalar* positions, int count, double t, double r, double tolerance, Scalar* ends);

  /// u(x, t, r), with the tolerance taken for u itself; v(x, t) when t = r.
  template <typename Scalar>
  void AverageVelocity(const Scalar* positions, int count, double t, double r, double tolerance,
                       Scalar* velocities);

  /// The flow at several times, which rise or fall: times[0] is that of `positions`. States are
  /// (2, count) each, state after state.
  template <typename Scalar>
  void Path(const Scalar* positions, int count, const std::vector<double>& times, double tolerance,
            Scalar* states);

  /// J = dX_r / dx_t of each point, column-major: (4, count), dX/dx, dY/dx, dX/dy, dY/dy. Grows
  /// without bound next to separatrices as r approaches the data: show its logarithm.
  template <typename Scalar>
  void Jacobian(const Scalar* positions, int count, double t, double r, double tolerance,
                Scalar* jacobians);

  /// log p_t(x), the density of x_t: (count).
  template <typename Scalar>
  void LogDensity(const Scalar* positions, int count, double t, Scalar* log_densities);

 private:
  double VelocitySign() const;

  GridPosterior posterior_;
  Direction direction_;
};

}  // namespace meanflow

#endif  // MEANFLOW_EXACT_FLOW_H_
