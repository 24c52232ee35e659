#include "meanflow/loss_floor.h"

#include <array>
#include <cmath>
#include <numbers>

#include "meanflow/elementary.h"

namespace meanflow {
namespace {

constexpr int kTimes = 16;

struct Node {
  double position, weight;
};

/// Gauss-Legendre nodes on [0, 1]: roots of the Legendre polynomial P_n by Newton's method.
std::array<Node, kTimes> GaussLegendre() {
  std::array<Node, kTimes> nodes;
  for (int i = 0; i < kTimes; ++i) {
    double x = Cos(std::numbers::pi * (i + 0.75) / (kTimes + 0.5)), slope = 0;
    for (int iteration = 0; iteration < 10; ++iteration) {
      double previous = 1, value = x;
      for (int n = 2; n <= kTimes; ++n) {
        const double next = ((2 * n - 1) * x * value - (n - 1) * previous) / n;
        previous = value;
        value = next;
      }
      slope = kTimes * (x * value - previous) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = {(1 - x) / 2, 1 / ((1 - x * x) * slope * slope)};
  }
  return nodes;
}

/// The quantile function of the drawn noise levels.
double NoiseQuantile(const TimesConfig& times, double quantile) {
  if (times.distribution == TimeDistribution::kUniform) return quantile;
  double low = -10, high = 10;  // Phi^-1 by bisection
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (Erfc(-middle / std::numbers::sqrt2) / 2 < quantile ? low : high) = middle;
  }
  return 1 / (1 + Exp(-(times.mean + times.deviation * low)));
}

/// The density of a run's anchors over the quantiles of the drawn noise levels.
double AnchorDensity(const TrainConfig& config, double quantile) {
  if (config.method == Method::kFm) return 1;
  const double equal_share = EqualShare(config);
  if (config.method == Method::kLsd) return TangentOf(config) == Tangent::kExact ? 0 : equal_share;
  // The anchor is the noisier of two draws, but in forward-as-published the cleaner one.
  const bool cleaner = config.direction == Direction::kForwardAsPublished;
  const double rest = 1 - equal_share - StartShare(config);
  return equal_share + rest * 2 * (cleaner ? 1 - quantile : quantile);
}

}  // namespace

LossFloor::LossFloor(const GridDensity& density)
    : posterior_(density),
      extent_(density.extent),
      // Here boundary layers six standard deviations wide do not overlap yet.
      smallest_sigma_(density.CellSide() / 12) {}

double LossFloor::At(double noise_level) {
  const double s = noise_level, a = 1 - s;
  if (s >= smallest_sigma_ * a) return ByQuadrature(s);
  // Next to the data E[Z|x] vanishes except in boundary layers along the cells' edges, of width
  // sigma = s / a: E|E[Z|x]|^2 = edge sigma, plus corner sigma^2 where two of them meet.
  if (edge_ == 0 && corner_ == 0) {
    const auto scaled_square = [this](double sigma) {
      const double share = 1 / (1 + sigma);
      return (2 - 2 * share * share * ByQuadrature(sigma * share)) / sigma;
    };
    const double whole = scaled_square(smallest_sigma_);
    const double half = scaled_square(smallest_sigma_ / 2);
    edge_ = 2 * half - whole;
    corner_ = 2 * (whole - half) / smallest_sigma_;
  }
  const double sigma = s / a;
  return (2 - sigma * (edge_ + sigma * corner_)) / (2 * a * a);
}

/// The trapezoidal rule over the plane. For integrands as smooth as p_s(x) it converges faster than
/// any power of its spacing.
double LossFloor::ByQuadrature(double noise_level) {
  constexpr double kReach = 7, kSpacing = 0.5;  // in noise deviations
  const double s = noise_level;
  const double end = (1 - s) * extent_ + kReach * s;
  const int half = static_cast<int>(std::ceil(end / (kSpacing * s)));
  const double spacing = end / half;
  double mass = 0, trace = 0;
  for (int iy = -half; iy <= half; ++iy) {
    for (int ix = -half; ix <= half; ++ix) {
      const Posterior at = posterior_.FullWhereLikely({ix * spacing, iy * spacing}, s);
      const double density = Exp(at.log_density);
      mass += density;
      trace += density * (at.covariance[0] + at.covariance[2]);
    }
  }
  return trace / mass / 2;
}

std::optional<double> LossFloor::Mean(const TrainConfig& config) {
  const bool is_mean_flow = config.method == Method::kMf || config.method == Method::kImf;
  if (is_mean_flow && TangentOf(config) == Tangent::kConditional) return std::nullopt;
  if (config.loss.target == Target::kPosterior) return std::nullopt;
  const bool is_lsd = config.method == Method::kLsd;  // No floor at anchors with r != t.
  double mean = is_lsd ? 0 : StartShare(config) * At(1);
  for (const auto [position, weight] : GaussLegendre()) {
    mean += weight * AnchorDensity(config, position) * At(NoiseQuantile(config.times, position));
  }
  return mean;
}

}  // namespace meanflow
