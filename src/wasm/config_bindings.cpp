// Settings in the WebAssembly module: what is wrong with some.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>

#include "io/config_json.h"
#include "meanflow/config.h"

namespace meanflow {
namespace {

template <typename Config>
std::string ValidateJson(const std::string& json) {
  Config config;
  return FromJson(json, &config);
}

}  // namespace

EMSCRIPTEN_BINDINGS(config) {
  using emscripten::function;

  function("validate", &ValidateJson<TrainConfig>);
  function("validateSample", &ValidateJson<SampleConfig>);
}

}  // namespace meanflow
