#include "meanflow/named_densities.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "meanflow/choices.h"
#include "meanflow/drawing.h"
#include "meanflow/elementary.h"

namespace meanflow {
namespace {

using std::numbers::pi;

constexpr int kRasterSize = 128;
constexpr double kUnitExtent = 2;  // the mixtures below are defined on the window [-2, 2]^2

/// An isotropic Gaussian of a mixture; masses need not add up to 1.
struct Gaussian {
  double x, y, sigma, mass;
};
using Mixture = std::vector<Gaussian>;

/// Adds `count` Gaussians along curve(u) -> Gaussian, with u at the midpoints of equal parts of
/// (0, 1). A spacing below sigma makes a smooth line.
template <typename Curve>
void AddCurve(int count, Curve curve, Mixture* mixture) {
  for (int i = 0; i < count; ++i) mixture->push_back(curve((i + 0.5) / count));
}

Mixture EightGaussians() {
  constexpr double kRadius = 1.55, kSigma = 0.16;
  Mixture mixture;
  for (int i = 0; i < 8; ++i) {
    const double angle = i * pi / 4;
    mixture.push_back({kRadius * Cos(angle), kRadius * Sin(angle), kSigma, 1});
  }
  return mixture;
}

Mixture TwoMoons() {
  constexpr double kRadius = 1.13, kSigma = 0.11;
  Mixture mixture;
  for (const double side : {1.0, -1.0}) {
    AddCurve(
        128,
        [&](double u) {
          return Gaussian{side * kRadius * (Cos(pi * u) - 0.5),
                          side * kRadius * (Sin(pi * u) - 0.25), kSigma, 1};
        },
        &mixture);
  }
  return mixture;
}

Mixture TwoSpirals() {
  constexpr double kTurns = 1.5, kRadius = 1.78, kSigma = 0.08;
  Mixture mixture;
  for (const double side : {1.0, -1.0}) {
    AddCurve(
        384,
        [&](double u) {
          const double part = std::sqrt(u);  // arc length grows as the square of the angle
          const double angle = 2 * pi * kTurns * part;
          return Gaussian{side * kRadius * part * Cos(angle), side * kRadius * part * Sin(angle),
                          kSigma, 1};
        },
        &mixture);
  }
  return mixture;
}

Mixture Rings() {
  constexpr double kSpacing = 0.445, kSigma = 0.075;
  Mixture mixture;
  for (int ring = 1; ring <= 4; ++ring) {
    const double radius = ring * kSpacing;
    AddCurve(
        96 * ring,  // proportional to the length, so that all rings have the same density
        [&](double u) {
          return Gaussian{radius * Cos(2 * pi * u), radius * Sin(2 * pi * u), kSigma, 1};
        },
        &mixture);
  }
  return mixture;
}

Mixture Pinwheel() {
  constexpr int kArms = 5;
  constexpr double kMean = 1.0, kSpread = 0.3, kTwist = 0.25, kStretch = 1.1, kSigma = 0.12;
  Mixture mixture;
  for (int arm = 0; arm < kArms; ++arm) {
    AddCurve(
        96,
        [&](double u) {
          const double deviate = 6 * (u - 0.5);  // three standard deviations either way
          const double radius = kMean + kSpread * deviate;
          const double angle = 2 * pi * arm / kArms + kTwist * Exp(radius);
          return Gaussian{kStretch * radius * Cos(angle), kStretch * radius * Sin(angle), kSigma,
                          Exp(-deviate * deviate / 2)};
        },
        &mixture);
  }
  return mixture;
}

/// Mass of a normal in each cell of an axis: Phi at the upper edge minus Phi at the lower one.
std::array<double, kRasterSize> AxisMasses(double mean, double sigma) {
  constexpr double kSide = 2 * kUnitExtent / kRasterSize;
  std::array<double, kRasterSize> masses;
  double lower = 0;
  for (int edge = 0; edge <= kRasterSize; ++edge) {
    const double position = edge * kSide - kUnitExtent;
    const double upper = Erf((position - mean) / (sigma * std::numbers::sqrt2)) / 2;
    if (edge > 0) masses[edge - 1] = upper - lower;
    lower = upper;
  }
  return masses;
}

std::vector<double> Rasterise(const Mixture& mixture) {
  std::vector<double> masses(kRasterSize * kRasterSize, 0.0);
  for (const Gaussian& gaussian : mixture) {
    const auto across = AxisMasses(gaussian.x, gaussian.sigma);
    const auto up = AxisMasses(gaussian.y, gaussian.sigma);
    for (int iy = 0; iy < kRasterSize; ++iy) {
      if (up[iy] == 0) continue;
      for (int ix = 0; ix < kRasterSize; ++ix) {
        masses[iy * kRasterSize + ix] += gaussian.mass * up[iy] * across[ix];
      }
    }
  }
  return masses;
}

/// Masses as whole multiples of 2^-32 of their sum.
void Quantise(std::vector<double>* masses) {
  Normalise(masses);
  for (double& mass : *masses) mass = std::round(0x1p32 * mass);
}

/// Masses of cells, to be normalised.
struct Masses {
  int size;
  std::vector<double> cells;
};

Masses CheckerboardMasses(const DensityConfig& config) {
  const int cells = config.cells;
  if (cells == 1) return {1, {1}};
  Masses masses{cells, std::vector<double>(static_cast<std::size_t>(cells) * cells)};
  for (int iy = 0; iy < cells; ++iy) {
    for (int ix = 0; ix < cells; ++ix) masses.cells[iy * cells + ix] = (ix + iy) % 2;
  }
  return masses;
}

Masses DrawnMasses(const DensityConfig& config) {
  Drawing drawing;
  [[maybe_unused]] const std::string error = DecodeDrawing(config.drawing, &drawing);
  assert(error.empty());
  return {drawing.size, {drawing.levels.begin(), drawing.levels.end()}};
}

template <Mixture (*kMakeMixture)()>
Masses MixtureMasses(const DensityConfig&) {
  Masses masses{kRasterSize, Rasterise(kMakeMixture())};
  Quantise(&masses.cells);
  return masses;
}

/// A density that is known by name.
struct DensityRow {
  std::string_view name;   ///< As in configurations, links and on the command line.
  std::string_view label;  ///< For readers.
  Masses (*make)(const DensityConfig&);
};

/// The table of densities. A new one takes a row here, the function that makes it, and
/// its hash in named_densities_test.cc.
constexpr auto kDensities = std::to_array<DensityRow>({
    {"checkerboard", "Checkerboard", &CheckerboardMasses},
    {"eight-gaussians", "Eight Gaussians", &MixtureMasses<EightGaussians>},
    {"two-moons", "Two moons", &MixtureMasses<TwoMoons>},
    {"two-spirals", "Two spirals", &MixtureMasses<TwoSpirals>},
    {"rings", "Rings", &MixtureMasses<Rings>},
    {"pinwheel", "Pinwheel", &MixtureMasses<Pinwheel>},
    {kDrawingName, "Draw your own", &DrawnMasses},
});
constexpr auto kDensityNames = Project(kDensities, [](const DensityRow& row) { return row.name; });
constexpr auto kDensityLabels =
    Project(kDensities, [](const DensityRow& row) { return row.label; });
constexpr auto kMakers = Project(kDensities, [](const DensityRow& row) { return row.make; });

}  // namespace

std::span<const std::string_view> DensityNames() { return kDensityNames; }

std::span<const std::string_view> DensityLabels() { return kDensityLabels; }

GridDensity MakeDensity(const DensityConfig& config) {
  const auto name = std::find(kDensityNames.begin(), kDensityNames.end(), config.name);
  assert(name != kDensityNames.end());
  Masses masses = kMakers[name - kDensityNames.begin()](config);
  Normalise(&masses.cells);
  return {masses.size, config.scale, std::move(masses.cells)};
}

}  // namespace meanflow
