#include "meanflow/dormand_prince.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace meanflow {
namespace {

/// x'' = -x, with a count of its evaluations.
struct Oscillator {
  int* calls;
  std::array<double, 2> operator()(double, const std::array<double, 2>& state) const {
    ++*calls;
    return {state[1], -state[0]};
  }
};

template <typename Field>
double Solve(const Field& field, double from, double to, double start, double tolerance) {
  DormandPrince<1, Field> solver(field, from, {start}, (to - from) / 10, tolerance);
  while (solver.time() != to) solver.Step(to);
  return solver.state()[0];
}

TEST(DormandPrince, ErrorFollowsTheTolerance) {
  int calls[3] = {};
  double errors[3] = {};
  const double tolerances[3] = {1e-4, 1e-7, 1e-10};
  for (int i = 0; i < 3; ++i) {
    DormandPrince<2, Oscillator> solver({&calls[i]}, 0, {1, 0}, 0.1, tolerances[i]);
    while (solver.time() != 10) solver.Step(10);
    errors[i] = std::hypot(solver.state()[0] - std::cos(10), solver.state()[1] + std::sin(10));
    EXPECT_LT(errors[i], 20 * tolerances[i]);
    EXPECT_GT(errors[i], 0.01 * tolerances[i]) << "more work than needed";
  }
  // Order 5: a thousandth of the error costs 1000^(1/5) = 4 times the steps.
  EXPECT_NEAR(static_cast<double>(calls[2]) / calls[1], 4, 0.8) << calls[1] << ", " << calls[2];
}

TEST(DormandPrince, IsExactForPolynomialsOfDegreeFive) {
  const auto field = [](double t, const std::array<double, 1>&) {
    return std::array<double, 1>{5 * std::pow(t, 4) - 3 * t * t};
  };
  EXPECT_NEAR(Solve(field, -1, 2, 4, 1e-3), 4 + (32 - 8) - (-1 + 1), 1e-12);
}

TEST(DormandPrince, RunsBackwards) {
  const auto field = [](double, const std::array<double, 1>& x) { return x; };
  EXPECT_NEAR(Solve(field, 1, -1, std::exp(1), 1e-9), std::exp(-1), 1e-8);
}

TEST(DormandPrince, InterpolatesWithinItsSteps) {
  int calls = 0;
  DormandPrince<2, Oscillator> solver({&calls}, 0, {1, 0}, 0.1, 1e-8);
  double before = 0, worst = 0;
  while (solver.time() != 6) {
    solver.Step(6);
    for (int i = 0; i <= 10; ++i) {
      const double time = before + (solver.time() - before) * i / 10;
      const auto state = solver.At(time);
      worst = std::max(worst, std::hypot(state[0] - std::cos(time), state[1] + std::sin(time)));
    }
    EXPECT_EQ(solver.At(solver.time()), solver.state());
    before = solver.time();
  }
  EXPECT_LT(worst, 2e-7);
}

TEST(DormandPrince, AdaptsAnyInitialStep) {
  for (const double guess : {1e-9, 1e-3, 10.0, 1e6}) {
    int calls = 0;
    DormandPrince<2, Oscillator> solver({&calls}, 0, {1, 0}, guess, 1e-6);
    while (solver.time() != 5) solver.Step(5);
    EXPECT_NEAR(solver.state()[0], std::cos(5), 2e-5) << guess;
    EXPECT_LT(calls, 400) << guess;
  }
}

TEST(DormandPrince, EndsWhenTheFieldIsNotFinite) {
  int calls = 0;
  const auto field = [&calls](double t, const std::array<double, 1>&) {
    ++calls;
    return std::array<double, 1>{t < 0.5 ? 1.0 : std::numeric_limits<double>::quiet_NaN()};
  };
  EXPECT_TRUE(std::isnan(Solve(field, 0, 1, 0, 1e-6)));
  EXPECT_LT(calls, 2000);
}

}  // namespace
}  // namespace meanflow
