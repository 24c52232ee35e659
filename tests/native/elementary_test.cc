#include "meanflow/elementary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "meanflow/random.h"

namespace meanflow {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kArguments = 100'000;

/// Largest error(x) over random points between `low` and `high`, which it prints where it exceeds
/// `limit`.
void ExpectErrorBelow(double limit, double low, double high,
                      const std::function<double(double)>& error) {
  const RandomSource random{7, Stream::kData};
  double worst = -1, where = low;
  for (int i = 0; i < kArguments; ++i) {
    const double x = low + (high - low) * Uniform(random.Words(0, i)[0]);
    if (const double now = error(x); !(now <= worst)) {
      worst = now;
      where = x;
    }
  }
  EXPECT_LE(worst, limit) << "at " << where;
  EXPECT_GE(worst, 0) << "nothing was compared";
}

// The C library's long double functions, exact to a digit more, are what is compared with.

TEST(Elementary, ExpIsExactToItsError) {
  for (const double reach : {1e-9, 0.1, 1.0, 30.0, 700.0}) {
    ExpectErrorBelow(4e-16, -reach, reach, [](double x) {
      const long double exact = std::exp(static_cast<long double>(x));
      return static_cast<double>(std::abs(Exp(x) / exact - 1));
    });
  }
  EXPECT_EQ(Exp(0), 1);
  EXPECT_EQ(Exp(-750), 0);
  EXPECT_EQ(Exp(750), kInfinity);
  EXPECT_EQ(Exp(-kInfinity), 0);
  EXPECT_EQ(Exp(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(Exp(std::nan(""))));
}

TEST(Elementary, LogIsExactToItsError) {
  for (const double reach : {1e-9, 0.1, 0.999}) {
    ExpectErrorBelow(4e-16, 1 - reach, 1 + reach, [](double x) {
      const long double exact = std::log(static_cast<long double>(x));
      return static_cast<double>(std::abs(Log(x) - exact) / std::abs(exact));
    });
  }
  ExpectErrorBelow(4e-16, -700, 700, [](double x) {
    const double y = std::exp(x);
    const long double exact = std::log(static_cast<long double>(y));
    return static_cast<double>(std::abs(Log(y) - exact) / std::max(1.0L, std::abs(exact)));
  });
  EXPECT_EQ(Log(1), 0);
  EXPECT_EQ(Log(0), -kInfinity);
  EXPECT_EQ(Log(kInfinity), kInfinity);
  EXPECT_NEAR(Log(5e-324), -744.4400719213812, 1e-12);
  EXPECT_TRUE(std::isnan(Log(-1)));
  EXPECT_TRUE(std::isnan(Log(std::nan(""))));
}

TEST(Elementary, SinAndCosAreExactToTheirError) {
  for (const double reach : {1e-9, 0.785, 6.3, 1000.0}) {
    ExpectErrorBelow(3e-16, -reach, reach, [](double x) {
      const auto exact = static_cast<long double>(x);
      return static_cast<double>(
          std::max(std::abs(Sin(x) - std::sin(exact)), std::abs(Cos(x) - std::cos(exact))));
    });
  }
  EXPECT_EQ(Sin(0), 0);
  EXPECT_EQ(Cos(0), 1);
  EXPECT_NEAR(Sin(std::numbers::pi), 1.2246467991473532e-16, 1e-30);
}

TEST(Elementary, ErfIsExactToItsError) {
  for (const double reach : {1e-3, 1.0, 5.0}) {
    ExpectErrorBelow(1e-15, -reach, reach, [](double x) {
      return static_cast<double>(std::abs(Erf(x) - std::erf(static_cast<long double>(x))));
    });
  }
  ExpectErrorBelow(1e-15, -6, 25, [](double x) {
    const long double exact = std::erfc(static_cast<long double>(x));
    return static_cast<double>(std::abs(Erfc(x) / exact - 1) / (1 + x * x));
  });
  EXPECT_EQ(Erf(40), 1);
  EXPECT_EQ(Erf(-40), -1);
}

TEST(Elementary, PowerIsExactToItsError) {
  for (const double exponent : {-0.75, 0.5, 1.0, 3.0, 400.0}) {
    ExpectErrorBelow(4e-16 * (1 + std::abs(exponent)), 0.4, 2.5, [exponent](double x) {
      const long double exact = std::pow(static_cast<long double>(x), exponent);
      return static_cast<double>(std::abs(Power(x, exponent) / exact - 1));
    });
  }
  EXPECT_EQ(Power(0, 0), 1);
  EXPECT_EQ(Power(0.9, 0), 1);
  EXPECT_EQ(Power(0, 3), 0);
}

}  // namespace
}  // namespace meanflow
