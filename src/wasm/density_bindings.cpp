// Bindings of densities: their cells, and samples of them.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <string>

#include "io/config_json.h"
#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/settings.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

val DensityValue(const std::string& json) {
  const GridDensity density = DensityOf(json);
  val result = val::object();
  result.set("size", density.size);
  result.set("extent", density.extent);
  result.set("weights", Floats(std::vector<float>(density.weights.begin(), density.weights.end())));
  return result;
}

val SampleDensity(const std::string& json, int count, std::uint32_t seed) {
  const DensitySampler density(DensityOf(json));
  ThrowIf(ValidateNumber(FindField("count"), count));
  return Floats(FreshData(density, seed, count));
}

}  // namespace

EMSCRIPTEN_BINDINGS(density) {
  using emscripten::function;

  function("makeDensity", &DensityValue);
  function("sampleDensity", &SampleDensity);
}

}  // namespace meanflow
