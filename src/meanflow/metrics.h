// Sample quality metrics, measured against the density itself.
#ifndef MEANFLOW_METRICS_H_
#define MEANFLOW_METRICS_H_

#include <cstdint>
#include <vector>

#include "meanflow/density.h"

namespace meanflow {

/// Metrics of one set of samples, each with its value for as many true samples of the density (the
/// ideal, or the floor due to sampling noise).
struct SampleQuality {
  double on_support = 0;                ///< Share of samples inside the support, 0..1.
  double on_support_ideal = 0;          ///< Mass of the support.
  double total_variation = 0;           ///< 1/2 sum |share - mass| over bins, 0..1.
  double total_variation_floor = 0;     ///< Its mean for true samples.
  double sliced_wasserstein = 0;        ///< To fresh data; infinite if a sample is not finite.
  double sliced_wasserstein_floor = 0;  ///< Root mean square of 3 other sets of fresh data.
};

/// Measures sample sets of one size against one density.
///
/// Support: the heaviest cells that together hold 99 % of the mass, and all cells as heavy as the
/// lightest of them. For a checkerboard these are all filled cells; for a rasterised density they
/// exclude the tails.
///
/// Total variation: between sample shares and masses of bins. Bins are the cells of grids up to
/// 32 x 32, otherwise at most 16 x 16 blocks of cells. Samples outside the window fill a bin
/// without mass.
///
/// Sliced Wasserstein-2: root mean square over 64 evenly spread directions of the Wasserstein-2
/// distance between the projections of the samples and of as many fresh data points, which in one
/// dimension pairs the sorted values (Bonneel et al. 2015).
class QualityMeter {
 public:
  /// `count` >= 1 is the number of samples in a set; `seed` is the seed of the fresh data.
  QualityMeter(const GridDensity& density, int count, std::uint32_t seed);

  int count() const { return count_; }

  /// Measures (2, count()) samples. A sample that is not finite counts as outside the window.
  SampleQuality Measure(const float* samples) const;

  /// SampleQuality::on_support alone, which is cheap.
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
  std::vector<double> bin_masses_;  // row-major; the last bin is outside the window
  std::vector<float> fresh_;        // sorted projections of fresh data, direction after direction
  SampleQuality ideal_;             // only floors and ideals are set
};

/// Root mean square distance between the end points of a model and those of the exact flow from the
/// same noise; both (2, count). Infinite if a point is not finite.
double FlowMapError(const float* ends, const float* exact_ends, int count);

}  // namespace meanflow

#endif  // MEANFLOW_METRICS_H_
