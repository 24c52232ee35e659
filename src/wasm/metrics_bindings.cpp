// Bindings of the sample quality metrics.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/config_json.h"
#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/metrics.h"
#include "meanflow/settings.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

std::unique_ptr<QualityMeter> MakeQualityMeter(const std::string& json, int count,
                                               std::uint32_t seed) {
  ThrowIf(ValidateNumber(FindField("count"), count));
  return std::make_unique<QualityMeter>(DensityOf(json), count, seed);
}

val MeasureQuality(const QualityMeter& meter, const val& samples) {
  const SampleQuality quality = meter.Measure(FloatsFrom(samples, 2 * meter.count()).data());
  val result = val::object();
  result.set("onSupport", quality.on_support);
  result.set("onSupportIdeal", quality.on_support_ideal);
  result.set("totalVariation", quality.total_variation);
  result.set("totalVariationFloor", quality.total_variation_floor);
  result.set("slicedWasserstein", quality.sliced_wasserstein);
  result.set("slicedWassersteinFloor", quality.sliced_wasserstein_floor);
  return result;
}

double FlowMapErrorOf(const val& ends, const val& exact_ends) {
  const std::vector<float> reached = FloatsFrom(ends);
  const std::vector<float> exact = FloatsFrom(exact_ends, static_cast<int>(reached.size()));
  return FlowMapError(reached.data(), exact.data(), static_cast<int>(reached.size() / 2));
}

}  // namespace

EMSCRIPTEN_BINDINGS(metrics) {
  using emscripten::class_;
  using emscripten::function;

  function("flowMapError", &FlowMapErrorOf);

  class_<QualityMeter>("QualityMeter")
      .constructor(&MakeQualityMeter)
      .function("measure", &MeasureQuality);
}

}  // namespace meanflow
