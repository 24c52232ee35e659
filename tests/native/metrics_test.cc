#include "meanflow/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "drawings.h"
#include "meanflow/exact_flow.h"
#include "meanflow/named_densities.h"
#include "meanflow/sampler.h"

namespace meanflow {
namespace {

constexpr int kSampled = 2000;
constexpr std::uint32_t kSeed = 5;

/// The points that a meter of seed kSeed compares with.
std::vector<float> Compared(const GridDensity& density, int count = kSampled) {
  return FreshData(DensitySampler(density), kSeed, count);
}

/// Other true samples.
std::vector<float> TrueSamples(const GridDensity& density, int count = kSampled) {
  return FreshData(DensitySampler(density), kSeed + 1, count);
}

/// All samples at one point.
std::vector<float> Pile(float x, float y) {
  std::vector<float> samples;
  for (int i = 0; i < kSampled; ++i) samples.insert(samples.end(), {x, y});
  return samples;
}

SampleQuality Measure(const GridDensity& density, const std::vector<float>& samples) {
  const int count = static_cast<int>(samples.size() / 2);
  return QualityMeter(density, count, kSeed).Measure(samples.data());
}

TEST(QualityMeter, HasNoDistanceToItsOwnData) {
  const GridDensity density = MakeNamed("checkerboard");
  std::vector<float> samples = Compared(density);
  EXPECT_EQ(Measure(density, samples).sliced_wasserstein, 0);
  EXPECT_EQ(Measure(density, samples).on_support, 1);
  // In any order: a rotation by whole points.
  std::rotate(samples.begin(), samples.begin() + 200, samples.end());
  EXPECT_EQ(Measure(density, samples).sliced_wasserstein, 0);
}

TEST(QualityMeter, ScoresTrueSamplesAtTheFloors) {
  for (const std::string_view name : DensityNames()) {
    const GridDensity density = MakeNamed(name);
    const SampleQuality quality = Measure(density, TrueSamples(density));
    const double mass = quality.on_support_ideal;
    EXPECT_NEAR(quality.on_support, mass, 4 * std::sqrt(mass * (1 - mass) / kSampled) + 1e-12)
        << name;
    EXPECT_NEAR(quality.total_variation / quality.total_variation_floor, 1, 0.5) << name;
    EXPECT_NEAR(quality.sliced_wasserstein / quality.sliced_wasserstein_floor, 1, 0.5) << name;
  }
}

TEST(QualityMeter, MeasuresDrawingsOfAnySize) {
  for (const int size : {2, 13, 31, 33, 47, 64}) {
    for (const Drawing& drawing : {Irregular(size), SingleRow(size, 1), SingleCell(size, 1, 0)}) {
      const GridDensity density = MakeDrawn(drawing);
      const SampleQuality quality = Measure(density, TrueSamples(density));
      const double mass = quality.on_support_ideal, rest = std::max(1 - mass, 0.0);
      EXPECT_NEAR(quality.on_support, mass, 4 * std::sqrt(mass * rest / kSampled) + 1e-12) << size;
      EXPECT_NEAR(quality.total_variation, quality.total_variation_floor, 0.02) << size;
      EXPECT_NEAR(quality.sliced_wasserstein / quality.sliced_wasserstein_floor, 1, 0.7) << size;
    }
  }
}

TEST(QualityMeter, HasTheReferenceFloor) {
  const QualityMeter meter(MakeNamed("checkerboard"), 50000, kSeed);
  const SampleQuality quality = meter.Measure(TrueSamples(MakeNamed("checkerboard"), 50000).data());
  EXPECT_GT(quality.sliced_wasserstein_floor, 0.009);
  EXPECT_LT(quality.sliced_wasserstein_floor, 0.015);
  EXPECT_LT(quality.sliced_wasserstein, 0.02);
  EXPECT_EQ(quality.on_support, 1);
  EXPECT_LT(quality.total_variation, 0.01);
}

TEST(QualityMeter, MeasuresAShift) {
  // Every projection moves by d . direction, whose mean square is |d|^2 / 2.
  const GridDensity density = MakeNamed("pinwheel");
  for (const auto& [dx, dy] : {std::pair{0.3F, 0.0F}, {0.0F, -0.7F}, {0.6F, 0.8F}}) {
    std::vector<float> samples = Compared(density);
    for (int i = 0; i < kSampled; ++i) {
      samples[2 * i] += dx;
      samples[2 * i + 1] += dy;
    }
    EXPECT_NEAR(Measure(density, samples).sliced_wasserstein, std::hypot(dx, dy) / std::sqrt(2),
                1e-6);
  }
}

TEST(QualityMeter, MeasuresAStretch) {
  const GridDensity density = MakeNamed("rings");
  std::vector<float> samples = Compared(density);
  double mean_square = 0;
  for (float& value : samples) {
    mean_square += value * value / kSampled;
    value *= 1.2F;
  }
  EXPECT_NEAR(Measure(density, samples).sliced_wasserstein, 0.2 * std::sqrt(mean_square / 2), 1e-5);
}

TEST(QualityMeter, DetectsCollapse) {
  const GridDensity density = MakeNamed("checkerboard");
  const SampleQuality middle = Measure(density, Pile(0.0F, 0.0F));
  // Against one point, E|x . direction|^2 = E|x|^2 / 2 = 4/3.
  EXPECT_NEAR(middle.sliced_wasserstein, std::sqrt(4.0 / 3), 0.02);
  // One of eight equal cells holds everything: 1/2 (7/8 + 7/8).
  const SampleQuality cell = Measure(density, Pile(0.5F, -0.5F));
  EXPECT_EQ(cell.on_support, 1);
  EXPECT_NEAR(cell.total_variation, 7.0 / 8, 1e-9);
  const SampleQuality gap = Measure(density, Pile(0.5F, 0.5F));
  EXPECT_EQ(gap.on_support, 0);
  EXPECT_NEAR(gap.total_variation, 1, 1e-9);
}

TEST(QualityMeter, CountsSamplesOutsideTheWindow) {
  const GridDensity density = MakeNamed("checkerboard");
  std::vector<float> samples = TrueSamples(density);
  for (int i = 0; i < kSampled / 4; ++i) samples[8 * i] = 2.5F;
  const SampleQuality quality = Measure(density, samples);
  EXPECT_NEAR(quality.on_support, 0.75, 1e-12);
  EXPECT_NEAR(quality.total_variation, 0.25, 0.03);
  EXPECT_NEAR(Measure(density, Pile(9.0F, 9.0F)).total_variation, 1, 1e-12);
}

TEST(QualityMeter, SupportIsTheHeaviestCells) {
  for (const std::string_view name : DensityNames()) {
    const GridDensity density = MakeNamed(name);
    const QualityMeter meter(density, 1, kSeed);
    double mass = 0, lightest_in = 1, heaviest_out = 0;
    for (int i = 0; i < density.size * density.size; ++i) {
      const double side = density.CellSide();
      const float centre[2] = {
          static_cast<float>((i % density.size + 0.5) * side - density.extent),
          static_cast<float>((i / density.size + 0.5) * side - density.extent)};
      const bool inside = meter.OnSupport(centre) == 1;
      mass += inside ? density.weights[i] : 0;
      if (inside) lightest_in = std::min(lightest_in, density.weights[i]);
      if (!inside) heaviest_out = std::max(heaviest_out, density.weights[i]);
    }
    EXPECT_LT(heaviest_out, lightest_in) << name;
    EXPECT_GE(mass, 0.99 - 1e-12) << name;
    if (name == "checkerboard") {
      EXPECT_NEAR(mass, 1, 1e-12);
    } else if (name != "drawing") {
      EXPECT_LT(mass, 0.991) << name;
    }
    EXPECT_NEAR(mass, Measure(density, Compared(density)).on_support_ideal, 1e-12) << name;
  }
}

TEST(QualityMeter, CountsEveryCellOfABoard) {
  for (const int cells : {1, 2, 3, 7, 31, 32}) {
    const GridDensity density = MakeNamed("checkerboard", cells);
    const SampleQuality quality = Measure(density, TrueSamples(density));
    EXPECT_EQ(quality.on_support, 1) << cells;
    EXPECT_NEAR(quality.on_support_ideal, 1, 1e-12) << cells;
    // The mirrored board has no filled cell in common with it.
    if (cells < 2 || cells % 2 == 1) continue;
    std::vector<float> samples = TrueSamples(density);
    for (int i = 0; i < kSampled; ++i) samples[2 * i] *= -1;
    EXPECT_NEAR(Measure(density, samples).total_variation, 1, 1e-9) << cells;
  }
}

TEST(QualityMeter, BinsGridsOfAnySize) {
  for (const int size : {33, 37, 64, 100}) {
    GridDensity density;
    const std::vector<double> masses(static_cast<std::size_t>(size) * size, 1.0);
    ASSERT_EQ(MakeGridDensity(size, 2, masses, &density), "");
    const SampleQuality quality = Measure(density, TrueSamples(density));
    EXPECT_NEAR(quality.total_variation / quality.total_variation_floor, 1, 0.3) << size;
    EXPECT_LT(quality.total_variation, 0.25) << size;
  }
}

TEST(QualityMeter, GivesInfinityForSamplesThatAreNotFinite) {
  const GridDensity density = MakeNamed("checkerboard");
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> samples = TrueSamples(density);
    samples[31] = bad;
    const SampleQuality quality = Measure(density, samples);
    EXPECT_TRUE(std::isinf(quality.sliced_wasserstein));
    EXPECT_NEAR(quality.on_support, 1 - 1.0 / kSampled, 1e-12);
    EXPECT_TRUE(std::isfinite(quality.total_variation));
  }
}

TEST(QualityMeter, ScoresTheExactFlowAtTheFloors) {
  const GridDensity density = MakeNamed("checkerboard");
  ExactFlow flow(density, Direction::kReverse);
  std::vector<float> samples = StartingNoise(3, kSampled);
  flow.Map(samples.data(), kSampled, 1, 0, 1e-5, samples.data());
  const SampleQuality quality = Measure(density, samples);
  EXPECT_EQ(quality.on_support, 1);
  EXPECT_NEAR(quality.total_variation / quality.total_variation_floor, 1, 0.5);
  EXPECT_NEAR(quality.sliced_wasserstein / quality.sliced_wasserstein_floor, 1, 0.5);
}

TEST(FlowMapError, IsTheRootMeanSquareDistance) {
  const std::vector<float> exact = TrueSamples(MakeNamed("rings"));
  std::vector<float> ends = exact;
  EXPECT_EQ(FlowMapError(ends.data(), exact.data(), kSampled), 0);
  for (int i = 0; i < kSampled; ++i) {
    ends[2 * i] += 3;
    ends[2 * i + 1] -= 4;
  }
  EXPECT_NEAR(FlowMapError(ends.data(), exact.data(), kSampled), 5, 1e-5);
  // A quarter of the points off by 2: root of a quarter of 4.
  ends = exact;
  for (int i = 0; i < kSampled / 4; ++i) ends[8 * i + 1] += 2;
  EXPECT_NEAR(FlowMapError(ends.data(), exact.data(), kSampled), 1, 1e-5);
  ends[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isinf(FlowMapError(ends.data(), exact.data(), kSampled)));
}

}  // namespace
}  // namespace meanflow
