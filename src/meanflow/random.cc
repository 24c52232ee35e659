#include "meanflow/random.h"

#include <cmath>
#include <numbers>

#include "meanflow/elementary.h"

namespace meanflow {

std::array<std::uint32_t, 4> Philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
  constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
  constexpr std::uint32_t kWeyl1 = 0xBB67AE85;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = kMultiplier0 * counter[0];
    const std::uint64_t product1 = kMultiplier1 * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

std::array<std::uint32_t, 4> RandomSource::Words(std::uint64_t iteration,
                                                 std::uint32_t sample) const {
  return Philox({sample, static_cast<std::uint32_t>(iteration),
                 static_cast<std::uint32_t>(iteration >> 32), 0},
                {seed, static_cast<std::uint32_t>(stream)});
}

double Uniform(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

std::array<double, 2> Normal(std::uint32_t word0, std::uint32_t word1) {
  const double radius = std::sqrt(-2 * Log(Uniform(word0)));
  const double angle = 2 * std::numbers::pi * Uniform(word1);
  return {radius * Cos(angle), radius * Sin(angle)};
}

}  // namespace meanflow
