// How good samples are, measured against the density itself.
#ifndef MEANFLOW_METRICS_H_
#define MEANFLOW_METRICS_H_

#include <cstdint>
#include <vector>

#include "meanflow/density.h"

namespace meanflow {

/// Measures of one set of samples. What true samples of the same count score stands beside each:
/// only what lies above it is the model's doing.
struct SampleQuality {
  double on_support = 0;                ///< Share of samples inside the support, 0..1.
  double on_support_ideal = 0;          ///< Mass of the support.
  double total_variation = 0;           ///< 1/2 sum |share - mass| over bins, 0..1.
  double total_variation_floor = 0;     ///< Its mean for true samples.
  double sliced_wasserstein = 0;        ///< Against fresh data; infinite if a sample is not finite.
  double sliced_wasserstein_floor = 0;  ///< Of other fresh data, root mean square of 3.
};

/// Measures sample sets of one size against one density.
///
/// Support: cells taken from the heaviest down until they hold 99 % of the mass, and all cells as
/// heavy as the last of them. These are all filled cells of a checkerboard; of a rasterised density
/// they leave out the faint tails.
///
/// Total variation: between shares and masses of bins, those of the grid up to 32 x 32, otherwise
/// blocks of cells, at most 16 x 16. Samples outside the window fill a bin without mass.
///
/// Sliced Wasserstein-2: root of the mean over 64 directions, evenly spread, of the squared
/// Wasserstein-2 distance between the projections of the samples and of as many fresh data points;
/// on a line that pairs them in their order (Bonneel et al. 2015).
class QualityMeter {
 public:
  /// `count` >= 1 samples a set; `seed` is that of the fresh data.
  QualityMeter(const GridDensity& density, int count, std::uint32_t seed);

  int count() const { return count_; }

  /// Measures (2, count()) samples. A sample that is not finite lies outside everything.
  SampleQuality Measure(const float* samples) const;

  /// The share of Measure's result that costs next to nothing.
  double OnSupport(const float* samples) const;

 private:
  int BinOfCell(int cell) const;
  double TotalVariation(const float* samples) const;
  double SlicedWasserstein(const float* samples) const;

  int count_;
  GridDensity density_;
  std::vector<bool> in_support_;    // by cell
  int block_;                       // cells along a bin's side
  int bins_across_;                 // bins along the window's side
  std::vector<double> bin_masses_;  // row-major; the last bin is all that lies outside
  std::vector<float> fresh_;        // sorted projections of fresh data, direction after direction
  SampleQuality ideal_;             // floors and ideals only
};

/// Root of the mean squared distance between where a model takes noise points and where the exact
/// flow takes the same points; both (2, count). Infinite if a point is not finite.
double FlowMapError(const float* ends, const float* exact_ends, int count);

}  // namespace meanflow

#endif  // MEANFLOW_METRICS_H_
