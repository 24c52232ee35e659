#include <memory>

#include "benchmark.h"
#include "meanflow/trainer.h"
#ifndef __EMSCRIPTEN__
#include "cli/lane_threads.h"
#endif

namespace meanflow::bench {
namespace {

/// Network passes per iteration, in units of a forward pass: FM has one forward and two backward.
/// MF adds the tangent, and iMF also u(x, t, t). LSD is like FM for half of its samples; the others
/// have the tangent, a teacher, and a backward pass through value and tangent.
int Passes(Method method) {
  switch (method) {
    case Method::kFm:
      return 3;
    case Method::kMf:
      return 4;
    case Method::kImf:
    case Method::kLsd:  // (3 + 7) / 2
      return 5;
  }
  return 0;
}

/// The floating-point operations of the method's definition, not of the implementation.
double FlopOf(const TrainConfig& config) {
  const MlpShape shape = ShapeOf(config.method, config.network);
  double products = 0;
  for (int i = 0; i < shape.LayerCount(); ++i) {
    products += static_cast<double>(shape.Layer(i).inputs) * shape.Layer(i).outputs;
  }
  return 2 * products * config.batch * Passes(config.method);
}

std::function<void()> IterationOf(const TrainConfig& config, [[maybe_unused]] int threads) {
  const auto trainer = std::make_shared<Trainer>(config);
#ifndef __EMSCRIPTEN__
  const auto lanes = std::make_shared<cli::LaneThreads>(config, threads);
  return [trainer, lanes] { lanes->Step(trainer.get()); };
#else
  return [trainer] { trainer->Step(); };
#endif
}

}  // namespace

std::vector<Benchmark> Iterations(int threads) {
  std::vector<Benchmark> benchmarks;
  for (const Method method : {Method::kFm, Method::kMf, Method::kImf}) {
    TrainConfig config;
    config.method = method;
    config.iterations = config.checkpoint_every = 1'000'000;
    benchmarks.push_back({.name = std::string(Name(method)),
                          .threads = threads,
                          .flop = FlopOf(config),
                          .run = IterationOf(config, threads),
                          .rates = {}});
  }
  return benchmarks;
}

}  // namespace meanflow::bench
