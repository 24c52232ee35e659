#include "meanflow/kernels/gaussian_tail.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace meanflow {
namespace {

constexpr double kSqrtPi = 1 / std::numbers::inv_sqrtpi;

double RelativeError(double value, double reference) { return std::abs(value / reference - 1); }

/// erfcx by Laplace's continued fraction, 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))).
double ContinuedFraction(double x) {
  double tail = x;
  for (int k = 400; k > 0; --k) tail = x + k / 2.0 / tail;
  return 1 / (kSqrtPi * tail);
}

TEST(ExpOfNegative, AgreesWithTheStandardLibrary) {
  for (double x = 0; x > -708; x -= 0.0371) {
    EXPECT_LT(RelativeError(ExpOfNegative(Broadcast(x))[0], std::exp(x)), 2e-15) << x;
  }
  EXPECT_EQ(ExpOfNegative(Broadcast(0.0))[0], 1);
}

TEST(ExpOfNegative, StopsBeforeItUnderflows) {
  for (const double x : {-708.0, -1e4, -1e300}) {
    EXPECT_LT(RelativeError(ExpOfNegative(Broadcast(x))[0], std::exp(-708.0)), 2e-13) << x;
  }
}

TEST(ScaledErfc, AgreesWithErfcNearZero) {
  for (double x = 0; x < 2; x += 0.00173) {
    EXPECT_LT(RelativeError(ScaledErfc(Broadcast(x))[0], std::exp(x * x) * std::erfc(x)), 4e-15)
        << x;
  }
}

TEST(ScaledErfc, AgreesWithItsContinuedFractionFarOut) {
  for (double x = 2; x < 1e12; x *= 1.0173) {
    EXPECT_LT(RelativeError(ScaledErfc(Broadcast(x))[0], ContinuedFraction(x)), 4e-15) << x;
  }
}

TEST(GaussianAndTail, AreThoseOfTheNormal) {
  for (double z = -8; z < 8; z += 0.0137) {
    const auto [bell, tail] = EvaluateGaussianAndTail(Broadcast(z));
    EXPECT_LT(RelativeError(bell[0], std::exp(-z * z / 2)), 2e-14) << z;
    const double expected = std::sqrt(std::numbers::pi / 2) * std::erfc(std::abs(z) / std::sqrt(2));
    EXPECT_LT(RelativeError(tail[0], expected), 2e-14) << z;
  }
}

TEST(GaussianAndTail, TreatsEveryLaneAlike) {
  DoubleVector z{};
  for (int i = 0; i < Simd<double>::kWidth; ++i) z[i] = 1.7 * i - 3;
  const auto [bell, tail] = EvaluateGaussianAndTail(z);
  for (int i = 0; i < Simd<double>::kWidth; ++i) {
    const auto [one_bell, one_tail] = EvaluateGaussianAndTail(Broadcast(1.7 * i - 3));
    EXPECT_EQ(bell[i], one_bell[0]) << i;
    EXPECT_EQ(tail[i], one_tail[0]) << i;
  }
}

}  // namespace
}  // namespace meanflow
