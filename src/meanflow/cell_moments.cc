#include "meanflow/cell_moments.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "meanflow/elementary.h"
#include "meanflow/kernels/gaussian_tail.h"

namespace meanflow {
namespace {

constexpr int kVectorWidth = Simd<double>::kWidth;
constexpr double kSqrt2Pi = 2.50662827463100050;
constexpr double kSqrtHalfPi = kSqrt2Pi / 2;
/// Narrower cells, in noise standard deviations, are integrated by Gauss-Legendre.
constexpr double kNarrow = 1.0 / 128;

/// erfcx(|z| / sqrt 2) sqrt(pi / 2): the normal tail beyond |z| over the density at z.
double MillsRatio(double z) {
  return kSqrtHalfPi * ScaledErfc(Broadcast(std::abs(z) * (std::numbers::sqrt2 / 2)))[0];
}

/// Integrals of z^k exp(-z^2 / 2) over each cell, from its edges. z decreases along the axis.
void LoadNearAxis(const double* edges, const double* gaussians, const double* tails,
                  AxisMoments* axis) {
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
  for (auto& moment : axis->moments) std::fill_n(&moment[axis->count], CellMoments::kPadding, 0.0);
}

}  // namespace

CellScale::CellScale(double noise_level, double cell_side)
    : s(std::clamp(noise_level, kMinimumNoise, 1.0)), a(1 - s), width(a * cell_side / s) {}

bool CellScale::Narrow() const { return width < kNarrow; }

CellMoments::CellMoments(int size, double extent)
    : size_(size), extent_(extent), side_(2 * extent / size) {
  for (AxisMoments& axis : axes_) {
    for (std::vector<double>& moment : axis.moments) {
      moment.resize(RoundUp(size, kPadding) + kPadding);
    }
  }
  for (std::vector<double>* buffer : {&edges_, &gaussians_, &tails_}) {
    buffer->resize(RoundUp(2 * (size + 1), kPadding));
  }
}

bool CellMoments::LoadNear(const Point& point, const CellScale& scale) {
  for (int i = 0; i < 2; ++i) {
    if (!FindWindow(point[i], scale, &axes_[i])) return false;
  }
  int count = 0;
  for (int i = 0; i < 2; ++i) {
    const double origin = (point[i] + scale.a * extent_) / scale.s;
    for (int edge = 0; edge <= axes_[i].count; ++edge) {
      edges_[count++] = origin - (axes_[i].first + edge) * scale.width;
    }
  }
  for (int i = 0; i < count; i += kVectorWidth) {
    const auto [gaussian, tail] = EvaluateGaussianAndTail(Load(&edges_[i]));
    Store<double>(gaussian, &gaussians_[i]);
    Store<double>(tail, &tails_[i]);
  }
  const int second = axes_[0].count + 1;
  LoadNearAxis(&edges_[0], &gaussians_[0], &tails_[0], &axes_[0]);
  LoadNearAxis(&edges_[second], &gaussians_[second], &tails_[second], &axes_[1]);
  return true;
}

void CellMoments::LoadFar(const Point& point, const CellScale& scale) {
  for (int i = 0; i < 2; ++i) LoadFarAxis(point[i], scale, &axes_[i]);
}

double CellMoments::LoadNarrow(const Point& point, const CellScale& scale) {
  double log_factor = 0;
  for (int i = 0; i < 2; ++i) log_factor += LoadNarrowAxis(point[i], scale, &axes_[i]);
  return log_factor;
}

/// The cells within kReach of a position; false when there are none.
bool CellMoments::FindWindow(double position, const CellScale& scale, AxisMoments* axis) const {
  const double middle = (position + scale.a * extent_) / scale.s;  // z of the first edge
  const double first = std::floor((middle - kReach) / scale.width);
  const double end = std::ceil((middle + kReach) / scale.width);
  if (!(first < size_ && end > 0)) return false;
  axis->first = static_cast<int>(std::max(first, 0.0));
  axis->count = static_cast<int>(std::min<double>(end, size_)) - axis->first;
  return true;
}

void CellMoments::LoadFarAxis(double position, const CellScale& scale, AxisMoments* axis) const {
  auto& [log_mass, first, second] = axis->moments;
  axis->first = 0;
  axis->count = size_;
  const double origin = (position + scale.a * extent_) / scale.s;
  for (int i = 0; i < size_; ++i) {
    const double upper = origin - i * scale.width, lower = origin - (i + 1) * scale.width;
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

/// By three-point Gauss-Legendre, relative to the value at the window's point of least |z|.
double CellMoments::LoadNarrowAxis(double position, const CellScale& scale,
                                   AxisMoments* axis) const {
  static constexpr double kNodes[] = {-0.387298334620741689, 0, 0.387298334620741689};
  static constexpr double kNodeWeights[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
  axis->first = 0;
  axis->count = size_;
  const double reach = scale.a * extent_;
  const double near = std::max((std::abs(position) - reach) / scale.s, 0.0);
  DoubleVector index{};
  for (int i = 0; i < kVectorWidth; ++i) index[i] = i;
  for (int i = 0; i < size_; i += kVectorWidth, index += kVectorWidth) {
    const DoubleVector centre = (index + 0.5) * side_ - extent_;
    DoubleVector moments[3] = {};
    for (int node = 0; node < 3; ++node) {
      const DoubleVector data = centre + kNodes[node] * side_;
      const DoubleVector z = (position - scale.a * data) / scale.s;
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
