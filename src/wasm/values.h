// Conversion of values between C++ and JavaScript: arrays as copies, messages as Errors.
#ifndef MEANFLOW_WASM_VALUES_H_
#define MEANFLOW_WASM_VALUES_H_

#include <emscripten/val.h>

#include <cstdint>
#include <string>
#include <vector>

#include "io/config_json.h"
#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/named_densities.h"

namespace meanflow {

using emscripten::val;

inline void ThrowIf(const std::string& message) {
  if (!message.empty()) val::global("Error").new_(message).throw_();
}

/// Throws an error about `name` unless `value` is from `least` to `most`.
inline void CheckRange(const char* name, int value, int least, int most) {
  if (value >= least && value <= most) return;
  ThrowIf(std::string(name) + ": " + std::to_string(value) + " is not " + std::to_string(least) +
          " to " + std::to_string(most));
}

template <typename Value>
val Copy(const char* type, const Value* data, std::size_t size) {
  return val::global(type).new_(emscripten::typed_memory_view(size, data));
}

/// Of a std::vector or an Eigen vector of floats.
template <typename Values>
val Floats(const Values& values) {
  return Copy("Float32Array", values.data(), values.size());
}

inline val Bytes(const std::string& bytes) {
  return Copy("Uint8Array", reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

/// Fills a Float32Array of the same size. For values copied at every iteration: a new array costs
/// 50 times the copy, in page faults and garbage collection.
template <typename Values>
void FloatsInto(const Values& values, const val& target) {
  const auto length = target["length"].as<std::size_t>();
  const auto size = static_cast<std::size_t>(values.size());
  if (length != size) {
    ThrowIf("expected room for " + std::to_string(size) + " values, got " + std::to_string(length));
  }
  target.call<void>("set", val(emscripten::typed_memory_view(size, values.data())));
}

/// Copies a Float32Array of `size` values to `target`.
inline void CopyFrom(const val& array, int size, float* target) {
  const int length = array["length"].as<int>();
  if (length != size) {
    ThrowIf("expected " + std::to_string(size) + " values, got " + std::to_string(length));
  }
  val(emscripten::typed_memory_view(size, target)).call<void>("set", array);
}

/// A copy of a Float32Array of `size` values, or of any number of them.
template <typename Values = std::vector<float>>
Values FloatsFrom(const val& array, int size) {
  Values values(size);
  CopyFrom(array, size, values.data());
  return values;
}
inline std::vector<float> FloatsFrom(const val& array) {
  return FloatsFrom(array, array["length"].as<int>());
}

inline std::string BytesFrom(const val& array) {
  std::string bytes(array["length"].as<std::size_t>(), '\0');
  val(emscripten::typed_memory_view(bytes.size(), reinterpret_cast<std::uint8_t*>(bytes.data())))
      .call<void>("set", array);
  return bytes;
}

/// Settings from JSON.
template <typename Config>
Config Parse(const std::string& json) {
  Config config;
  ThrowIf(FromJson(json, &config));
  return config;
}

/// The density of a run with such settings.
inline GridDensity DensityOf(const std::string& json) {
  return MakeDensity(Parse<TrainConfig>(json).density);
}

}  // namespace meanflow

#endif  // MEANFLOW_WASM_VALUES_H_
