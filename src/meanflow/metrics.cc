#include "meanflow/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numbers>

#include "meanflow/elementary.h"

namespace meanflow {
namespace {

constexpr int kDirections = 64;
constexpr int kFloorSets = 3;
constexpr double kSupportMass = 0.99;
constexpr int kFinestBins = 32, kCoarseBins = 16;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Sorted projections of (2, count) finite samples, direction after direction.
std::vector<float> SortedProjections(const float* samples, int count) {
  std::vector<float> projections(static_cast<std::size_t>(kDirections) * count);
  auto begin = projections.begin();
  for (int k = 0; k < kDirections; ++k, begin += count) {
    const double angle = std::numbers::pi * (k + 0.5) / kDirections;
    const auto x = static_cast<float>(Cos(angle)), y = static_cast<float>(Sin(angle));
    for (int i = 0; i < count; ++i) begin[i] = x * samples[2 * i] + y * samples[2 * i + 1];
    std::sort(begin, begin + count);
  }
  return projections;
}

double MeanSquareDifference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - b[i];
    sum += difference * difference;
  }
  return sum / static_cast<double>(a.size());
}

/// The support as defined at QualityMeter, and its mass.
std::vector<bool> FindSupport(const std::vector<double>& weights, double* mass) {
  std::vector<double> falling = weights;
  std::sort(falling.begin(), falling.end(), std::greater<>());
  double held = 0, lightest = 0;
  for (const double weight : falling) {
    lightest = weight;
    held += weight;
    if (held >= kSupportMass) break;
  }
  std::vector<bool> support;
  *mass = 0;
  for (const double weight : weights) {
    support.push_back(weight > 0 && weight >= lightest * (1 - 1e-12));
    if (support.back()) *mass += weight;
  }
  return support;
}

/// Mean of 1/2 sum |share - mass| for true samples: shares are approximately normal, with variance
/// mass (1 - mass) / count.
double ExpectedTotalVariation(const std::vector<double>& masses, int count) {
  double sum = 0;
  for (const double mass : masses) {
    sum += std::sqrt(2 * mass * (1 - mass) / (std::numbers::pi * count));
  }
  return sum / 2;
}

}  // namespace

QualityMeter::QualityMeter(const GridDensity& density, int count, std::uint32_t seed)
    : count_(count), density_(density) {
  in_support_ = FindSupport(density.weights, &ideal_.on_support_ideal);

  const int size = density.size;
  block_ = size <= kFinestBins ? 1 : (size + kCoarseBins - 1) / kCoarseBins;
  bins_across_ = (size + block_ - 1) / block_;
  bin_masses_.resize(static_cast<std::size_t>(bins_across_) * bins_across_ + 1);
  for (std::size_t cell = 0; cell < density.weights.size(); ++cell) {
    bin_masses_[BinOfCell(static_cast<int>(cell))] += density.weights[cell];
  }
  ideal_.total_variation_floor = ExpectedTotalVariation(bin_masses_, count);

  const std::size_t set = 2 * static_cast<std::size_t>(count);
  const std::vector<float> data =
      FreshData(DensitySampler(density), seed, (1 + kFloorSets) * count);
  fresh_ = SortedProjections(data.data(), count);
  double sum = 0;
  for (int i = 1; i <= kFloorSets; ++i) {
    sum += MeanSquareDifference(fresh_, SortedProjections(&data[i * set], count));
  }
  ideal_.sliced_wasserstein_floor = std::sqrt(sum / kFloorSets);
}

int QualityMeter::BinOfCell(int cell) const {
  if (cell < 0) return bins_across_ * bins_across_;
  return cell / density_.size / block_ * bins_across_ + cell % density_.size / block_;
}

SampleQuality QualityMeter::Measure(const float* samples) const {
  SampleQuality quality = ideal_;
  quality.on_support = OnSupport(samples);
  quality.total_variation = TotalVariation(samples);
  quality.sliced_wasserstein = SlicedWasserstein(samples);
  return quality;
}

double QualityMeter::OnSupport(const float* samples) const {
  int inside = 0;
  for (int i = 0; i < count_; ++i) {
    const int cell = density_.CellAt(samples[2 * i], samples[2 * i + 1]);
    if (cell >= 0 && in_support_[cell]) ++inside;
  }
  return static_cast<double>(inside) / count_;
}

double QualityMeter::TotalVariation(const float* samples) const {
  std::vector<double> excess = bin_masses_;
  for (double& mass : excess) mass = -mass;
  for (int i = 0; i < count_; ++i) {
    excess[BinOfCell(density_.CellAt(samples[2 * i], samples[2 * i + 1]))] += 1.0 / count_;
  }
  double sum = 0;
  for (const double difference : excess) sum += std::abs(difference);
  return sum / 2;
}

double QualityMeter::SlicedWasserstein(const float* samples) const {
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::all_of(samples, samples + 2 * count_, finite)) return kInfinity;
  return std::sqrt(MeanSquareDifference(SortedProjections(samples, count_), fresh_));
}

double FlowMapError(const float* ends, const float* exact_ends, int count) {
  double sum = 0;
  for (int i = 0; i < 2 * count; ++i) {
    const double difference = static_cast<double>(ends[i]) - exact_ends[i];
    sum += difference * difference;
  }
  return std::isfinite(sum) ? std::sqrt(sum / count) : kInfinity;
}

}  // namespace meanflow
