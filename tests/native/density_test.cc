#include "meanflow/density.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

#include "drawings.h"
#include "meanflow/named_densities.h"
#include "meanflow/random.h"
#include "statistics.h"

namespace meanflow {
namespace {

constexpr int kSamples = 200000;

TEST(Density, LooksUpCells) {
  const GridDensity density = MakeDensity({});
  EXPECT_EQ(density.CellAt(-2, -2), 0);
  EXPECT_EQ(density.CellAt(2, 2), 15);
  EXPECT_EQ(density.CellAt(0.5, -1.5), 2);
  EXPECT_EQ(density.CellAt(2.0000001, 0), -1);
  EXPECT_EQ(density.CellAt(0, -3), -1);
  EXPECT_EQ(density.CellAt(std::numeric_limits<double>::quiet_NaN(), 0), -1);
  EXPECT_EQ(density.At(0.5, -0.5), 1.0 / 8);
  EXPECT_EQ(density.At(0.5, -1.5), 0);
  EXPECT_EQ(density.At(5, 5), 0);
}

TEST(DensitySampler, DrawsCellsByTheirMass) {
  const RandomSource source{2, Stream::kData};
  for (const std::string_view name : DensityNames()) {
    const GridDensity density = MakeNamed(name, 4, 1.5);
    const DensitySampler sampler(density);
    std::vector<double> counts(density.weights.size());
    for (int i = 0; i < kSamples; ++i) {
      const auto [x, y] = sampler.Draw(source.Words(0, i));
      const int cell = density.CellAt(x, y);
      ASSERT_GE(cell, 0) << name << ": " << x << ", " << y;
      ++counts[cell];
    }
    EXPECT_LT(std::abs(ChiSquareDeviate(counts, density.weights)), 4) << name;
  }
}

TEST(DensitySampler, IsUniformWithinACell) {
  const RandomSource source{3, Stream::kData};
  const GridDensity density = MakeNamed("rings");
  const DensitySampler sampler(density);
  std::vector<double> counts(64), chances(64, 1.0 / 64);
  for (int i = 0; i < kSamples; ++i) {
    const auto [x, y] = sampler.Draw(source.Words(0, i));
    double whole = 0;
    const double across = std::modf((x + density.extent) / density.CellSide(), &whole);
    const double up = std::modf((y + density.extent) / density.CellSide(), &whole);
    ++counts[static_cast<int>(8 * up) * 8 + static_cast<int>(8 * across)];
  }
  EXPECT_LT(std::abs(ChiSquareDeviate(counts, chances)), 4);
}

TEST(DensitySampler, NeverHitsAnEmptyCell) {
  GridDensity density;
  ASSERT_EQ(MakeGridDensity(3, 1, {0, 0, 0, 0, 1, 2, 0, 0, 0}, &density), "");
  const DensitySampler sampler(density);
  for (const std::uint32_t cell : {0u, 0x55555554u, 0x55555556u, 0xffffffffu}) {
    for (const std::uint32_t place : {0u, 0xffffffffu}) {
      const auto [x, y] = sampler.Draw({cell, place, place, 0});
      EXPECT_GT(density.At(x, y), 0) << cell << " gives " << x << ", " << y;
    }
  }
}

TEST(MakeGridDensity, IsNormalised) {
  GridDensity density;
  ASSERT_EQ(MakeGridDensity(2, 1.5, {1, 0, 3, 4}, &density), "");
  EXPECT_EQ(density.size, 2);
  EXPECT_EQ(density.extent, 1.5);
  EXPECT_EQ(density.weights, (std::vector<double>{0.125, 0, 0.375, 0.5}));
  ASSERT_EQ(MakeGridDensity(2, 1, {1e308, 1e308, 1e308, 1e308}, &density), "");
  EXPECT_EQ(density.weights[0], 0.25);
  ASSERT_EQ(MakeGridDensity(2, 1, {5e-324, 0, 0, 5e-324}, &density), "");
  EXPECT_EQ(density.weights[3], 0.5);
}

TEST(Coarsen, AddsUpBlocksOfCells) {
  const GridDensity fine = MakeNamed("two-spirals"), coarse = Coarsen(fine, 32);
  EXPECT_EQ(coarse.size, 32);
  EXPECT_EQ(coarse.extent, fine.extent);
  double block = 0;
  for (int iy = 40; iy < 44; ++iy) {
    for (int ix = 60; ix < 64; ++ix) block += fine.weights[iy * 128 + ix];
  }
  EXPECT_GT(block, 0);
  EXPECT_DOUBLE_EQ(coarse.weights[10 * 32 + 15], block);
  EXPECT_NEAR(std::accumulate(coarse.weights.begin(), coarse.weights.end(), 0.0), 1, 1e-12);
  EXPECT_EQ(Coarsen(fine, 128).weights, fine.weights);
  EXPECT_NEAR(Coarsen(fine, 1).weights[0], 1, 1e-12);
}

TEST(MakeGridDensity, RefusesInvalidMasses) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  GridDensity density{1, 2, {1}};
  EXPECT_EQ(MakeGridDensity(2, 1, {1, 2, 3}, &density), "density: 3 cells are not 2 x 2");
  EXPECT_EQ(MakeGridDensity(0, 1, {}, &density), "density: it has no cells");
  EXPECT_EQ(MakeGridDensity(2, 0, {1, 1, 1, 1}, &density), "density: its window has no area");
  EXPECT_EQ(MakeGridDensity(2, 1, {0, 0, 0, 0}, &density), "density: it has no mass");
  for (const double bad : {-1.0, nan, infinity}) {
    EXPECT_EQ(MakeGridDensity(2, 1, {1, 0, bad, 1}, &density),
              "density: the mass of cell 2 is not a non-negative number");
  }
  EXPECT_EQ(density.weights, (std::vector<double>{1})) << "touched on error";
}

}  // namespace
}  // namespace meanflow
