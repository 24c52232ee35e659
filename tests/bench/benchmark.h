// Benchmarks, measured as rates of whole calls in interleaved samples.
#ifndef MEANFLOW_TESTS_BENCH_BENCHMARK_H_
#define MEANFLOW_TESTS_BENCH_BENCHMARK_H_

#include <functional>
#include <string>
#include <vector>

namespace meanflow::bench {

/// One benchmark.
struct Benchmark {
  std::string name;
  int threads = 1;
  double flop = 0;            ///< Floating-point operations of one call.
  std::function<void()> run;  ///< One call.
  int calls = 1;              ///< Calls per sample, set by WarmUp.
  std::vector<double> rates;  ///< Calls per second, one value per sample.
};

/// A loop of independent multiply-adds on registers: the peak rate of the machine.
Benchmark Ceiling();

/// Each kernel with 128 rows, 128 terms and 64 columns, as for a tile of a hidden layer.
std::vector<Benchmark> Kernels();

/// One training iteration of each method with the default settings.
std::vector<Benchmark> Iterations(int threads);

/// Calls the benchmark for `seconds`, so that just-in-time compilers reach their best code, and
/// sets the number of calls per sample for a coarse clock.
void WarmUp(double seconds, Benchmark* benchmark);

/// Takes interleaved samples for about `seconds` per benchmark, so that disturbances affect all
/// alike.
void MeasureInterleaved(double seconds, std::vector<Benchmark>* benchmarks);

}  // namespace meanflow::bench

#endif  // MEANFLOW_TESTS_BENCH_BENCHMARK_H_
