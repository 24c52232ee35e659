#include <array>

#include "benchmark.h"
#include "meanflow/kernels/simd.h"

namespace meanflow::bench {
namespace {

using Vector = SimdVector<float>;

// Enough chains to hide the latency of a multiply and an add; with the two factors they fit into 16
// registers.
constexpr int kChains = 12;
constexpr int kRepetitions = 40'000;

/// Takes about 2 ms. It is called many times, as WebAssembly engines replace code only between
/// calls, not within a loop.
[[gnu::noinline]] void MultiplyAdds(const float* factors, float* result) {
  const Vector scale = Broadcast(factors[0]);
  const Vector shift = Broadcast(factors[1]);
  std::array<Vector, kChains> chains;
  Unroll<kChains>([&](auto i) { chains[i] = Load(result) + static_cast<float>(i); });
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    Unroll<kChains>([&](auto i) { chains[i] = MultiplyAdd(chains[i], scale, shift); });
  }
  Vector sum{};
  Unroll<kChains>([&](auto i) { sum += chains[i]; });
  Store<float>(sum / kChains, result);
}

}  // namespace

Benchmark Ceiling() {
  // x -> 0.9 x + 0.1 tends to 1: no overflow, and no subnormals, which would be slow.
  std::array<float, Simd<float>::kWidth> state{};
  const auto run = [state]() mutable {
    const std::array<float, 2> factors{0.9F, 0.1F};
    MultiplyAdds(factors.data(), state.data());
  };
  const double flop = 2.0 * kChains * Simd<float>::kWidth * kRepetitions;
  return {.name = "ceiling", .flop = flop, .run = run, .rates = {}};
}

}  // namespace meanflow::bench
