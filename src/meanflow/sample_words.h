// The random words that training samples are made of: independent, or of a shifted lattice.
#ifndef MEANFLOW_SAMPLE_WORDS_H_
#define MEANFLOW_SAMPLE_WORDS_H_

#include <array>
#include <cstdint>

#include "meanflow/config.h"
#include "meanflow/random.h"

namespace meanflow {

/// Four words of (stream, iteration, sample), for the streams kData, kNoise, kTime and kAnchor.
///
/// Sequence::kRandom: those of RandomSource.
///
/// Sequence::kLattice: sample i of a batch of n is the point
///   u_d = frac(i z_d / n + shift_d)
/// of a rank-1 lattice, in 2^-32. The generating vector z is that of Cools, Kuo and Nuyens,
/// "Constructing embedded lattice rules for multivariate integration" (SIAM J. Sci. Comput. 28,
/// 2006), the generic rule of order 2, which is made for powers of 2. The shift, random words
/// of (seed, stream, iteration), makes every u_d uniform, so that means over samples stay unbiased
/// (Cranley and Patterson 1976). Samples past the batch have shifts of their own: n to each.
class SampleWords {
 public:
  SampleWords(Sequence sequence, std::uint32_t seed, int batch)
      : sequence_(sequence), seed_(seed), batch_(batch) {}

  std::array<std::uint32_t, 4> At(Stream stream, int iteration, std::uint32_t sample) const;

 private:
  Sequence sequence_;
  std::uint32_t seed_;
  std::uint32_t batch_;
};

}  // namespace meanflow

#endif  // MEANFLOW_SAMPLE_WORDS_H_
