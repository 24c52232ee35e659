// The exact flow, which a perfect network would learn, in closed form for a grid density.
//
// With data X at one end and noise Z ~ N(0, I) at the other, x_t interpolates linearly and
//   v(x, t)    = E[x_1 - x_0 | x_t = x]            the marginal velocity,
//   dX/dt      = v(X, t)                           the flow,
//   u(x, t, r) = (X_t - X_r) / (t - r), X_t = x    the average velocity from t to r.
#ifndef MEANFLOW_EXACT_FLOW_H_
#define MEANFLOW_EXACT_FLOW_H_

#include <vector>

#include "meanflow/config.h"
#include "meanflow/posterior.h"

namespace meanflow {

/// The noise level at time t, 0 at the data and 1 at the noise: t in reverse, 1 - t forward.
double NoiseLevel(Direction direction, double t);

/// Exact velocities and flow of a density, point by point and in double precision. Batches are
/// (2, count), float or double; times are in [0, 1]. Not thread-safe: use one instance per thread.
///
/// `tolerance` bounds the integrator's error per step, in the units of x. The error at the end is
/// of that size for all points except those next to a separatrix, where the exact flow itself
/// separates points closer than that. The velocity field is in closed form; only time is
/// discretised.
///
/// At noise level 0 the velocity is defined within the support only; elsewhere it diverges
/// (posterior.h). The flow is defined everywhere and ends on the support.
class ExactFlow {
 public:
  ExactFlow(const GridDensity& density, Direction direction)
      : posterior_(density), direction_(direction) {}

  /// v(x, t).
  template <typename Scalar>
  void Velocity(const Scalar* positions, int count, double t, Scalar* velocities);

  /// Flow map: X_r of the points that are at `positions` at time t. `ends` may be `positions`.
  template <typename Scalar>
  void Map(const Scalar* positions, int count, double t, double r, double tolerance, Scalar* ends);

  /// u(x, t, r), with the tolerance taken for u itself; v(x, t) when t = r.
  template <typename Scalar>
  void AverageVelocity(const Scalar* positions, int count, double t, double r, double tolerance,
                       Scalar* velocities);

  /// The flow at several times, which increase or decrease; times[0] is the time of `positions`.
  /// Writes one (2, count) state after the other.
  template <typename Scalar>
  void Path(const Scalar* positions, int count, const std::vector<double>& times, double tolerance,
            Scalar* states);

  /// Jacobian dX_r / dx_t of the flow map at each point, column-major: (4, count), dX/dx, dY/dx,
  /// dX/dy, dY/dy. Grows without bound next to separatrices as r approaches the data, so display
  /// its logarithm.
  template <typename Scalar>
  void Jacobian(const Scalar* positions, int count, double t, double r, double tolerance,
                Scalar* jacobians);

  /// du/dt of the average velocity u(x, t, r) along the flow, where dx/dt = v and r stays, at one
  /// point: by differences of u at five times of its path, with a relative error of about 1e-6.
  /// Does not use the mean flow identity, which relates it to u and v.
  Point AverageVelocityDerivative(const Point& x, double t, double r, double tolerance);

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
