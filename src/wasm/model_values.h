// Networks from JavaScript, and terms at a place to it.
#ifndef MEANFLOW_WASM_MODEL_VALUES_H_
#define MEANFLOW_WASM_MODEL_VALUES_H_

#include "io/model_file.h"
#include "io/safetensors.h"
#include "meanflow/network_inspector.h"
#include "wasm/values.h"

namespace meanflow {

/// The network of a safetensors file; settings that it lacks are those of `config`.
inline Model ReadModel(const val& weights, const TrainConfig& config) {
  TensorFile file;
  Model model{config, 0, {}};
  ThrowIf(ReadSafetensors(BytesFrom(weights), &file));
  ThrowIf(ModelFromTensors(file, &model));
  return model;
}

/// Of a Point, a vector or a matrix of doubles.
template <typename Values>
val Doubles(const Values& values) {
  return Copy("Float64Array", values.data(), values.size());
}

inline val Terms(const IdentityTerms& terms) {
  val object = val::object();
  object.set("u", Doubles(terms.u));
  object.set("dudt", Doubles(terms.dudt));
  object.set("v", Doubles(terms.v));
  return object;
}

}  // namespace meanflow

#endif  // MEANFLOW_WASM_MODEL_VALUES_H_
