// What is measured, and how: whole calls, many times, in turns.
#ifndef MEANFLOW_TESTS_BENCH_BENCHMARK_H_
#define MEANFLOW_TESTS_BENCH_BENCHMARK_H_

#include <functional>
#include <string>
#include <vector>

namespace meanflow::bench {

/// One thing to measure.
struct Benchmark {
  std::string name;
  int threads = 1;
  double flop = 0;            ///< Floating-point operations of one call.
  std::function<void()> run;  ///< One call.
  int calls = 1;              ///< Calls a sample, set by WarmUp.
  std::vector<double> rates;  ///< Calls a second, a value a sample.
};

/// A loop of nothing but independent multiply-adds on registers: what the machine can do at most.
Benchmark Ceiling();

/// Each kernel at 128 rows, 128 terms and 64 columns, the shapes of a tile in a hidden layer.
std::vector<Benchmark> Kernels();

/// One training iteration of each method with the default settings.
std::vector<Benchmark> Iterations(int threads);

/// Calls for `seconds`, which lets engines that compile as they go reach their best code, and sets
/// how many calls make a sample long enough for a coarse clock.
void WarmUp(double seconds, Benchmark* benchmark);

/// Takes samples in turns, so that a disturbance meets all alike, for about `seconds` each.
void TakeTurns(double seconds, std::vector<Benchmark>* benchmarks);

}  // namespace meanflow::bench

#endif  // MEANFLOW_TESTS_BENCH_BENCHMARK_H_
