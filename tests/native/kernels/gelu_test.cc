#include "meanflow/kernels/gelu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace meanflow {
namespace {

TEST(Gelu, FloatStaysWithinOneMillionthOfDoubleErf) {
  double worst_value = 0;
  double worst_derivative = 0;
  double worst_second = 0;
  constexpr int kWidth = Simd<float>::kWidth;
  const Gelu<float> gelu;
  for (int i = -400000; i < 400000; i += kWidth) {
    float z[kWidth];
    for (int j = 0; j < kWidth; ++j) z[j] = static_cast<float>(i + j) * 5e-5F;  // [-20, 20)
    const auto [value, derivative] = gelu(Load(z));
    const auto triple = gelu.Triple(Load(z));
    for (int j = 0; j < kWidth; ++j) {
      const GeluPair<double> exact = GeluReference(static_cast<double>(z[j]));
      const double scale = std::max(1.0, std::abs(static_cast<double>(z[j])));
      worst_value = std::max(worst_value, std::abs(value[j] - exact.value) / scale);
      worst_derivative = std::max(worst_derivative, std::abs(derivative[j] - exact.derivative));
      const double second = GeluSecondReference(static_cast<double>(z[j]));
      worst_second = std::max(worst_second, std::abs(triple.second[j] - second));
      EXPECT_EQ(triple.value[j], value[j]) << "at " << z[j];
      EXPECT_EQ(triple.derivative[j], derivative[j]) << "at " << z[j];
    }
  }
  EXPECT_LT(worst_value, 1e-6);
  EXPECT_LT(worst_derivative, 1e-6);
  EXPECT_LT(worst_second, 1e-6);
  RecordProperty("worst_value", std::to_string(worst_value));
}

TEST(Gelu, FarOutItIsTheRectifier) {
  for (const float z : {1e20F, 1e4F, 40.0F}) {
    const auto [right, right_slope] = Gelu<float>()(Broadcast(z));
    const auto [left, left_slope] = Gelu<float>()(Broadcast(-z));
    EXPECT_EQ(right[0], z);
    EXPECT_NEAR(right_slope[0], 1, 1e-12) << "at " << z;
    EXPECT_NEAR(left[0], 0, 1e-12) << "at " << -z;
    EXPECT_NEAR(left_slope[0], 0, 1e-12) << "at " << -z;
    for (const float side : {z, -z}) {
      EXPECT_NEAR(Gelu<float>().Triple(Broadcast(side)).second[0], 0, 1e-12) << "at " << side;
    }
  }
  EXPECT_EQ(Gelu<float>()(Broadcast(0.0F)).value[0], 0);
  EXPECT_NEAR(Gelu<float>()(Broadcast(0.0F)).derivative[0], 0.5, 1e-7);
}

TEST(Gelu, NotANumberStaysNotANumber) {
  const auto [value, derivative] = Gelu<float>()(Broadcast(std::nanf("")));
  EXPECT_TRUE(std::isnan(value[0])) << value[0];
  EXPECT_TRUE(std::isnan(derivative[0])) << derivative[0];
}

TEST(Gelu, SecondDerivativeIsTheSlopeOfTheFirst) {
  constexpr double kStep = 1e-5;
  for (double z = -6; z < 6; z += 0.037) {
    const double slope =
        (GeluReference(z + kStep).derivative - GeluReference(z - kStep).derivative) / (2 * kStep);
    EXPECT_NEAR(GeluSecondReference(z), slope, 1e-9) << "at " << z;
    const auto triple = Gelu<double>().Triple(Broadcast(z));
    EXPECT_EQ(triple.value[0], GeluReference(z).value) << "at " << z;
    EXPECT_EQ(triple.derivative[0], GeluReference(z).derivative) << "at " << z;
    EXPECT_EQ(triple.second[0], GeluSecondReference(z)) << "at " << z;
  }
}

TEST(Gelu, DerivativeIsTheSlopeOfTheValue) {
  constexpr double kStep = 1e-5;
  for (double z = -6; z < 6; z += 0.037) {
    const double slope =
        (GeluReference(z + kStep).value - GeluReference(z - kStep).value) / (2 * kStep);
    EXPECT_NEAR(GeluReference(z).derivative, slope, 1e-9) << "at " << z;
    EXPECT_EQ(Gelu<double>()(Broadcast(z)).derivative[0], GeluReference(z).derivative)
        << "at " << z;
  }
}

TEST(Gelu, PowersHaveARelativeErrorOfTenToTheMinusSeven) {
  constexpr int kWidth = Simd<float>::kWidth;
  const Gelu<float> gelu;
  double worst = 0;
  for (int i = 0; i < 1100000; i += kWidth) {
    float y[kWidth];
    for (int j = 0; j < kWidth; ++j) y[j] = static_cast<float>(i + j) * 1e-4F;
    const auto power = gelu.NegativeExp2(Load(y));
    for (int j = 0; j < kWidth; ++j) {
      const double exact = std::exp2(-std::min<double>(y[j], 110));
      worst = std::max(worst, std::abs(power[j] - exact) / exact);
    }
  }
  EXPECT_LT(worst, 2e-7);
}

TEST(Gelu, PowersAreExactAtWholeNumbers) {
  for (int y = 0; y <= 110; ++y) {
    EXPECT_EQ(Gelu<float>().NegativeExp2(Broadcast(static_cast<float>(y)))[0],
              std::ldexp(1.0F, -y));
  }
}

TEST(Gelu, PowersStayClearOfSubnormals) {
  for (const float y : {110.5F, 1e4F, 1e30F}) {
    EXPECT_EQ(Gelu<float>().NegativeExp2(Broadcast(y))[0], std::ldexp(1.0F, -110)) << y;
  }
}

TEST(Gelu, PowersInDoubleAreTheLibrarys) {
  for (const double y : {0.0, 0.3, 17.25, 900.0}) {
    EXPECT_EQ(Gelu<double>().NegativeExp2(Broadcast(y))[0], std::exp2(-y)) << y;
  }
}

}  // namespace
}  // namespace meanflow
