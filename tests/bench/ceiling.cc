#include <algorithm>
#include <array>
#include <vector>

#include "benchmark.h"
#include "meanflow/kernels/simd.h"

namespace meanflow::bench {
namespace {

using Vector = SimdVector<float>;

constexpr int kRepetitions = 40'000;

/// Independent chains of multiply-adds, as many as hide their latency: x <- a x + b, or as in the
/// products' kernels x <- x + a b, where only the addition waits for x. Takes about 2 ms. It is
/// called many times, as WebAssembly engines replace code only between calls, not within a loop.
template <int kChains, bool kAccumulates>
[[gnu::noinline]] void MultiplyAdds(const float* factors, float* result) {
  const Vector b = Broadcast(factors[2]);
  std::array<Vector, kChains> chains;
  Unroll<kChains>([&](auto i) { chains[i] = Load(result) + static_cast<float>(i); });
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    const Vector a = Broadcast(factors[repetition % 2]);
    Unroll<kChains>([&](auto i) {
      chains[i] = kAccumulates ? MultiplyAdd(a, b, chains[i]) : MultiplyAdd(chains[i], a, b);
    });
  }
  Vector sum{};
  Unroll<kChains>([&](auto i) { sum += chains[i]; });
  Store<float>(sum / static_cast<float>(kChains), result);
}

template <int kChains, bool kAccumulates>
Benchmark Chains() {
  std::array<float, Simd<float>::kWidth> state{};
  const auto run = [state]() mutable {
    // Neither overflow nor subnormals, which would be slow: x -> 0.9 x + 0.1 tends to 1, and x +
    // 0.09 is followed by x - 0.09.
    const std::array<float, 3> factors{0.9F, kAccumulates ? -0.9F : 0.9F, 0.1F};
    MultiplyAdds<kChains, kAccumulates>(factors.data(), state.data());
  };
  const double flop = 2.0 * kChains * Simd<float>::kWidth * kRepetitions;
  return {.name = "ceiling", .flop = flop, .run = run, .rates = {}};
}

}  // namespace

// How many chains are fastest depends on the processor's latencies, and on how many registers the
// compiler of the arithmetic needs beside them: too few wait, too many are spilled.
Benchmark Ceiling() {
  std::vector<Benchmark> all = {Chains<12, false>(), Chains<13, false>(), Chains<24, false>(),
                                Chains<8, true>(),   Chains<10, true>(),  Chains<12, true>(),
                                Chains<24, true>()};
  constexpr double kSeconds = 0.1;
  for (Benchmark& one : all) WarmUp(kSeconds, &one);
  MeasureInterleaved(kSeconds, &all);
  const auto best = [](const Benchmark& one) {
    return one.flop * *std::max_element(one.rates.begin(), one.rates.end());
  };
  Benchmark fastest =
      *std::max_element(all.begin(), all.end(),
                        [&](const Benchmark& a, const Benchmark& b) { return best(a) < best(b); });
  fastest.rates.clear();
  return fastest;
}

}  // namespace meanflow::bench
