#include "meanflow/sample_words.h"

#include <cassert>
#include <cstddef>

namespace meanflow {
namespace {

/// z, four values for each of kData, kNoise, kTime and kAnchor.
constexpr std::uint32_t kGenerator[] = {1,      182667, 469891, 498753, 110745, 446247,
                                        250185, 118627, 245333, 283199, 408519, 391023,
                                        246327, 126539, 399185, 461527};

/// The stream's place among those that have dimensions of the lattice.
std::size_t DimensionsOf(Stream stream) {
  switch (stream) {
    case Stream::kData:
      return 0;
    case Stream::kNoise:
      return 4;
    case Stream::kTime:
      return 8;
    default:
      assert(stream == Stream::kAnchor);
      return 12;
  }
}

}  // namespace

std::array<std::uint32_t, 4> SampleWords::At(Stream stream, int iteration,
                                             std::uint32_t sample) const {
  const RandomSource random{seed_, stream};
  if (sequence_ == Sequence::kRandom) return random.Words(iteration, sample);
  const std::uint32_t* generator = &kGenerator[DimensionsOf(stream)];
  std::array<std::uint32_t, 4> words = random.Words(iteration, sample / batch_);
  const std::uint64_t i = sample % batch_;
  for (int d = 0; d < 4; ++d) {
    // u_d = frac(i z_d / n + shift_d); the sum wraps around at 2^32.
    words[d] += static_cast<std::uint32_t>(((i * generator[d] % batch_) << 32) / batch_);
  }
  return words;
}

}  // namespace meanflow
