#include "meanflow/empirical_posterior.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "drawings.h"
#include "matrices.h"
#include "meanflow/posterior.h"
#include "meanflow/random.h"

namespace meanflow {
namespace {

/// E[Z - X | x, X_1 .. X_N] by the formula, in double.
Point MeanVelocity(const std::vector<double>& points, const Point& x, double s) {
  double least = INFINITY;
  const auto square = [&](std::size_t j) {
    const double dx = x[0] - (1 - s) * points[2 * j];
    const double dy = x[1] - (1 - s) * points[2 * j + 1];
    return (dx * dx + dy * dy) / (2 * s * s);
  };
  for (std::size_t j = 0; j < points.size() / 2; ++j) least = std::min(least, square(j));
  double mass = 0;
  Point mean{};
  for (std::size_t j = 0; j < points.size() / 2; ++j) {
    const double weight = std::exp(least - square(j));
    mass += weight;
    for (int axis = 0; axis < 2; ++axis) mean[axis] += weight * points[2 * j + axis];
  }
  for (int axis = 0; axis < 2; ++axis) {
    const double data = mean[axis] / mass;
    mean[axis] = (x[axis] - (1 - s) * data) / s - data;
  }
  return mean;
}

template <typename Scalar>
void ExpectFormula(int count, int own, double tolerance) {
  const Vector<double> drawn = RandomValues<double>(2 * count, 21);
  const Vector<double> noises = RandomValues<double>(2 * count, 22);
  const std::vector<double> points(drawn.begin(), drawn.end());
  EmpiricalPosterior<Scalar> posterior;
  // However the points are split, they are one set.
  const Matrix<Scalar> all = ConstMatrixMap<double>(points.data(), 2, count).cast<Scalar>();
  posterior.SetData(all.leftCols(own), all.rightCols(count - own));
  for (const double s : {0.01, 0.1, 0.4, 0.8, 1.0}) {
    for (int i = 0; i < own; ++i) {
      const Point noise = {2 * noises[2 * i], 2 * noises[2 * i + 1]};
      Point x;
      for (int axis = 0; axis < 2; ++axis) {
        x[axis] = (1 - s) * points[2 * i + axis] + s * noise[axis];
      }
      const Point expected = MeanVelocity(points, x, s);
      const auto change = posterior.VelocityCorrection(
          i, {static_cast<Scalar>(noise[0]), static_cast<Scalar>(noise[1])},
          static_cast<Scalar>(s));
      for (int axis = 0; axis < 2; ++axis) {
        const double own = noise[axis] - points[2 * i + axis];
        EXPECT_NEAR(own + change[axis], expected[axis], tolerance / s)
            << own << " of " << count << " points, level " << s << ", point " << i;
      }
    }
  }
}

TEST(EmpiricalPosterior, IsTheFormulaForEveryNumberOfPoints) {
  for (const int count : {1, 2, 7, 16, 33, 70}) {
    for (const int own : {count, 1 + count / 3}) {
      ExpectFormula<double>(count, own, 1e-12);
      ExpectFormula<float>(count, own, 2e-6);
    }
  }
}

TEST(EmpiricalPosterior, HasNoCorrectionAtTheDataOrForOnePoint) {
  EmpiricalPosterior<float> posterior;
  posterior.SetData(RandomMatrix<float>(2, 10, 1), Points<float>());
  for (const float s : {0.0F, 1e-7F}) {
    EXPECT_TRUE(posterior.VelocityCorrection(3, {1, -2}, s).isZero(0)) << s;
  }
  // Close to the data, the points are many standard deviations apart.
  for (const float change : posterior.VelocityCorrection(3, {1, -2}, 1e-5F)) {
    EXPECT_NEAR(change, 0, 1e-20);
  }
  posterior.SetData(Vector<float>{{0.5F, -0.25F}}, Points<float>());
  EXPECT_TRUE(posterior.VelocityCorrection(0, {1, -2}, 0.7F).isZero(0));
}

TEST(EmpiricalPosterior, HasTheMeanOfTheWholeSetAtTheNoise) {
  const Matrix<double> points{{1, 3, 0}, {0, 0, 6}};
  EmpiricalPosterior<double> posterior;
  posterior.SetData(points, Points<double>());
  const auto change = posterior.VelocityCorrection(0, {0.3, -0.2}, 1.0);
  EXPECT_NEAR(change[0], 1 - 4.0 / 3, 1e-14);
  EXPECT_NEAR(change[1], 0 - 2.0, 1e-14);
}

/// Mean of independent values, and its standard error.
struct MeanEstimate {
  void Add(double value) {
    sum += value;
    squares += value * value;
    ++count;
  }
  double Mean() const { return sum / count; }
  double Error() const { return std::sqrt((squares / count - Mean() * Mean()) / count); }
  double sum = 0, squares = 0;
  int count = 0;
};

// The target keeps its conditional mean given x_t: the correction is orthogonal to functions of
// x_t. And it is closer to the marginal velocity.
TEST(EmpiricalPosterior, KeepsTheConditionalMeanAndReducesTheVariance) {
  constexpr int kSets = 400, kPoints = 64;
  const GridDensity density = MakeNamed("checkerboard", 4);
  const DensitySampler sampler(density);
  GridPosterior exact(density);
  EmpiricalPosterior<double> posterior;
  const RandomSource data{5, Stream::kData}, noise{5, Stream::kNoise};
  for (const double s : {0.25, 0.5, 0.9}) {
    std::array<MeanEstimate, 4> products;
    MeanEstimate pair_error, set_error;
    for (int set = 0; set < kSets; ++set) {
      std::vector<double> points;
      for (int j = 0; j < kPoints; ++j) {
        const auto point = sampler.Draw(data.Words(set, j));
        points.insert(points.end(), {point[0], point[1]});
      }
      posterior.SetData(ConstMatrixMap<double>(points.data(), 2, kPoints), Points<double>());
      // One point per set, so that the terms are independent.
      const auto words = noise.Words(set, 0);
      const auto z = Normal(words[0], words[1]);
      const Point x = {(1 - s) * points[0] + s * z[0], (1 - s) * points[1] + s * z[1]};
      const auto change = posterior.VelocityCorrection(0, {z[0], z[1]}, s);
      products[0].Add(change[0]);
      products[1].Add(change[0] * x[0]);
      products[2].Add(change[1] * std::sin(3 * x[1]));
      products[3].Add(change[1] * std::cos(2 * x[0] + x[1]));
      const Point v = exact.Mean(x, s).velocity;
      for (int axis = 0; axis < 2; ++axis) {
        const double error = z[axis] - points[axis] - v[axis];
        pair_error.Add(error * error);
        set_error.Add((error + change[axis]) * (error + change[axis]));
      }
    }
    for (const MeanEstimate& product : products) {
      EXPECT_LT(std::abs(product.Mean()), 4 * product.Error()) << "level " << s;
    }
    EXPECT_LT(set_error.Mean(), 0.5 * pair_error.Mean()) << "level " << s;
  }
}

}  // namespace
}  // namespace meanflow
