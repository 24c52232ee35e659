// Reads any text as the config.json of a run: refused with a message and no change, or valid
// settings and phases, unchanged by a round trip.
#include "cli/learning_rate_phases.h"

#include "io/config_json.h"
#include "require.h"

using namespace meanflow;
using namespace meanflow::cli;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  TrainConfig config;
  LearningRatePhases phases;
  const std::string untouched = ConfigToJson(config, phases);
  const std::string error =
      ConfigFromJson({reinterpret_cast<const char*>(data), size}, &config, &phases);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(ConfigToJson(config, phases) == untouched, "what is refused changes nothing");
    return 0;
  }
  fuzz::Require(Validate(config).empty(), "settings are in range: " + Validate(config));
  fuzz::Require(Validate(phases, config.iterations).empty(), "phases are in order");
  const std::string written = ConfigToJson(config, phases);
  fuzz::Require(
      ConfigFromJson(written, &config, &phases).empty() && ConfigToJson(config, phases) == written,
      "reads what it wrote: " + written);
  return 0;
}
