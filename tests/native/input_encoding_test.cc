#include "meanflow/input_encoding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "matrices.h"

namespace meanflow {
namespace {

NetworkConfig With(int features, TimeInputs time_inputs = TimeInputs::kEnd) {
  return {.time_inputs = time_inputs, .features = features};
}

template <typename Scalar>
std::vector<Scalar> InputsAt(const InputEncoding<Scalar>& encoding, std::array<Scalar, 2> x,
                             double t, double r) {
  std::vector<Scalar> inputs(encoding.size());
  encoding.At(x.data(), t, r, inputs.data());
  return inputs;
}

TEST(InputEncoding, IsTheCoordinatesWithoutFeatures) {
  using Inputs = std::vector<double>;
  EXPECT_EQ(InputsAt<double>({Method::kFm, With(0)}, {1, 2}, 0.5, 0.25), (Inputs{1, 2, 0.5}));
  EXPECT_EQ(InputsAt<double>({Method::kMf, With(0)}, {1, 2}, 0.5, 0.2), (Inputs{1, 2, 0.5, 0.2}));
  EXPECT_EQ(InputsAt<double>({Method::kMf, With(0, TimeInputs::kInterval)}, {1, 2}, 0.5, 0.2),
            (Inputs{1, 2, 0.5, 0.3}));
}

TEST(InputEncoding, HasSinesAndCosinesOfMultiplesOfEveryCoordinate) {
  for (const Method method : {Method::kFm, Method::kImf}) {
    for (int features = 1; features <= kMostFeatures; ++features) {
      const InputEncoding<double> encoding(method, With(features));
      const std::vector<double> inputs = InputsAt<double>(encoding, {-1.3, 3.1}, 0.7, 0.1);
      const int count = NetworkCoordinates(method);
      ASSERT_EQ(inputs.size(), static_cast<std::size_t>(count) * (1 + 2 * features));
      EXPECT_EQ(encoding.size(), NetworkInputs(method, With(features)));
      for (int k = 1; k <= features; ++k) {
        for (int i = 0; i < count; ++i) {
          const double angle = k * std::numbers::pi / 2 * inputs[i];
          EXPECT_NEAR(inputs[count * (2 * k - 1) + i], std::sin(angle), 1e-14) << k << " " << i;
          EXPECT_NEAR(inputs[count * 2 * k + i], std::cos(angle), 1e-14) << k << " " << i;
        }
      }
    }
  }
}

TEST(InputEncoding, TangentIsTheSlope) {
  constexpr double kStep = 1e-6;
  for (const TimeInputs time_inputs : {TimeInputs::kEnd, TimeInputs::kInterval}) {
    const InputEncoding<double> encoding(Method::kImf, With(4, time_inputs));
    const std::array<double, 2> x{0.4, -1.7}, x_dot{1.2, -0.3};
    constexpr double kT = 0.8, kR = 0.3, kTDot = 1, kRDot = -0.4;
    const std::vector<double> inputs = InputsAt<double>(encoding, x, kT, kR);
    std::vector<double> inputs_dot(inputs.size());
    encoding.Along(x_dot.data(), kTDot, kRDot, inputs.data(), inputs_dot.data());
    const auto moved = [&](double step) {
      return InputsAt<double>(encoding, {x[0] + step * x_dot[0], x[1] + step * x_dot[1]},
                              kT + step * kTDot, kR + step * kRDot);
    };
    const std::vector<double> ahead = moved(kStep), behind = moved(-kStep);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      EXPECT_NEAR(inputs_dot[i], (ahead[i] - behind[i]) / (2 * kStep), 1e-8) << i;
    }
  }
}

TEST(InputEncoding, StaysFiniteFarAway) {
  const InputEncoding<float> encoding(Method::kImf, With(3));
  for (const float far : {1e3F, 1e10F, 3e38F}) {
    const std::vector<float> inputs = InputsAt<float>(encoding, {far, -far}, 1, 0);
    for (const float input : inputs) EXPECT_TRUE(std::isfinite(input)) << far;
  }
  const std::vector<float> lost = InputsAt<float>(encoding, {INFINITY, NAN}, 1, 0);
  EXPECT_TRUE(std::isnan(lost[1]));
  EXPECT_EQ(lost[4], 0);
}

}  // namespace
}  // namespace meanflow
