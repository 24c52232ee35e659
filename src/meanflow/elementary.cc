#include "meanflow/elementary.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "meanflow/kernels/gaussian_tail.h"

namespace meanflow {
namespace {

using Limits = std::numeric_limits<double>;

// pi/2 in parts, of which all but the last are short: multiples of them are exact.
constexpr double kHalfPi[] = {0x1.921fb54400000p+0, 0x1.0b4611a600000p-34, 0x1.3198a2e037073p-69};

/// 1 / n!. The factorials are exact.
constexpr auto kInverseFactorial = [] {
  std::array<double, 19> inverse{1};
  double factorial = 1;
  for (int n = 1; n < 19; ++n) inverse[n] = 1 / (factorial *= n);
  return inverse;
}();

/// sin x = x (1 - x^2/3! + x^4/5! - ...) for `first` 1 and cos x = 1 - x^2/2! + ... for 0, up to
/// x^18, for |x| <= pi/4.
double AlternatingSeries(double x, int first) {
  const double square = x * x;
  double sum = 0;
  for (int n = 16 + first; n > first; n -= 2) sum = square * (kInverseFactorial[n] - sum);
  return 1 - sum;
}

/// 1/23, 1/21, ... 1/3.
constexpr auto kInverseOdd = [] {
  std::array<double, 11> inverse{};
  for (int i = 0; i < 11; ++i) inverse[i] = 1.0 / (23 - 2 * i);
  return inverse;
}();

/// sin (x + turns pi/2).
double SinOfSum(double x, int turns) {
  const double quarter = std::nearbyint(x / (std::numbers::pi / 2));
  for (const double part : kHalfPi) x -= quarter * part;
  const int quadrant = (static_cast<int>(quarter) + turns) & 3;
  const double value = quadrant % 2 == 0 ? x * AlternatingSeries(x, 1) : AlternatingSeries(x, 0);
  return quadrant < 2 ? value : -value;
}

}  // namespace

double Exp(double x) {
  if (!(x < 710)) return x * Limits::infinity();  // NaN stays
  if (x < -746) return 0;
  // x = k log 2 + rest, e^x = 2^k e^rest
  const double k = std::nearbyint(x / std::numbers::ln2);
  const double rest = (x - k * kLn2High) - k * kLn2Low;
  // 1 + rest + rest^2 (1/2! + rest/3! + ... + rest^11/13!)
  double tail = 0;
  for (int n = 13; n > 1; --n) tail = tail * rest + kInverseFactorial[n];
  return std::ldexp(1 + (rest + rest * rest * tail), static_cast<int>(k));
}

double Log(double x) {
  if (x == 0) return -Limits::infinity();
  if (!(x > 0 && x < Limits::infinity())) return x < 0 ? Limits::quiet_NaN() : x;
  // x = 2^k m with m in [1/sqrt 2, sqrt 2)
  int k = 0;
  double m = std::frexp(x, &k);
  if (m < std::numbers::sqrt2 / 2) {
    m *= 2;
    --k;
  }
  // log m = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1); and as
  // 2 s = f - s f with f = m - 1, which is exact:
  const double f = m - 1, s = f / (2 + f), square = s * s;
  double sum = 0;
  for (int i = 0; i < 11; ++i) sum = (sum + kInverseOdd[i]) * square;
  return k * kLn2High + (f - (s * (f - 2 * sum) - k * kLn2Low));
}

double Sin(double x) { return SinOfSum(x, 0); }

double Cos(double x) { return SinOfSum(x, 1); }

double Erfc(double x) {
  // exp(-x^2) erfcx(x)
  const double magnitude = std::abs(x);
  const double tail = Exp(-magnitude * magnitude) * ScaledErfc(Broadcast(magnitude))[0];
  return x < 0 ? 2 - tail : tail;
}

double Erf(double x) { return x < 0 ? Erfc(-x) - 1 : 1 - Erfc(x); }

double Power(double base, double exponent) {
  if (exponent == 0) return 1;
  return Exp(exponent * Log(base));
}

}  // namespace meanflow
