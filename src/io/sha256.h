// SHA-256 (FIPS 180-4).
#ifndef MEANFLOW_IO_SHA256_H_
#define MEANFLOW_IO_SHA256_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace meanflow {

/// The digest of any number of bytes, in big-endian words as in the standard.
std::array<std::uint8_t, 32> Sha256(std::string_view bytes);

/// Bytes as lower-case hexadecimal digits, two per byte.
std::string Hexadecimal(const std::uint8_t* bytes, int count);

}  // namespace meanflow

#endif  // MEANFLOW_IO_SHA256_H_
