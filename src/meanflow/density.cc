#include "meanflow/density.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "meanflow/random.h"

namespace meanflow {

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

void Normalise(std::vector<double>* masses) {
  double sum = 0;
  for (const double mass : *masses) sum += mass;
  const double scale = 1 / sum;
  for (double& mass : *masses) mass *= scale;
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
  Normalise(&result.weights);
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
