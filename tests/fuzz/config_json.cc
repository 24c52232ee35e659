// Reads any text as settings in JSON: refused with a message and no change, or valid and unchanged
// by a round trip.
#include "io/config_json.h"

#include "require.h"

using namespace meanflow;

namespace {

template <typename Config>
void Check(std::string_view text) {
  Config config;
  const std::string untouched = ToJson(config);
  const std::string error = FromJson(text, &config);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(ToJson(config) == untouched, "refused settings change nothing");
    return;
  }
  fuzz::Require(Validate(config).empty(), "settings are in range: " + Validate(config));
  const std::string written = ToJson(config);
  Config again;
  fuzz::Require(FromJson(written, &again).empty() && ToJson(again) == written,
                "reads what it wrote: " + written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Check<TrainConfig>(text);
  Check<SampleConfig>(text);
  return 0;
}
