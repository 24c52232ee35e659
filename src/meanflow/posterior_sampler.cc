#include "meanflow/posterior_sampler.h"

#include <algorithm>
#include <cmath>

#include "meanflow/elementary.h"
#include "meanflow/exact_flow.h"
#include "meanflow/random.h"

namespace meanflow {
namespace {

/// The random numbers of one coordinate of one pair, two at a time.
class Draws {
 public:
  Draws(const RandomSource& source, int axis, std::uint32_t pair)
      : source_(source), pair_(pair), block_(1 + axis) {}

  std::array<double, 2> NextUniforms() {
    const auto words = Next();
    return {Uniform(words[0]), Uniform(words[1])};
  }
  double NextNormal() {
    const auto words = Next();
    return Normal(words[0], words[1])[0];
  }

 private:
  std::array<std::uint32_t, 4> Next() {
    const auto words = source_.Words(block_, pair_);
    block_ += 2;  // The other axis has those between.
    return words;
  }

  RandomSource source_;
  std::uint32_t pair_;
  std::uint64_t block_;
};

/// Where in [low, low + width] a standard normal is, given that it is there: 0 .. 1. By rejection,
/// from what its density is like there: flat, falling exponentially (Robert 1995, arXiv 0907.4010),
/// or the normal itself.
double TruncatedNormal(double low, double width, Draws* draws) {
  if (low < 0 && low + width <= 0) return 1 - TruncatedNormal(-low - width, width, draws);
  const double near = std::max(low, 0.0);  // where the density is greatest
  if (width < 2 && width * near < 2) {
    for (;;) {
      const auto [u, accept] = draws->NextUniforms();
      const double z = low + u * width;
      // exp(-z^2 / 2) relative to its largest value
      if (accept <= Exp((near - z) * (near + z) / 2)) return u;
    }
  }
  if (near > 1) {
    for (;;) {
      const auto [u, accept] = draws->NextUniforms();
      // z - near, of density exp(-near (z - near)) on [0, width], by inversion
      const double beyond = -Log(1 - u * (1 - Exp(-near * width))) / near;
      if (accept <= Exp(-beyond * beyond / 2)) return std::min(beyond / width, 1.0);
    }
  }
  for (;;) {
    const double share = (draws->NextNormal() - low) / width;
    if (share >= 0 && share <= 1) return share;
  }
}

/// The first entry at which the sum of `probabilities` exceeds u in (0, 1).
int IndexAt(const std::vector<double>& probabilities, double u) {
  double sum = 0;
  int last = 0;
  for (int i = 0; i < static_cast<int>(probabilities.size()); ++i) {
    if (probabilities[i] == 0) continue;
    last = i;
    sum += probabilities[i];
    if (u < sum) break;
  }
  return last;
}

}  // namespace

PosteriorSampler::PosteriorSampler(const GridDensity& density, Direction direction)
    : posterior_(density),
      size_(density.size),
      extent_(density.extent),
      side_(density.CellSide()),
      direction_(direction) {}

TrainingPairs<double> PosteriorSampler::Draw(const Point& x, double t, int count,
                                             std::uint32_t seed) {
  const double s = std::clamp(NoiseLevel(direction_, t), GridPosterior::kMinimumNoise, 1.0);
  const double a = 1 - s;
  const std::vector<double> cells = posterior_.CellProbabilities(x, s);
  const RandomSource random{seed, Stream::kPosterior};
  TrainingPairs<double> pairs;
  pairs.Resize(count);
  pairs.t.setConstant(t);
  pairs.r.setConstant(t);
  const bool reverse = direction_ == Direction::kReverse;
  Points<double>& data = reverse ? pairs.x0 : pairs.x1;
  Points<double>& noise = reverse ? pairs.x1 : pairs.x0;
  for (int i = 0; i < count; ++i) {
    const int cell = IndexAt(cells, Uniform(random.Words(0, i)[0]));
    const int place[2] = {cell % size_, cell / size_};
    for (int axis = 0; axis < 2; ++axis) {
      Draws draws(random, axis, i);
      // x = a X + s Z: as X grows over the cell, Z falls from z_high to z_low.
      const double high = -extent_ + (place[axis] + 1) * side_;
      const double z_low = (x[axis] - a * high) / s, width = a * side_ / s;
      const double share = TruncatedNormal(z_low, width, &draws);
      data(axis, i) = high - share * side_;
      // The one that loses no digits as s goes to 1 or to 0.
      noise(axis, i) = width < 1 ? (x[axis] - a * data(axis, i)) / s : z_low + share * width;
    }
  }
  return pairs;
}

PosteriorSampler::Velocity PosteriorSampler::VelocityAt(const Point& x, double t) {
  const Posterior posterior = posterior_.Full(x, NoiseLevel(direction_, t));
  const auto& [v_x, v_y] = posterior.mean.velocity;
  const double sign = direction_ == Direction::kReverse ? 1 : -1;
  const auto& [xx, xy, yy] = posterior.covariance;
  return {{sign * v_x, sign * v_y}, std::sqrt(xx + yy)};
}

}  // namespace meanflow
