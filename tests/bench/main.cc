// Measures and prints JSON for run.js: [{"name", "threads", "flop", "rates": [calls per second]}].
//   meanflow_bench SECONDS WARM_UP WHAT...
// SECONDS and WARM_UP are per benchmark; WHAT is ceiling, kernels, or a number of threads for
// training iterations.
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "benchmark.h"

namespace meanflow::bench {
namespace {

std::vector<Benchmark> Find(std::string_view what) {
  if (what == "ceiling") return {Ceiling()};
  if (what == "kernels") return Kernels();
  const int threads = std::atoi(what.data());
  if (threads > 0) return Iterations(threads);
  return {};
}

void Print(const std::vector<Benchmark>& benchmarks) {
  const char* separator = "[";
  for (const Benchmark& benchmark : benchmarks) {
    std::printf("%s{\"name\": \"%s\", \"threads\": %d, \"flop\": %.0f, \"rates\": ", separator,
                benchmark.name.c_str(), benchmark.threads, benchmark.flop);
    const char* comma = "[";
    for (const double rate : benchmark.rates) {
      std::printf("%s%.4f", comma, rate);
      comma = ", ";
    }
    std::printf("]}");
    separator = ", ";
  }
  std::printf("]\n");
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  std::vector<Benchmark> benchmarks;
  for (int i = 3; i < argc; ++i) {
    std::vector<Benchmark> found = Find(argv[i]);
    std::move(found.begin(), found.end(), std::back_inserter(benchmarks));
  }
  if (benchmarks.empty()) {
    std::fprintf(stderr,
                 "usage: meanflow_bench SECONDS WARM_UP (ceiling | kernels | THREADS)...\n");
    return 2;
  }
  for (Benchmark& benchmark : benchmarks) WarmUp(std::atof(argv[2]), &benchmark);
  MeasureInterleaved(std::atof(argv[1]), &benchmarks);
  Print(benchmarks);
  return 0;
}

}  // namespace
}  // namespace meanflow::bench

int main(int argc, char** argv) { return meanflow::bench::Main(argc, argv); }
