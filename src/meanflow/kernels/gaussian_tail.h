// The Gaussian and its tail in double precision, one vector at a time: the kernel of posterior.h.
#ifndef MEANFLOW_KERNELS_GAUSSIAN_TAIL_H_
#define MEANFLOW_KERNELS_GAUSSIAN_TAIL_H_

#include <cstdint>
#include <cstring>
#include <numbers>

#include "meanflow/kernels/simd.h"

namespace meanflow {

using DoubleVector = SimdVector<double>;

/// log 2 in two parts. The first is short: multiples of it are exact.
inline constexpr double kLn2High = 0x1.62e42fee00000p-1, kLn2Low = 0x1.a39ef35793c76p-33;

/// c[0] + c[1] x + c[2] x^2 + ...: even and odd powers separately, as two independent chains.
template <int N>
inline DoubleVector Polynomial(const double (&c)[N], DoubleVector x) {
  static_assert(N % 2 == 1);
  const DoubleVector square = x * x;
  DoubleVector even = Broadcast(c[N - 1]), odd = Broadcast(c[N - 2]);
  for (int i = N - 3; i > 0; i -= 2) {
    even = MultiplyAdd(even, square, Broadcast(c[i]));
    odd = MultiplyAdd(odd, square, Broadcast(c[i - 1]));
  }
  return MultiplyAdd(odd, x, MultiplyAdd(even, square, Broadcast(c[0])));
}

/// exp(x) for x <= 0, with a relative error of 1e-15; clamped to exp(-708) below -708.
inline DoubleVector ExpOfNegative(DoubleVector x) {
  using Bits [[gnu::vector_size(kVectorBytes)]] = std::uint64_t;
  constexpr double kLowest = -708;
  constexpr double kRoundingShift = 0x1.8p52;  // adding it rounds to whole numbers
  static constexpr double kTaylor[] = {
      1,         1,          1. / 2,      1. / 6,       1. / 24,       1. / 120,      1. / 720,
      1. / 5040, 1. / 40320, 1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600};
  x = x > kLowest ? x : Broadcast(kLowest);
  const DoubleVector shifted =
      MultiplyAdd(x, Broadcast(std::numbers::log2e), Broadcast(kRoundingShift));
  const DoubleVector whole = shifted - kRoundingShift;
  DoubleVector rest = MultiplyAdd(whole, Broadcast(-kLn2High), x);
  rest = MultiplyAdd(whole, Broadcast(-kLn2Low), rest);
  DoubleVector power = Polynomial(kTaylor, rest);
  Bits bits, exponent;
  std::memcpy(&bits, &power, sizeof bits);
  std::memcpy(&exponent, &shifted, sizeof exponent);
  bits += exponent << 52;  // the shift drops kRoundingShift's bits and keeps the whole part
  std::memcpy(&power, &bits, sizeof power);
  return power;
}

/// erfcx(x) = exp(x^2) erfc(x) for x >= 0, with a relative error of 1e-15: (1 + 2x) erfcx(x) is a
/// smooth function of (x - k) / (x + k), which maps [0, infinity) to [-1, 1] (Shepherd and
/// Laframboise 1981). The coefficients are those of its Chebyshev series up to degree 22.
inline DoubleVector ScaledErfc(DoubleVector x) {
  constexpr double kCentre = 3.75;
  static constexpr double kSeries[] = {
      1.23751263083782748e+00,  -1.40240598585545245e-01, 3.58541548547902569e-03,
      8.22767384899950605e-02,  -1.08803930142444619e-01, 9.23043211642812500e-02,
      -5.86933985766493402e-02, 2.83622773721111388e-02,  -9.74657968326526208e-03,
      1.75562616519706516e-03,  2.93714378044958009e-04,  -2.90155352460776551e-04,
      5.16465297417741622e-05,  2.23875657149118162e-05,  -1.14380480333468935e-05,
      -9.79262570730352307e-07, 1.74198215862248163e-06,  -5.08446537868730227e-08,
      -2.48571262480167447e-07, 1.87908232237004807e-08,  3.19792667166680421e-08,
      -1.95513588689856159e-09, -2.62310734713347593e-09};
  // One division for both quotients.
  const DoubleVector shift = x + kCentre, scale = MultiplyAdd(x, Broadcast(2.0), Broadcast(1.0));
  const DoubleVector inverse = 1.0 / (shift * scale);
  return Polynomial(kSeries, (x - kCentre) * (inverse * scale)) * (inverse * shift);
}

/// The Gaussian at z and its tail beyond |z|, both without the normal's factor 1 / sqrt(2 pi):
///   gaussian = exp(-z^2 / 2),   tail = integral of exp(-y^2 / 2) over y > |z|.
struct GaussianAndTail {
  DoubleVector gaussian;
  DoubleVector tail;
};

inline GaussianAndTail EvaluateGaussianAndTail(DoubleVector z) {
  const DoubleVector magnitude = z < 0.0 ? -z : z;
  const DoubleVector gaussian = ExpOfNegative(-0.5 * z * z);
  constexpr double kSqrtHalfPi = 1.25331413731550025;
  return {gaussian, gaussian * kSqrtHalfPi * ScaledErfc(magnitude * (std::numbers::sqrt2 / 2))};
}

}  // namespace meanflow

#endif  // MEANFLOW_KERNELS_GAUSSIAN_TAIL_H_
