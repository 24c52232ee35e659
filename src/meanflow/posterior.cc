#include "meanflow/posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "meanflow/elementary.h"
#include "meanflow/kernels/gaussian_tail.h"

namespace meanflow {
namespace {

constexpr int kWidth = Simd<double>::kWidth;
/// Cells of a row that are added at a time, with zeros after the last.
constexpr int kPadding = kPartialSums<double>;
constexpr double kSqrt2Pi = 2.50662827463100050;
constexpr double kSqrtHalfPi = kSqrt2Pi / 2;

/// Cells further away than this many noise standard deviations have a likelihood below exp(-50).
constexpr double kReach = 10;
/// Such cells change a sum of at least this size by less than rounding.
constexpr double kLeastNearMass = 1e-7;
/// Cells narrower than this many noise standard deviations are integrated by Gauss-Legendre, as
/// differences of the normal distribution at their edges would cancel.
constexpr double kNarrow = 1.0 / 128;

/// erfcx(|z| / sqrt 2) sqrt(pi / 2): the normal tail beyond |z| over the density at z.
double MillsRatio(double z) {
  return kSqrtHalfPi * ScaledErfc(Broadcast(std::abs(z) * (std::numbers::sqrt2 / 2)))[0];
}

}  // namespace

/// One noise level. z = (x - a X) / s is a standard normal.
struct GridPosterior::Level {
  Level(double noise_level, double cell_side)
      : s(std::clamp(noise_level, kMinimumNoise, 1.0)), a(1 - s), width(a * cell_side / s) {}

  bool Narrow() const { return width < kNarrow; }

  double s;
  double a;
  double width;  ///< of a cell, in noise standard deviations
};

GridPosterior::GridPosterior(const GridDensity& density)
    : size_(density.size),
      extent_(density.extent),
      side_(density.CellSide()),
      stride_(RoundUp(density.size, kPadding) + kPadding) {
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
  for (Axis& axis : axes_) {
    for (std::vector<double>& moment : axis.moments) moment.resize(stride_);
  }
  for (std::vector<double>* buffer : {&edges_, &gaussians_, &tails_}) {
    buffer->resize(RoundUp(2 * (size_ + 1), kPadding));
  }
}

PosteriorMean GridPosterior::Mean(const Point& point, double noise_level) {
  const Level level(noise_level, side_);
  Sums sums;
  if (!SumLikely<false>(point, level, &sums)) sums = SumFar(point, level);
  return ToPosterior<false>(point, level, sums).mean;
}

Posterior GridPosterior::Full(const Point& point, double noise_level) {
  const Level level(noise_level, side_);
  Sums sums;
  if (!SumLikely<true>(point, level, &sums)) sums = SumFar(point, level);
  return ToPosterior<true>(point, level, sums);
}

Posterior GridPosterior::FullWhereLikely(const Point& point, double noise_level) {
  const Level level(noise_level, side_);
  Sums sums;
  if (SumLikely<true>(point, level, &sums)) return ToPosterior<true>(point, level, sums);
  Posterior unlikely{};
  unlikely.log_density = -std::numeric_limits<double>::infinity();
  return unlikely;
}

std::vector<double> GridPosterior::CellProbabilities(const Point& point, double noise_level) {
  const Level level(noise_level, side_);
  const bool narrow = level.Narrow();
  for (int i = 0; i < 2; ++i) {
    if (narrow) {
      LoadNarrowAxis(point[i], level, &axes_[i]);
    } else {
      LoadFarAxis(point[i], level, &axes_[i]);
    }
  }
  const auto log_mass = [&](int axis, int i) {
    const double mass = axes_[axis].moments[0][i];
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
bool GridPosterior::SumLikely(const Point& point, const Level& level, Sums* sums) {
  if (level.Narrow()) {
    *sums = SumNarrow<kSecond>(point, level);
    return true;
  }
  *sums = SumNear<kSecond>(point, level);
  return sums->mass >= kLeastNearMass * largest_weight_;
}

template <bool kSecond>
Posterior GridPosterior::ToPosterior(const Point& point, const Level& level, const Sums& sums) {
  // The sums are over the data X when cells are narrow, and over the noise Z otherwise: the other
  // one would lose digits to cancellation as s -> 1 or s -> 0.
  const bool narrow = level.Narrow();
  const double s = level.s, a = level.a;
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
  const double scale = narrow ? 1 / (s * s) : 1 / (a * a);
  result.covariance = {scale * (sums.xx / sums.mass - mean[0] * mean[0]),
                       scale * (sums.xy / sums.mass - mean[0] * mean[1]),
                       scale * (sums.yy / sums.mass - mean[1] * mean[1])};
  // Narrow sums have the mean of exp(-z^2 / 2) over each cell, the others its integral.
  const double cell = narrow ? 1 : level.width * level.width;
  result.log_density = Log(sums.mass / (cell * 2 * std::numbers::pi * s * s)) + sums.log_factor;
  return result;
}

/// The sums over cells of weight * moment_k(x) * moment_l(y), for k + l <= 1 or 2. The partial sums
/// over rows stay in registers, kColumns vectors of cells at a time.
template <bool kSecond>
GridPosterior::Sums GridPosterior::Contract() const {
  constexpr int kOrders = kSecond ? 3 : 2;
  constexpr int kVectors = PartialSums<double>::kVectors;
  const Axis &across = axes_[0], &up = axes_[1];
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

/// The cells within kReach of a position; false when there are none.
bool GridPosterior::FindWindow(double position, const Level& level, Axis* axis) const {
  const double middle = (position + level.a * extent_) / level.s;  // z of the first edge
  const double first = std::floor((middle - kReach) / level.width);
  const double end = std::ceil((middle + kReach) / level.width);
  if (!(first < size_ && end > 0)) return false;
  axis->first = static_cast<int>(std::max(first, 0.0));
  axis->count = static_cast<int>(std::min<double>(end, size_)) - axis->first;
  return true;
}

template <bool kSecond>
GridPosterior::Sums GridPosterior::SumNear(const Point& point, const Level& level) {
  for (int i = 0; i < 2; ++i) {
    if (!FindWindow(point[i], level, &axes_[i])) return {};
  }
  int count = 0;
  for (int i = 0; i < 2; ++i) {
    const double origin = (point[i] + level.a * extent_) / level.s;
    for (int edge = 0; edge <= axes_[i].count; ++edge) {
      edges_[count++] = origin - (axes_[i].first + edge) * level.width;
    }
  }
  for (int i = 0; i < count; i += kWidth) {
    const auto [gaussian, tail] = EvaluateGaussianAndTail(Load(&edges_[i]));
    Store<double>(gaussian, &gaussians_[i]);
    Store<double>(tail, &tails_[i]);
  }
  const int second = axes_[0].count + 1;
  LoadNearAxis(&edges_[0], &gaussians_[0], &tails_[0], &axes_[0]);
  LoadNearAxis(&edges_[second], &gaussians_[second], &tails_[second], &axes_[1]);
  return Contract<kSecond>();
}

/// Integrals of z^k exp(-z^2 / 2) over each cell, from its edges. z decreases along the axis.
void GridPosterior::LoadNearAxis(const double* edges, const double* gaussians, const double* tails,
                                 Axis* axis) {
  auto& [mass, first, second] = axis->moments;
  for (int i = 0; i < axis->count; ++i) {
    const double upper = edges[i], lower = edges[i + 1];
    // Tails are beyond |z|. At edges of the same sign they subtract, without cancellation far out;
    // at edges of opposite signs both are subtracted from the whole integral.
    const double tail_upper = upper < 0 ? tails[i] : -tails[i];
    const double tail_lower = lower < 0 ? tails[i + 1] : -tails[i + 1];
    const double whole = upper >= 0 && lower < 0 ? kSqrt2Pi : 0;
    mass[i] = tail_upper - tail_lower + whole;
    first[i] = gaussians[i + 1] - gaussians[i];
    second[i] = mass[i] + lower * gaussians[i + 1] - upper * gaussians[i];
  }
  for (auto& moment : axis->moments) std::fill_n(&moment[axis->count], kPadding, 0.0);
}

/// Like LoadNearAxis for all cells, but moments[0] is the log of the mass, and the others are
/// divided by the mass.
void GridPosterior::LoadFarAxis(double position, const Level& level, Axis* axis) const {
  auto& [log_mass, first, second] = axis->moments;
  axis->first = 0;
  axis->count = size_;
  const double origin = (position + level.a * extent_) / level.s;
  for (int i = 0; i < size_; ++i) {
    const double upper = origin - i * level.width, lower = origin - (i + 1) * level.width;
    // Relative to exp(-near^2 / 2), its value at the cell's point of least |z|.
    const double near = lower > 0 ? lower : upper < 0 ? -upper : 0;
    const double gaussian_lower = Exp(-(lower - near) * (lower + near) / 2);
    const double gaussian_upper = Exp(-(upper - near) * (upper + near) / 2);
    const double tail_lower = gaussian_lower * MillsRatio(lower);
    const double tail_upper = gaussian_upper * MillsRatio(upper);
    const double mass =
        near > 0 ? std::abs(tail_lower - tail_upper) : kSqrt2Pi - tail_lower - tail_upper;
    log_mass[i] = Log(mass) - near * near / 2;
    first[i] = (gaussian_lower - gaussian_upper) / mass;
    second[i] = 1 + (lower * gaussian_lower - upper * gaussian_upper) / mass;
  }
}

/// The same sums cell by cell and relative to the largest term, for points so far from the mass
/// that products of the tails would underflow.
GridPosterior::Sums GridPosterior::SumFar(const Point& point, const Level& level) {
  for (int i = 0; i < 2; ++i) LoadFarAxis(point[i], level, &axes_[i]);
  const std::vector<double>&log_x = axes_[0].moments[0], &first_x = axes_[0].moments[1],
        &second_x = axes_[0].moments[2];
  const std::vector<double>&log_y = axes_[1].moments[0], &first_y = axes_[1].moments[1],
        &second_y = axes_[1].moments[2];
  const auto log_mass = [&](int ix, int iy) {
    return log_weights_[iy * size_ + ix] + log_x[ix] + log_y[iy];
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
      if (exponent < -kReach * kReach / 2) continue;
      const double mass = Exp(exponent);
      sums.mass += mass;
      sums.x += mass * first_x[ix];
      sums.y += mass * first_y[iy];
      sums.xx += mass * second_x[ix];
      sums.xy += mass * first_x[ix] * first_y[iy];
      sums.yy += mass * second_y[iy];
    }
  }
  return sums;
}

template <bool kSecond>
GridPosterior::Sums GridPosterior::SumNarrow(const Point& point, const Level& level) {
  double log_factor = 0;
  for (int i = 0; i < 2; ++i) log_factor += LoadNarrowAxis(point[i], level, &axes_[i]);
  Sums sums = Contract<kSecond>();
  sums.log_factor = log_factor;
  return sums;
}

/// Means of X^k exp(-z^2 / 2) over each cell by three-point Gauss-Legendre, divided by
/// exp(-near^2 / 2), its value at the window's point of least |z|. Returns the log of that value.
double GridPosterior::LoadNarrowAxis(double position, const Level& level, Axis* axis) const {
  static constexpr double kNodes[] = {-0.387298334620741689, 0, 0.387298334620741689};
  static constexpr double kNodeWeights[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
  axis->first = 0;
  axis->count = size_;
  const double reach = level.a * extent_;
  const double near = std::max((std::abs(position) - reach) / level.s, 0.0);
  DoubleVector index{};
  for (int i = 0; i < kWidth; ++i) index[i] = i;
  for (int i = 0; i < size_; i += kWidth, index += kWidth) {
    const DoubleVector centre = (index + 0.5) * side_ - extent_;
    DoubleVector moments[3] = {};
    for (int node = 0; node < 3; ++node) {
      const DoubleVector data = centre + kNodes[node] * side_;
      const DoubleVector z = (position - level.a * data) / level.s;
      const DoubleVector gaussian =
          kNodeWeights[node] * ExpOfNegative(0.5 * (near - z) * (near + z));
      moments[0] += gaussian;
      moments[1] += gaussian * data;
      moments[2] += gaussian * data * data;
    }
    for (int k = 0; k < 3; ++k) Store<double>(moments[k], &axis->moments[k][i]);
  }
  for (auto& moment : axis->moments) std::fill_n(&moment[size_], kPadding, 0.0);
  return -near * near / 2;
}

}  // namespace meanflow
