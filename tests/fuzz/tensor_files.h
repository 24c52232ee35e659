// Conversion of fuzz inputs to safetensors files.
#ifndef MEANFLOW_TESTS_FUZZ_TENSOR_FILES_H_
#define MEANFLOW_TESTS_FUZZ_TENSOR_FILES_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "io/safetensors.h"
#include "require.h"

namespace meanflow::fuzz {

/// The file of a header and data, which a NUL separates in `input`. Adds the header's length, so
/// that mutations may change it. An input without a NUL is returned unchanged.
inline std::string FileOf(std::string_view input) {
  const std::size_t nul = input.find('\0');
  if (nul == std::string_view::npos) return std::string(input);
  const std::uint64_t length = nul;
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  file += input.substr(0, nul);
  file += input.substr(nul + 1);
  return file;
}

/// Compares bit patterns, as NaN is not equal to itself.
inline void RequireSame(const TensorFile& a, const TensorFile& b) {
  Require(a.metadata == b.metadata, "metadata stays the same");
  Require(a.tensors.size() == b.tensors.size(), "no tensor comes or goes");
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    const auto& [name, tensor] = a.tensors[i];
    const Tensor& other = b.tensors[i].second;
    Require(name == b.tensors[i].first, "names and their order stay the same: " + name);
    Require(tensor.shape == other.shape, "the shape stays the same: " + name);
    const std::size_t bytes = tensor.values.size() * sizeof(float);
    Require(tensor.values.size() == other.values.size() &&
                (bytes == 0 || std::memcmp(tensor.values.data(), other.values.data(), bytes) == 0),
            "values stay the same: " + name);
  }
}

}  // namespace meanflow::fuzz

#endif  // MEANFLOW_TESTS_FUZZ_TENSOR_FILES_H_
