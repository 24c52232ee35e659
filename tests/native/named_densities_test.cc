#include "meanflow/named_densities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

#include "drawings.h"
#include "meanflow/random.h"

namespace meanflow {
namespace {

GridDensity MakeScaled(std::string_view name, double scale = 2.0, int cells = 4) {
  return MakeNamed(name, cells, scale);
}

/// E f(x, y) over the cells' centres.
template <typename Function>
double Mean(const GridDensity& density, Function f) {
  const double side = density.CellSide();
  double sum = 0;
  for (int iy = 0; iy < density.size; ++iy) {
    for (int ix = 0; ix < density.size; ++ix) {
      sum += density.weights[iy * density.size + ix] *
             f((ix + 0.5) * side - density.extent, (iy + 0.5) * side - density.extent);
    }
  }
  return sum;
}

double MeanSquare(const GridDensity& density) {
  // The variance within a uniform cell is side^2 / 12 per axis.
  const double within = density.CellSide() * density.CellSide() / 6;
  return within + Mean(density, [](double x, double y) { return x * x + y * y; });
}

TEST(Density, HasNames) {
  const auto names = DensityNames();
  EXPECT_EQ(std::vector(names.begin(), names.end()),
            (std::vector<std::string_view>{"checkerboard", "eight-gaussians", "two-moons",
                                           "two-spirals", "rings", "pinwheel", "drawing"}));
  EXPECT_EQ(DensityLabels().size(), names.size());
}

TEST(Density, EveryOneIsNormalisedOverItsWindow) {
  for (const std::string_view name : DensityNames()) {
    for (const double scale : {0.25, 2.0, 4.0}) {
      const GridDensity density = MakeScaled(name, scale);
      ASSERT_EQ(density.weights.size(), static_cast<std::size_t>(density.size) * density.size);
      EXPECT_EQ(density.extent, scale) << name;
      double sum = 0, smallest = 1;
      for (const double weight : density.weights) {
        sum += weight;
        smallest = std::min(smallest, weight);
      }
      EXPECT_NEAR(sum, 1, 1e-13) << name;
      EXPECT_GE(smallest, 0) << name;
    }
  }
}

TEST(Density, ScaleOnlyChangesTheExtent) {
  for (const std::string_view name : DensityNames()) {
    EXPECT_EQ(MakeScaled(name, 0.5).weights, MakeScaled(name, 2.0).weights) << name;
  }
}

TEST(Density, FillsTheWindow) {
  for (const std::string_view name : DensityNames()) {
    const GridDensity density = MakeScaled(name);
    const double reach = Mean(density, [](double x, double y) {
      return std::max(std::abs(x), std::abs(y)) > 1.4 ? 1 : 0;
    });
    EXPECT_GT(reach, 0.1) << name;
  }
}

TEST(Density, CheckerboardFillsOddCells) {
  for (const int cells : {2, 3, 4, 31, 32}) {
    const GridDensity density = MakeScaled("checkerboard", 2.0, cells);
    const int filled = cells * cells / 2;
    ASSERT_EQ(density.size, cells);
    for (int i = 0; i < cells * cells; ++i) {
      const bool odd = (i / cells + i % cells) % 2 == 1;
      EXPECT_DOUBLE_EQ(density.weights[i], odd ? 1.0 / filled : 0.0) << cells << " cells, " << i;
    }
  }
  EXPECT_EQ(MakeScaled("checkerboard", 2.0, 1).weights, (std::vector<double>{1}));
}

TEST(Density, HasTheSecondMomentsOfItsCurves) {
  // E|x|^2 of a curve plus 2 sigma^2 of its Gaussians.
  EXPECT_NEAR(MeanSquare(MakeScaled("eight-gaussians")), 1.55 * 1.55 + 2 * 0.16 * 0.16, 2e-3);
  EXPECT_NEAR(MeanSquare(MakeScaled("rings")), 10 * 0.445 * 0.445 + 2 * 0.075 * 0.075, 2e-3);
  EXPECT_NEAR(MeanSquare(MakeScaled("two-spirals")), 1.78 * 1.78 / 2 + 2 * 0.08 * 0.08, 2e-3);
  // (cos a - 1/2)^2 + (sin a - 1/4)^2 over half a turn.
  const double moon = 1 + 0.25 + 0.0625 - 1 / std::numbers::pi;
  EXPECT_NEAR(MeanSquare(MakeScaled("two-moons")), 1.13 * 1.13 * moon + 2 * 0.11 * 0.11, 2e-3);
  // Truncation at three standard deviations and at the window reduces the moment a little.
  EXPECT_NEAR(MeanSquare(MakeScaled("pinwheel")), 1.1 * 1.1 * 1.09 + 2 * 0.12 * 0.12, 2e-2);
}

TEST(Density, HasItsSymmetries) {
  const auto at = [](const GridDensity& density, int ix, int iy) {
    return density.weights[iy * density.size + ix];
  };
  for (const std::string name : {"eight-gaussians", "rings", "two-moons", "two-spirals"}) {
    const GridDensity density = MakeScaled(name);
    const int last = density.size - 1;
    for (int iy = 0; iy <= last; ++iy) {
      for (int ix = 0; ix <= last; ++ix) {
        ASSERT_NEAR(at(density, ix, iy), at(density, last - ix, last - iy), 1e-9) << name;
        if (name == "two-moons" || name == "two-spirals") continue;
        ASSERT_NEAR(at(density, ix, iy), at(density, last - ix, iy), 1e-9) << name;
        ASSERT_NEAR(at(density, ix, iy), at(density, iy, ix), 1e-9) << name;
      }
    }
  }
  // Five arms: the fifth circular harmonic is large, lower ones vanish.
  const GridDensity pinwheel = MakeScaled("pinwheel");
  for (int order = 1; order <= 5; ++order) {
    const double real =
        Mean(pinwheel, [&](double x, double y) { return std::cos(order * std::atan2(y, x)); });
    const double imaginary =
        Mean(pinwheel, [&](double x, double y) { return std::sin(order * std::atan2(y, x)); });
    const double size = std::hypot(real, imaginary);
    if (order < 5) {
      EXPECT_LT(size, 2e-3) << order;
    } else {
      EXPECT_GT(size, 0.1) << order;
    }
  }
}

/// FNV-1a over the bit patterns of doubles, lowest byte first.
std::uint64_t Hash(std::uint64_t hash, double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  for (int shift = 0; shift < 64; shift += 8) {
    hash = (hash ^ ((bits >> shift) & 0xff)) * 0x100000001b3;
  }
  return hash;
}

// Native and WebAssembly builds must train on identical data. Update the hash below when a density
// changes on purpose.
TEST(DensitySampler, IsBitIdenticalInEveryBuild) {
  const std::uint64_t expected[] = {0x1b2f0ed9ee9f11b7, 0x1ff5d95b6d16fc39, 0x4867636a6a052330,
                                    0x535bc97c0796c220, 0xc1e88c8ac92e0c8e, 0x53eb57c6cd9960c2,
                                    0x4f96b5e4ad645583};
  for (std::size_t i = 0; i < DensityNames().size(); ++i) {
    const GridDensity density = MakeScaled(DensityNames()[i]);
    const DensitySampler sampler(density);
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const double weight : density.weights) hash = Hash(hash, weight);
    for (int sample = 0; sample < 1000; ++sample) {
      for (const double value : sampler.Draw(RandomSource{0, Stream::kData}.Words(0, sample))) {
        hash = Hash(hash, value);
      }
    }
    // A density without a hash here fails, too.
    EXPECT_EQ(hash, i < std::size(expected) ? expected[i] : 0)
        << DensityNames()[i] << " 0x" << std::hex << hash;
  }
}

}  // namespace
}  // namespace meanflow
