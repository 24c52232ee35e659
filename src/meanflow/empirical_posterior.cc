#include "meanflow/empirical_posterior.h"

#include <algorithm>
#include <cassert>
#include <numbers>

#include "meanflow/kernels/gelu.h"

namespace meanflow {
namespace {

template <typename Scalar>
Scalar Minimum(const SimdVector<Scalar>& vector) {
  Scalar least = vector[0];
  for (int i = 1; i < Simd<Scalar>::kWidth; ++i) least = vector[i] < least ? vector[i] : least;
  return least;
}

}  // namespace

template <typename Scalar>
void EmpiricalPosterior<Scalar>::SetData(const ConstMatrixRef<Scalar>& points,
                                         const ConstMatrixRef<Scalar>& others) {
  const auto own = static_cast<int>(points.cols());
  assert(own >= 1);
  count_ = own + static_cast<int>(others.cols());
  const int padded = RoundUp(count_, kPartialSums<Scalar>);
  x_.resize(padded);
  y_.resize(padded);
  mask_.resize(padded);
  exponents_.resize(padded);
  for (int j = 0; j < padded; ++j) {
    const bool is_point = j < count_;
    const auto point = j < own || !is_point ? points.col(is_point ? j : 0) : others.col(j - own);
    x_[j] = point[0];
    y_[j] = point[1];
    mask_[j] = is_point ? 1 : 0;
  }
}

template <typename Scalar>
Eigen::Array<Scalar, 2, 1> EmpiricalPosterior<Scalar>::VelocityCorrection(
    int i, const Eigen::Array<Scalar, 2, 1>& noise, Scalar noise_level) {
  using Vector = SimdVector<Scalar>;
  constexpr int kWidth = Simd<Scalar>::kWidth;
  constexpr Scalar kCertain = 1e-6, kHalfLog2e = std::numbers::log2e_v<Scalar> / 2;
  if (noise_level < kCertain) return {0, 0};
  const int padded = static_cast<int>(x_.size());
  // (x - (1 - s) X_j) / s = Z + (1 - s) / s (X_i - X_j).
  const Vector ratio = Broadcast((1 - noise_level) / noise_level);
  const Vector own_x = Broadcast(x_[i]), own_y = Broadcast(y_[i]);
  const Vector noise_x = Broadcast(noise[0]), noise_y = Broadcast(noise[1]);
  const Vector half_log2e = Broadcast(kHalfLog2e);
  Vector least = half_log2e * (noise_x * noise_x + noise_y * noise_y);
  for (int j = 0; j < padded; j += kWidth) {
    const Vector x = MultiplyAdd(ratio, own_x - Load(&x_[j]), noise_x);
    const Vector y = MultiplyAdd(ratio, own_y - Load(&y_[j]), noise_y);
    const Vector exponent = half_log2e * MultiplyAdd(x, x, y * y);
    Store<Scalar>(exponent, &exponents_[j]);
    least = exponent < least ? exponent : least;
  }
  least = Broadcast(Minimum<Scalar>(least));
  const Gelu<Scalar> kernel;  // for its exponential
  using Sums = PartialSums<Scalar>;
  Sums mass, x, y;
  for (int j = 0; j < padded; j += kPartialSums<Scalar>) {
    Unroll<Sums::kVectors>([&](auto v) {
      const int k = j + v * kWidth;
      const Vector weight = kernel.NegativeExp2(Load(&exponents_[k]) - least) * Load(&mask_[k]);
      mass.sum[v] += weight;
      x.sum[v] = MultiplyAdd(weight, own_x - Load(&x_[k]), x.sum[v]);
      y.sum[v] = MultiplyAdd(weight, own_y - Load(&y_[k]), y.sum[v]);
    });
  }
  const Scalar scale = 1 / (mass.Total() * noise_level);
  return {x.Total() * scale, y.Total() * scale};
}

template class EmpiricalPosterior<float>;
template class EmpiricalPosterior<double>;

}  // namespace meanflow
