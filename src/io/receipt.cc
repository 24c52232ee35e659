#include "io/receipt.h"

#include <bit>
#include <cstring>

#include "io/sha256.h"
#include "meanflow/kernels/simd.h"

namespace meanflow {

static_assert(std::endian::native == std::endian::little, "parameters are hashed as in memory");

std::string Receipt(const Vector<float>& parameters) {
  const auto* bytes = reinterpret_cast<const char*>(parameters.data());
  return Hexadecimal(Sha256({bytes, parameters.size() * sizeof(float)}).data(), 8);
}

std::string Arithmetic() { return IsFused() ? "fused" : "plain"; }

}  // namespace meanflow
