#include "meanflow/posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "meanflow/elementary.h"
#include "meanflow/kernels/simd.h"

namespace meanflow {
namespace {

using DoubleVector = SimdVector<double>;
constexpr int kWidth = Simd<double>::kWidth;
constexpr int kPadding = CellMoments::kPadding;
/// Cells out of reach change a sum of at least this size by less than rounding.
constexpr double kLeastNearMass = 1e-7;

}  // namespace

GridPosterior::GridPosterior(const GridDensity& density)
    : size_(density.size),
      side_(density.CellSide()),
      stride_(RoundUp(density.size, kPadding) + kPadding),
      cells_(density.size, density.extent) {
  log_weights_.reserve(density.weights.size());
  weights_.resize(static_cast<std::size_t>(stride_) * size_);
  for (int iy = 0; iy < size_; ++iy) {
    for (int ix = 0; ix < size_; ++ix) {
      const double weight = density.weights[iy * size_ + ix];
      weights_[iy * stride_ + ix] = weight;
      log_weights_.push_back(Log(weight));
      largest_weight_ = std::max(largest_weight_, weight);
    }
  }
}

PosteriorMean GridPosterior::Mean(const Point& point, double noise_level) {
  const CellScale scale(noise_level, side_);
  Sums sums;
  if (!SumLikely<false>(point, scale, &sums)) sums = SumFar(point, scale);
  return ToPosterior<false>(point, scale, sums).mean;
}

Posterior GridPosterior::Full(const Point& point, double noise_level) {
  const CellScale scale(noise_level, side_);
  Sums sums;
  if (!SumLikely<true>(point, scale, &sums)) sums = SumFar(point, scale);
  return ToPosterior<true>(point, scale, sums);
}

Posterior GridPosterior::FullWhereLikely(const Point& point, double noise_level) {
  const CellScale scale(noise_level, side_);
  Sums sums;
  if (SumLikely<true>(point, scale, &sums)) return ToPosterior<true>(point, scale, sums);
  Posterior unlikely{};
  unlikely.log_density = -std::numeric_limits<double>::infinity();
  return unlikely;
}

std::vector<double> GridPosterior::CellProbabilities(const Point& point, double noise_level) {
  const CellScale scale(noise_level, side_);
  const bool narrow = scale.Narrow();
  if (narrow) {
    cells_.LoadNarrow(point, scale);
  } else {
    cells_.LoadFar(point, scale);
  }
  const auto log_mass = [&](int axis, int i) {
    const double mass = cells_[axis].moments[0][i];
    return narrow ? Log(mass) : mass;
  };
  std::vector<double> logs(log_weights_);
  double largest = -std::numeric_limits<double>::infinity();
  for (int cell = 0; cell < size_ * size_; ++cell) {
    logs[cell] += log_mass(0, cell % size_) + log_mass(1, cell / size_);
    largest = std::max(largest, logs[cell]);
  }
  double sum = 0;
  for (double& value : logs) sum += value = Exp(value - largest);
  for (double& value : logs) value /= sum;
  return logs;
}

template <bool kSecond>
bool GridPosterior::SumLikely(const Point& point, const CellScale& scale, Sums* sums) {
  if (scale.Narrow()) {
    *sums = SumNarrow<kSecond>(point, scale);
    return true;
  }
  if (!cells_.LoadNear(point, scale)) return false;
  *sums = Contract<kSecond>();
  return sums->mass >= kLeastNearMass * largest_weight_;
}

template <bool kSecond>
Posterior GridPosterior::ToPosterior(const Point& point, const CellScale& scale, const Sums& sums) {
  // The sums are over the data X when cells are narrow, and over the noise Z otherwise: the other
  // one would lose digits to cancellation as s -> 1 or s -> 0.
  const bool narrow = scale.Narrow();
  const double s = scale.s, a = scale.a;
  const Point mean = {sums.x / sums.mass, sums.y / sums.mass};
  Posterior result;
  for (int i = 0; i < 2; ++i) {
    const double x = point[i];
    result.mean.data[i] = narrow ? mean[i] : (x - s * mean[i]) / a;
    result.mean.noise[i] = narrow ? (x - a * mean[i]) / s : mean[i];
    result.mean.velocity[i] = narrow ? (x - mean[i]) / s : (mean[i] - x) / a;
  }
  if (!kSecond) return result;
  // Z - X = (x - X) / s = (Z - x) / a.
  const double factor = narrow ? 1 / (s * s) : 1 / (a * a);
  result.covariance = {factor * (sums.xx / sums.mass - mean[0] * mean[0]),
                       factor * (sums.xy / sums.mass - mean[0] * mean[1]),
                       factor * (sums.yy / sums.mass - mean[1] * mean[1])};
  // Narrow sums have the mean of exp(-z^2 / 2) over each cell, the others its integral.
  const double cell = narrow ? 1 : scale.width * scale.width;
  result.log_density = Log(sums.mass / (cell * 2 * std::numbers::pi * s * s)) + sums.log_factor;
  return result;
}

/// The sums over cells of weight * moment_k(x) * moment_l(y), for k + l <= 1 or 2. The partial sums
/// over rows stay in registers, kColumns vectors of cells at a time.
template <bool kSecond>
GridPosterior::Sums GridPosterior::Contract() const {
  constexpr int kOrders = kSecond ? 3 : 2;
  constexpr int kVectors = PartialSums<double>::kVectors;
  const AxisMoments &across = cells_[0], &up = cells_[1];
  PartialSums<double> mass, x, y, xx, xy, yy;
  const auto strip = [&]<int kColumns>(int column) {
    DoubleVector rows[kOrders][kColumns] = {};
    const double* weights = &weights_[up.first * stride_ + across.first + column];
    for (int iy = 0; iy < up.count; ++iy, weights += stride_) {
      DoubleVector moments[kOrders];
      Unroll<kOrders>([&](auto k) { moments[k] = Broadcast(up.moments[k][iy]); });
      Unroll<kColumns>([&](auto c) {
        const DoubleVector weight = Load(weights + c * kWidth);
        Unroll<kOrders>([&](auto k) { rows[k][c] = MultiplyAdd(weight, moments[k], rows[k][c]); });
      });
    }
    Unroll<kColumns>([&](auto c) {
      constexpr int kVector = c % kVectors;
      const auto moment = [&](int k) { return Load(&across.moments[k][column + c * kWidth]); };
      mass.sum[kVector] += moment(0) * rows[0][c];
      x.sum[kVector] += moment(1) * rows[0][c];
      y.sum[kVector] += moment(0) * rows[1][c];
      if constexpr (kSecond) {
        xx.sum[kVector] += moment(2) * rows[0][c];
        xy.sum[kVector] += moment(1) * rows[1][c];
        yy.sum[kVector] += moment(0) * rows[2][c];
      }
    });
  };
  static_assert(4 % kVectors == 0);
  int column = 0;
  for (; column + 3 * kWidth < across.count; column += 4 * kWidth) {
    strip.template operator()<4>(column);
  }
  for (; column < across.count; column += kPadding) strip.template operator()<kVectors>(column);
  return {mass.Total(), x.Total(), y.Total(), xx.Total(), xy.Total(), yy.Total()};
}

/// The same sums cell by cell and relative to the largest term, for points so far from the mass
/// that products of the tails would underflow.
GridPosterior::Sums GridPosterior::SumFar(const Point& point, const CellScale& scale) {
  cells_.LoadFar(point, scale);
  const auto& x = cells_[0].moments;
  const auto& y = cells_[1].moments;
  const auto log_mass = [&](int ix, int iy) {
    return log_weights_[iy * size_ + ix] + x[0][ix] + y[0][iy];
  };
  Sums sums;
  sums.log_factor = -std::numeric_limits<double>::infinity();
  for (int iy = 0; iy < size_; ++iy) {
    for (int ix = 0; ix < size_; ++ix) {
      sums.log_factor = std::max(sums.log_factor, log_mass(ix, iy));
    }
  }
  for (int iy = 0; iy < size_; ++iy) {
    for (int ix = 0; ix < size_; ++ix) {
      const double exponent = log_mass(ix, iy) - sums.log_factor;
      if (exponent < -CellMoments::kReach * CellMoments::kReach / 2) continue;
      const double mass = Exp(exponent);
      sums.mass += mass;
      sums.x += mass * x[1][ix];
      sums.y += mass * y[1][iy];
      sums.xx += mass * x[2][ix];
      sums.xy += mass * x[1][ix] * y[1][iy];
      sums.yy += mass * y[2][iy];
    }
  }
  return sums;
}

template <bool kSecond>
GridPosterior::Sums GridPosterior::SumNarrow(const Point& point, const CellScale& scale) {
  const double log_factor = cells_.LoadNarrow(point, scale);
  Sums sums = Contract<kSecond>();
  sums.log_factor = log_factor;
  return sums;
}

}  // namespace meanflow
