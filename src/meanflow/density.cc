#include "meanflow/density.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "meanflow/choices.h"
#include "meanflow/drawing.h"
#include "meanflow/elementary.h"
#include "meanflow/random.h"

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

double Sum(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

void Scale(double factor, std::vector<double>* values) {
  for (double& value : *values) value *= factor;
}

/// Masses as whole multiples of 2^-32 of their sum.
void Quantise(std::vector<double>* masses) {
  Scale(0x1p32 / Sum(*masses), masses);
  for (double& mass : *masses) mass = std::round(mass);
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
/// its hash in density_test.cc.
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

int GridDensity::CellAt(double x, double y) const {
  if (!(std::abs(x) <= extent && std::abs(y) <= extent)) return -1;
  const double side = CellSide();
  const int ix = std::min(static_cast<int>((x + extent) / side), size - 1);
  const int iy = std::min(static_cast<int>((y + extent) / side), size - 1);
  return iy * size + ix;
}

double GridDensity::At(double x, double y) const {
  const int cell = CellAt(x, y);
  return cell < 0 ? 0 : weights[cell] / (CellSide() * CellSide());
}

std::span<const std::string_view> DensityNames() { return kDensityNames; }

std::span<const std::string_view> DensityLabels() { return kDensityLabels; }

GridDensity MakeDensity(const DensityConfig& config) {
  const auto name = std::find(kDensityNames.begin(), kDensityNames.end(), config.name);
  assert(name != kDensityNames.end());
  Masses masses = kMakers[name - kDensityNames.begin()](config);
  Scale(1 / Sum(masses.cells), &masses.cells);
  return {masses.size, config.scale, std::move(masses.cells)};
}

std::string MakeGridDensity(int size, double extent, const std::vector<double>& masses,
                            GridDensity* density) {
  if (size < 1) return "density: it has no cells";
  if (masses.size() != static_cast<std::size_t>(size) * size) {
    return "density: " + std::to_string(masses.size()) + " cells are not " + std::to_string(size) +
           " x " + std::to_string(size);
  }
  if (!(extent > 0 && std::isfinite(extent))) return "density: its window has no area";
  for (std::size_t i = 0; i < masses.size(); ++i) {
    if (!(masses[i] >= 0 && std::isfinite(masses[i]))) {
      return "density: the mass of cell " + std::to_string(i) + " is not a non-negative number";
    }
  }
  const double largest = *std::max_element(masses.begin(), masses.end());
  if (!(largest > 0)) return "density: it has no mass";
  GridDensity result{size, extent, masses};
  // Divided by the largest first: the sum of huge masses overflows, that of tiny ones has no
  // finite inverse.
  for (double& weight : result.weights) weight /= largest;
  Scale(1 / Sum(result.weights), &result.weights);
  *density = std::move(result);
  return "";
}

GridDensity Coarsen(const GridDensity& density, int size) {
  assert(size >= 1 && density.size % size == 0);
  const int block = density.size / size;
  GridDensity coarse{size, density.extent, {}};
  coarse.weights.resize(static_cast<std::size_t>(size) * size);
  for (int iy = 0; iy < density.size; ++iy) {
    for (int ix = 0; ix < density.size; ++ix) {
      coarse.weights[iy / block * size + ix / block] += density.weights[iy * density.size + ix];
    }
  }
  return coarse;
}

DensitySampler::DensitySampler(const GridDensity& density)
    : size_(density.size), extent_(density.extent) {
  double cumulative = 0;
  for (std::size_t i = 0; i < density.weights.size(); ++i) {
    if (density.weights[i] <= 0) continue;
    cumulative += density.weights[i];
    cumulative_.push_back(cumulative);
    cells_.push_back(static_cast<int>(i));
  }
  assert(!cells_.empty());
  cumulative_.back() = 1;  // rounding must not leave a gap
}

std::array<double, 2> DensitySampler::Draw(const std::array<std::uint32_t, 4>& words) const {
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), Uniform(words[0]));
  const int cell = cells_[found - cumulative_.begin()];
  const int ix = cell % size_, iy = cell / size_;
  const double side = 2 * extent_ / size_;
  return {(ix + Uniform(words[1])) * side - extent_, (iy + Uniform(words[2])) * side - extent_};
}

std::vector<float> FreshData(const DensitySampler& density, std::uint32_t seed, int count) {
  const RandomSource random{seed, Stream::kFreshData};
  std::vector<float> points(2 * static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto point = density.Draw(random.Words(0, i));
    points[2 * i] = static_cast<float>(point[0]);
    points[2 * i + 1] = static_cast<float>(point[1]);
  }
  return points;
}

}  // namespace meanflow
