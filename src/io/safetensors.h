// Reader and writer of the safetensors format. For files of networks see model_file.h.
#ifndef MEANFLOW_IO_SAFETENSORS_H_
#define MEANFLOW_IO_SAFETENSORS_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meanflow {

/// One float32 tensor.
struct Tensor {
  std::vector<int> shape;     ///< Empty for a scalar; a dimension may be 0.
  std::vector<float> values;  ///< Row-major; their number is the product of `shape`.
};

/// The content of a safetensors file.
struct TensorFile {
  std::map<std::string, std::string> metadata;
  std::vector<std::pair<std::string, Tensor>> tensors;  ///< In the order of their data.

  /// The tensor called `name`, or null.
  const Tensor* Find(std::string_view name) const;
};

/// Bytes of the file: 8-byte little-endian header length, JSON header padded with spaces to a
/// multiple of 8, data as F32. Names must be unique UTF-8.
std::string WriteSafetensors(const TensorFile& file);

/// Reads F32, F64, F16, BF16 and I64, converted to float; values may be infinite or NaN. The bytes
/// are untrusted: every length, offset and shape is checked before use, the header may have at most
/// 1 MiB, and the tensors must fill the data without gaps or overlaps.
/// Returns "" or what is wrong and where; `file` is untouched on error.
std::string ReadSafetensors(std::string_view bytes, TensorFile* file);

}  // namespace meanflow

#endif  // MEANFLOW_IO_SAFETENSORS_H_
