// The GELU activation and its derivatives in one pass.
//
//   gelu(z)  = z Phi(z),   gelu'(z) = Phi(z) + z phi(z),   gelu''(z) = phi(z) (2 - z^2)
//
// with Phi and phi the standard normal's distribution and density (Hendrycks and Gimpel,
// arXiv 1606.08415; the exact form, not the tanh approximation).
#ifndef MEANFLOW_KERNELS_GELU_H_
#define MEANFLOW_KERNELS_GELU_H_

#include <cmath>
#include <cstdint>
#include <numbers>

#include "meanflow/kernels/simd.h"

namespace meanflow {

template <typename Value>
struct GeluPair {
  Value value;
  Value derivative;
};

/// With the second derivative, for gradients through a Jvp.
template <typename Value>
struct GeluTriple {
  Value value;
  Value derivative;
  Value second;
};

/// Plain reference, exact to rounding.
template <typename Scalar>
inline GeluPair<Scalar> GeluReference(Scalar z) {
  constexpr Scalar kInvSqrt2 = std::numbers::sqrt2_v<Scalar> / 2;
  constexpr Scalar kInvSqrt2Pi = std::numbers::inv_sqrtpi_v<Scalar> * kInvSqrt2;
  const Scalar distribution = std::erfc(-z * kInvSqrt2) / 2;
  const Scalar density = kInvSqrt2Pi * std::exp(-z * z / 2);
  return {z * distribution, distribution + z * density};
}

/// The second derivative, exact to rounding.
template <typename Scalar>
inline Scalar GeluSecondReference(Scalar z) {
  constexpr Scalar kInvSqrt2 = std::numbers::sqrt2_v<Scalar> / 2;
  constexpr Scalar kInvSqrt2Pi = std::numbers::inv_sqrtpi_v<Scalar> * kInvSqrt2;
  return kInvSqrt2Pi * std::exp(-z * z / 2) * (2 - z * z);
}

/// GELU and its derivatives of one vector. Construct it before a loop, to keep its constants in
/// registers.
template <typename Scalar>
class Gelu;

/// In double: element by element, exact.
template <>
class Gelu<double> {
 public:
  using Vector = SimdVector<double>;

  GeluPair<Vector> operator()(const Vector& z) const {
    GeluPair<Vector> result{};
    for (int i = 0; i < Simd<double>::kWidth; ++i) {
      const GeluPair<double> lane = GeluReference(static_cast<double>(z[i]));
      result.value[i] = lane.value;
      result.derivative[i] = lane.derivative;
    }
    return result;
  }

  GeluTriple<Vector> Triple(const Vector& z) const {
    const auto [value, derivative] = (*this)(z);
    GeluTriple<Vector> result{value, derivative, Vector{}};
    for (int i = 0; i < Simd<double>::kWidth; ++i) {
      result.second[i] = GeluSecondReference(static_cast<double>(z[i]));
    }
    return result;
  }

  /// 2^-exponent.
  Vector NegativeExp2(const Vector& exponent) const {
    Vector result{};
    for (int i = 0; i < Simd<double>::kWidth; ++i) {
      result[i] = std::exp2(-static_cast<double>(exponent[i]));
    }
    return result;
  }
};

/// In float: Phi(-|z|) = exp(-z^2/2) q(1 / (1 + p |z|)) by Abramowitz and Stegun 7.1.26, so that
/// Phi and phi share one exponential. The absolute errors of both derivatives, and that of the
/// value divided by max(1, |z|), are below 1e-6.
template <>
class Gelu<float> {
 public:
  using Vector = SimdVector<float>;

  GeluPair<Vector> operator()(const Vector& z) const {
    const Bits bits = ToBits(z);
    const Bits sign = bits & ToBits(sign_);
    const Vector magnitude = FromBits(bits ^ sign);
    const Vector exponential = Exponential(z);
    const Vector s = one_ / MultiplyAdd(magnitude, p_, one_);
    Vector q = MultiplyAdd(q5_, s, q4_);
    q = MultiplyAdd(q, s, q3_);
    q = MultiplyAdd(q, s, q2_);
    q = MultiplyAdd(q, s, q1_);
    // Phi(z) - 1/2 is odd: its value at |z|, with the sign of z.
    const Vector above_half = half_ - q * s * exponential;
    const Vector distribution = half_ + FromBits(ToBits(above_half) | sign);
    return {z * distribution, MultiplyAdd(z * inv_sqrt_2pi_, exponential, distribution)};
  }

  /// Computes the exponential twice, as only LSD uses it.
  GeluTriple<Vector> Triple(const Vector& z) const {
    const auto [value, derivative] = (*this)(z);
    // Zero far out: the clamped exponential does not vanish and would multiply a large square.
    const Vector limit = z * z < largest_square_ ? z : Vector{};
    const Vector density = z * z < largest_square_ ? inv_sqrt_2pi_ * Exponential(z) : Vector{};
    return {value, derivative, density * (one_ + one_ - limit * limit)};
  }

  /// 2^-exponent for exponent >= 0, also for other kernels: with a relative error of 1e-7 up to
  /// 110, and 2^-110 beyond, which avoids slow subnormals. The whole part goes into the float's
  /// exponent, the rest, in [-1/2, 1/2], through a polynomial. The argument is a reference: by
  /// value, clang 14 uses one more register in the kernels of matmul.
  Vector NegativeExp2(const Vector& exponent) const {
    const Vector y = exponent < largest_y_ ? exponent : largest_y_;
    const Vector shifted = rounding_shift_ - y;  // its low bits are minus the whole part
    const Vector rest = (rounding_shift_ - shifted) - y;
    Vector power = MultiplyAdd(c5_, rest, c4_);
    power = MultiplyAdd(power, rest, c3_);
    power = MultiplyAdd(power, rest, c2_);
    power = MultiplyAdd(power, rest, c1_);
    power = MultiplyAdd(power, rest, one_);
    return FromBits(ToBits(power) + (ToBits(shifted) << 23));
  }

 private:
  using Bits [[gnu::vector_size(kVectorBytes)]] = std::uint32_t;

  static Bits ToBits(const Vector& vector) {
    Bits bits;
    std::memcpy(&bits, &vector, sizeof bits);
    return bits;
  }
  static Vector FromBits(const Bits& bits) {
    Vector vector;
    std::memcpy(&vector, &bits, sizeof bits);
    return vector;
  }

  /// exp(-z^2 / 2).
  Vector Exponential(const Vector& z) const { return NegativeExp2(z * z * half_log2e_); }

  static constexpr float kInvSqrt2 = std::numbers::sqrt2_v<float> / 2;
  static constexpr float kConstants[] = {
      // one_, half_, inv_sqrt_2pi_, half_log2e_
      1.0F, 0.5F, std::numbers::inv_sqrtpi_v<float>* kInvSqrt2, 0.5F * std::numbers::log2e_v<float>,
      // largest_y_; rounding_shift_ = 1.5 * 2^23: adding it rounds to whole numbers
      110.0F, 12582912.0F,
      // c1_ ..: 2^x by weighted least squares with 2^0 = 1 fixed
      0.6931468559F, 0.24022238F, 0.05550892952F, 0.009671697938F, 0.001321867248F,
      // p_, and q1_ ..: 7.1.26 halved
      0.3275911F * kInvSqrt2, 0.5F * 0.254829592F, 0.5F * -0.284496736F, 0.5F * 1.421413741F,
      0.5F * -1.453152027F, 0.5F * 1.061405429F,
      // sign_, largest_square_
      -0.0F, 100.0F};

  /// The address of the constants, opaque to the compiler: WebAssembly engines rebuild a vector
  /// constant at each use, while one loaded before the loop stays in a register.
  static const float* Constants() {
    const float* address = kConstants;
    asm("" : "+r"(address));
    return address;
  }

  const float* constants_ = Constants();
  Vector one_ = Broadcast(constants_[0]);
  Vector half_ = Broadcast(constants_[1]);
  Vector inv_sqrt_2pi_ = Broadcast(constants_[2]);
  Vector half_log2e_ = Broadcast(constants_[3]);
  Vector largest_y_ = Broadcast(constants_[4]);
  Vector rounding_shift_ = Broadcast(constants_[5]);
  Vector c1_ = Broadcast(constants_[6]);
  Vector c2_ = Broadcast(constants_[7]);
  Vector c3_ = Broadcast(constants_[8]);
  Vector c4_ = Broadcast(constants_[9]);
  Vector c5_ = Broadcast(constants_[10]);
  Vector p_ = Broadcast(constants_[11]);
  Vector q1_ = Broadcast(constants_[12]);
  Vector q2_ = Broadcast(constants_[13]);
  Vector q3_ = Broadcast(constants_[14]);
  Vector q4_ = Broadcast(constants_[15]);
  Vector q5_ = Broadcast(constants_[16]);
  Vector sign_ = Broadcast(constants_[17]);
  Vector largest_square_ = Broadcast(constants_[18]);
};

}  // namespace meanflow

#endif  // MEANFLOW_KERNELS_GELU_H_
