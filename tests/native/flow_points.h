// Densities and points for tests of the exact flow.
#ifndef MEANFLOW_TESTS_FLOW_POINTS_H_
#define MEANFLOW_TESTS_FLOW_POINTS_H_

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "meanflow/exact_flow.h"
#include "meanflow/named_densities.h"
#include "meanflow/random.h"

namespace meanflow {

/// Rasterised densities are coarsened for speed.
inline GridDensity MakeCoarse(const std::string& name, int cells = 4) {
  const GridDensity density = MakeDensity({name, cells, 2.0});
  return density.size > 32 ? Coarsen(density, 32) : density;
}

/// Standard normal points, (2, count).
inline std::vector<double> Noise(int count) {
  std::vector<double> points;
  for (int i = 0; i < count; ++i) {
    const auto words = RandomSource{1, Stream::kSamplerNoise}.Words(0, i);
    for (const double value : Normal(words[0], words[1])) points.push_back(value);
  }
  return points;
}

/// Samples of x_t at a noise level, (2, count).
inline std::vector<double> NoisyData(const GridDensity& density, double noise_level, int count) {
  const DensitySampler sampler(density);
  std::vector<double> points = Noise(count);
  for (int i = 0; i < count; ++i) {
    const auto data = sampler.Draw(RandomSource{1, Stream::kData}.Words(0, i));
    for (int k = 0; k < 2; ++k) {
      double& x = points[2 * i + k];
      x = (1 - noise_level) * data[k] + noise_level * x;
    }
  }
  return points;
}

inline std::vector<double> Map(ExactFlow* flow, const std::vector<double>& points, double t,
                               double r, double tolerance) {
  std::vector<double> ends(points.size());
  flow->Map(points.data(), static_cast<int>(points.size() / 2), t, r, tolerance, ends.data());
  return ends;
}

/// Distances between the columns of two batches, sorted.
inline std::vector<double> Distances(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> distances;
  for (std::size_t i = 0; i < a.size(); i += 2) {
    distances.push_back(std::hypot(a[i] - b[i], a[i + 1] - b[i + 1]));
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_FLOW_POINTS_H_
