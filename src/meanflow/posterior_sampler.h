// Draws of the pairs of data and noise that may have led to a place.
#ifndef MEANFLOW_POSTERIOR_SAMPLER_H_
#define MEANFLOW_POSTERIOR_SAMPLER_H_

#include <cstdint>

#include "meanflow/config.h"
#include "meanflow/posterior.h"
#include "meanflow/training_pairs.h"

namespace meanflow {

/// Independent, exact draws of (x_0, x_1) given x_t = x: first the cell that the data is in, then,
/// within it, each coordinate from a normal distribution that is truncated to the cell. Not
/// thread-safe.
class PosteriorSampler {
 public:
  PosteriorSampler(const GridDensity& density, Direction direction);

  /// `count` pairs whose lines go through `x` at time t, in [0, 1]; all have this t, and r = t.
  /// Pair i depends on x, t and the seed only. Noise levels below GridPosterior::kMinimumNoise are
  /// raised to it.
  TrainingPairs<double> Draw(const Point& x, double t, int count, std::uint32_t seed);

  /// The mean of v = x_1 - x_0 over all such pairs, and the root mean square distance from it.
  struct Velocity {
    Point mean;
    double spread;
  };
  Velocity VelocityAt(const Point& x, double t);

 private:
  GridPosterior posterior_;
  int size_;
  double extent_, side_;
  Direction direction_;
};

}  // namespace meanflow

#endif  // MEANFLOW_POSTERIOR_SAMPLER_H_
