// Statistics for tests of random numbers. Tests use fixed seeds, so they are deterministic; bounds
// are in standard deviations of a correct implementation.
#ifndef MEANFLOW_TESTS_STATISTICS_H_
#define MEANFLOW_TESTS_STATISTICS_H_

#include <cmath>
#include <cstddef>
#include <vector>

namespace meanflow {

/// Pearson's statistic sum (observed - expected)^2 / expected of `counts` against the chances of
/// their bins (sum 1), as a standard normal deviate (Wilson and Hilferty 1931). Bins expecting
/// fewer than five counts are merged; a count in a bin of probability 0 gives infinity.
inline double ChiSquareDeviate(const std::vector<double>& counts,
                               const std::vector<double>& chances) {
  double total = 0;
  for (const double count : counts) total += count;
  double statistic = 0, rest_count = 0, rest_expected = 0;
  int bins = 0;
  const auto add = [&](double count, double expected) {
    statistic += (count - expected) * (count - expected) / expected;
    ++bins;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = total * chances[i];
    if (expected == 0 && counts[i] > 0) return INFINITY;
    if (expected >= 5) {
      add(counts[i], expected);
    } else {
      rest_count += counts[i];
      rest_expected += expected;
    }
  }
  if (rest_expected >= 5) add(rest_count, rest_expected);
  const double freedom = bins - 1, spread = 2 / (9 * freedom);
  return (std::cbrt(statistic / freedom) - (1 - spread)) / std::sqrt(spread);
}

/// Correlation of two series, in standard deviations of that of independent ones.
inline double CorrelationDeviate(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / n;
    mean_b += b[i] / n;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb) * std::sqrt(n);
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_STATISTICS_H_
