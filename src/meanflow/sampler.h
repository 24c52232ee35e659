// Sampling in T steps, with all intermediate states, and velocity fields.
#ifndef MEANFLOW_SAMPLER_H_
#define MEANFLOW_SAMPLER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/input_encoding.h"
#include "meanflow/mlp.h"

namespace meanflow {

/// Time of the i-th of steps + 1 states: from 1 down to 0 in reverse, from 0 up to 1 forward.
double SolverTime(Direction direction, int index, int steps);

/// Standard normal initial points, (2, count). Particle i depends on the seed only.
std::vector<float> StartingNoise(std::uint32_t seed, int count);

/// Moves particles by the trained network:
///   FM        x <- x + (r - t) v(x, t)                   (Euler)
///   others    x <- x + (r - t) u(x, t, r)                (average velocity over the step)
/// from t to r along SolverTime. Direction kForwardAsPublished evaluates u at r = t - 1/T.
class Sampler {
 public:
  Sampler(Method method, Direction direction, const NetworkConfig& network);

  const MlpShape& shape() const { return network_.shape(); }
  void SetParameters(const float* parameters) { network_.SetParameters(parameters); }

  /// One step of `steps`, index 0 .. steps - 1, in place on (2, count).
  void Step(int index, int steps, float* positions, int count);

  /// All states, (2, count) each: (steps + 1) * 2 * count values, noise first.
  std::vector<float> Path(const SampleConfig& config);

  /// The last state of Path, (2, count).
  std::vector<float> Sample(const SampleConfig& config);

  /// velocities = u(positions, t, r), both (2, count); FM ignores r.
  void Velocity(const float* positions, int count, double t, double r, float* velocities);

  /// u on the centres of a size x size grid over [-extent, extent]^2, row-major from the lower
  /// left: (2, size^2).
  std::vector<float> VelocityField(double t, double r, int size, double extent);

 private:
  Direction direction_;
  InputEncoding<float> encoding_;
  Mlp<float> network_;
  Tape<float> tape_;
  Matrix<float> inputs_;
  std::vector<float> velocities_;
};

}  // namespace meanflow

#endif  // MEANFLOW_SAMPLER_H_
