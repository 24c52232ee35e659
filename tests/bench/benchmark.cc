#include "benchmark.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace meanflow::bench {
namespace {

// The resolution of clocks in web workers is 0.1 to 1 ms.
constexpr double kSampleSeconds = 0.025;

double Now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

double Time(const Benchmark& benchmark, int calls) {
  const double start = Now();
  for (int i = 0; i < calls; ++i) benchmark.run();
  return Now() - start;
}

}  // namespace

void WarmUp(double seconds, Benchmark* benchmark) {
  const double end = Now() + seconds;
  do {
    const double elapsed = Time(*benchmark, benchmark->calls);
    if (elapsed >= kSampleSeconds) continue;
    const double needed = benchmark->calls * kSampleSeconds / std::max(elapsed, 1e-3);
    benchmark->calls = std::max(benchmark->calls + 1, static_cast<int>(std::ceil(needed)));
  } while (Now() < end);
}

void MeasureInterleaved(double seconds, std::vector<Benchmark>* benchmarks) {
  const double end = Now() + seconds * static_cast<double>(benchmarks->size());
  do {
    for (Benchmark& benchmark : *benchmarks) {
      benchmark.rates.push_back(benchmark.calls / Time(benchmark, benchmark.calls));
    }
  } while (Now() < end);
}

}  // namespace meanflow::bench
