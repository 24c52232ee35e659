#include "io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "io/concat.h"
#include "io/json_text.h"

namespace meanflow {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 1 << 20;
constexpr int kMaxHeaderDepth = 3;  // header, tensor, shape
constexpr char kMetadataName[] = "__metadata__";

template <typename T>
T Decode(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

float FromF64(double value) {
  // A conversion out of float's range is undefined behaviour.
  constexpr double kLargest = std::numeric_limits<float>::max();
  if (value > kLargest) return std::numeric_limits<float>::infinity();
  if (value < -kLargest) return -std::numeric_limits<float>::infinity();
  return static_cast<float>(value);
}

/// std::bit_cast, which Emscripten 3.1.6's library lacks.
float FromBits(std::uint32_t bits) { return Decode<float>(reinterpret_cast<const char*>(&bits)); }

float FromBf16(std::uint16_t bits) { return FromBits(static_cast<std::uint32_t>(bits) << 16); }

/// IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits.
float FromF16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1fu;
  const std::uint32_t fraction = bits & 0x3ffu;
  if (exponent == 0) {  // Zero or subnormal: fraction * 2^-24, exact in float.
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  // Infinity and NaN keep an all-ones exponent; others move from bias 15 to bias 127.
  const std::uint32_t wide = exponent == 0x1f ? 0xffu : exponent + (127 - 15);
  return FromBits(sign | wide << 23 | fraction << 13);
}

enum class Dtype { kF32, kF64, kF16, kBf16, kI64 };

struct DtypeInfo {
  std::string_view name;
  Dtype dtype;
  std::size_t bytes;
};
constexpr DtypeInfo kDtypes[] = {{"F32", Dtype::kF32, 4},
                                 {"F64", Dtype::kF64, 8},
                                 {"F16", Dtype::kF16, 2},
                                 {"BF16", Dtype::kBf16, 2},
                                 {"I64", Dtype::kI64, 8}};  // counters beside weights

float Convert(Dtype dtype, const char* bytes) {
  switch (dtype) {
    case Dtype::kF32:
      return Decode<float>(bytes);
    case Dtype::kF64:
      return FromF64(Decode<double>(bytes));
    case Dtype::kF16:
      return FromF16(Decode<std::uint16_t>(bytes));
    case Dtype::kBf16:
      return FromBf16(Decode<std::uint16_t>(bytes));
    case Dtype::kI64:
      return static_cast<float>(Decode<std::int64_t>(bytes));
  }
  return 0;
}

/// A header entry of consistent shape, type and offsets.
struct Entry {
  std::string name;
  DtypeInfo dtype;
  std::vector<int> shape;
  std::size_t begin = 0, end = 0;  // Bytes from the start of the data.
};

std::string ReadDtype(const Json& json, Entry* entry) {
  const auto field = json.find("dtype");
  if (field == json.end() || !field->is_string()) return "has no \"dtype\" string";
  const auto& name = field->get_ref<const std::string&>();
  const auto* found = std::find_if(std::begin(kDtypes), std::end(kDtypes),
                                   [&](const DtypeInfo& info) { return info.name == name; });
  if (found == std::end(kDtypes)) {
    return Concat(
        {"has dtype ", Quoted(name), ", and only F32, F64, F16, BF16 and I64 can be read"});
  }
  entry->dtype = *found;
  return "";
}

/// Also computes the bytes that the shape needs; at most `available`, which prevents overflow.
std::string ReadShape(const Json& json, std::size_t available, Entry* entry, std::size_t* bytes) {
  const auto field = json.find("shape");
  if (field == json.end() || !field->is_array()) return "has no \"shape\" array";
  std::vector<std::uint64_t> sizes;
  for (const Json& size : *field) {
    if (!size.is_number_unsigned() || size.get<std::uint64_t>() > std::numeric_limits<int>::max()) {
      return "has a shape that is not made of whole numbers from 0 to 2147483647";
    }
    sizes.push_back(size.get<std::uint64_t>());
    entry->shape.push_back(static_cast<int>(sizes.back()));
  }
  *bytes = entry->dtype.bytes;
  const bool is_empty = std::find(sizes.begin(), sizes.end(), 0u) != sizes.end();
  if (is_empty) *bytes = 0;
  for (const std::uint64_t size : sizes) {
    if (is_empty) break;
    if (size > available / *bytes) return "has a shape larger than the file's data";
    *bytes *= size;
  }
  return "";
}

std::string ReadOffsets(const Json& json, std::size_t available, Entry* entry) {
  const auto field = json.find("data_offsets");
  if (field == json.end() || !field->is_array() || field->size() != 2 ||
      !(*field)[0].is_number_unsigned() || !(*field)[1].is_number_unsigned()) {
    return "has no \"data_offsets\" of two whole numbers";
  }
  const auto begin = (*field)[0].get<std::uint64_t>();
  const auto end = (*field)[1].get<std::uint64_t>();
  if (begin > end || end > available) {
    return Concat({"has data at bytes ", begin, " to ", end, " of ", available});
  }
  entry->begin = begin;
  entry->end = end;
  return "";
}

std::string ReadEntry(const std::string& name, const Json& json, std::size_t available,
                      Entry* entry) {
  const std::string who = "tensor " + Quoted(name) + " ";
  if (!json.is_object()) return who + "is not described by an object";
  entry->name = name;
  std::size_t bytes = 0;
  std::string error = ReadDtype(json, entry);
  if (error.empty()) error = ReadShape(json, available, entry, &bytes);
  if (error.empty()) error = ReadOffsets(json, available, entry);
  if (error.empty() && entry->end - entry->begin != bytes) {
    error =
        Concat({"has ", entry->end - entry->begin, " bytes of data where its shape needs ", bytes});
  }
  return error.empty() ? "" : who + error;
}

std::string ReadMetadata(const Json& json, std::map<std::string, std::string>* metadata) {
  if (!json.is_object()) return "the metadata is not an object";
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) return Concat({"metadata ", Quoted(name), " is not a string"});
    (*metadata)[name] = value.get_ref<const std::string&>();
  }
  return "";
}

std::string CheckCoverage(const std::vector<Entry>& entries, std::size_t available) {
  std::size_t covered = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != covered) {
      return Concat({"tensor ", Quoted(entry.name), " starts at byte ", entry.begin,
                     " of the data, where ", covered, " was expected"});
    }
    covered = entry.end;
  }
  if (covered == available) return "";
  return Concat({"the file has ", available - covered, " bytes after its last tensor"});
}

/// The metadata's entry in a header.
std::string MetadataText(const std::map<std::string, std::string>& metadata) {
  std::string text;
  for (const auto& [name, value] : metadata) {
    text += Concat({text.empty() ? "" : ",", JsonText(name), ":", JsonText(value)});
  }
  return text.empty() ? "" : Concat({JsonText(kMetadataName), ":{", text, "}"});
}

/// "[128,4]"
template <typename Numbers = std::initializer_list<std::size_t>>
std::string ListText(const Numbers& numbers) {
  std::string text;
  for (const auto number : numbers) text += Concat({text.empty() ? "" : ",", number});
  return Concat({"[", text, "]"});
}

Tensor ReadValues(const Entry& entry, std::string_view data) {
  Tensor tensor{entry.shape, {}};
  tensor.values.resize((entry.end - entry.begin) / entry.dtype.bytes);
  const char* from = data.data() + entry.begin;
  for (float& value : tensor.values) {
    value = Convert(entry.dtype.dtype, from);
    from += entry.dtype.bytes;
  }
  return tensor;
}

/// Splits the file into its header, parsed, and its data.
std::string ReadHeader(std::string_view bytes, Json* header, std::string_view* data) {
  if (bytes.size() < kLengthBytes) return "the file is shorter than 8 bytes";
  const auto length = Decode<std::uint64_t>(bytes.data());
  if (length > kMaxHeaderBytes) {
    return Concat({"the header would be ", length,
                   " bytes long, more than 1 MiB: is this a safetensors file?"});
  }
  if (length > bytes.size() - kLengthBytes) {
    return Concat({"the file ends within its header of ", length, " bytes"});
  }
  const std::string error = ParseJson(bytes.substr(kLengthBytes, length), kMaxHeaderDepth, header);
  if (!error.empty()) return "the header is broken: " + error;
  if (!header->is_object()) return "the header is not a JSON object";
  *data = bytes.substr(kLengthBytes + length);
  return "";
}

}  // namespace

const Tensor* TensorFile::Find(std::string_view name) const {
  for (const auto& [tensor_name, tensor] : tensors) {
    if (tensor_name == name) return &tensor;
  }
  return nullptr;
}

std::string WriteSafetensors(const TensorFile& file) {
  std::size_t size = 0;
  std::string text = MetadataText(file.metadata);
  for (const auto& [name, tensor] : file.tensors) {
    assert(name != kMetadataName);
    const std::size_t begin = size;
    size += tensor.values.size() * sizeof(float);
    text += Concat({text.empty() ? "" : ",", JsonText(name), R"(:{"dtype":"F32","shape":)",
                    ListText(tensor.shape), R"(,"data_offsets":)", ListText({begin, size}), "}"});
  }
  text = Concat({"{", text, "}"});
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  bytes.reserve(kLengthBytes + text.size() + size);
  const std::uint64_t length = text.size();
  bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += text;
  for (const auto& [name, tensor] : file.tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float));
  }
  return bytes;
}

std::string ReadSafetensors(std::string_view bytes, TensorFile* file) {
  Json header;
  std::string_view data;
  std::string error = ReadHeader(bytes, &header, &data);
  if (!error.empty()) return error;
  TensorFile result;
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == kMetadataName) {
      error = ReadMetadata(value, &result.metadata);
    } else {
      error = ReadEntry(name, value, data.size(), &entries.emplace_back());
    }
    if (!error.empty()) return error;
  }
  // An empty tensor has the same offset as the next one and sorts before it.
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  error = CheckCoverage(entries, data.size());
  if (!error.empty()) return error;
  for (const Entry& entry : entries) {
    result.tensors.emplace_back(entry.name, ReadValues(entry, data));
  }
  *file = std::move(result);
  return "";
}

}  // namespace meanflow
