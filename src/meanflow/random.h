// Counter-based random numbers: every value is a pure function of its coordinates.
#ifndef MEANFLOW_RANDOM_H_
#define MEANFLOW_RANDOM_H_

#include <array>
#include <cstdint>

namespace meanflow {

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// Four independent 32-bit words for a 128-bit counter under a 64-bit key.
std::array<std::uint32_t, 4> Philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

/// Purposes of random numbers; streams never overlap.
enum class Stream : std::uint32_t {
  kInitialisation = 0,  ///< sample = index into the flat parameters
  kData = 1,            ///< the data end of a training pair
  kNoise = 2,           ///< the noise end of a training pair
  kTime = 3,            ///< the two times of a training sample
  kSamplerNoise = 4,    ///< the initial noise of a sampled particle
  kFreshData = 5,       ///< data for display and metrics
  kAnchor = 6,          ///< which training samples are anchored at the noise
  kPosterior = 7,       ///< pairs that may have led to a place, for display
};

/// The four words of (seed, stream, iteration, sample). They do not depend on lanes, threads or
/// workers.
struct RandomSource {
  std::uint32_t seed = 0;
  Stream stream = Stream::kInitialisation;

  std::array<std::uint32_t, 4> Words(std::uint64_t iteration, std::uint32_t sample) const;
};

/// Uniform in the open interval (0, 1), from the word's centre: (word + 1/2) / 2^32.
double Uniform(std::uint32_t word);

/// Two independent standard normals by Box and Muller (1958).
std::array<double, 2> Normal(std::uint32_t word0, std::uint32_t word1);

}  // namespace meanflow

#endif  // MEANFLOW_RANDOM_H_
