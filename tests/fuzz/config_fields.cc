// Reads any text as the value of any setting.
#include <algorithm>

#include "io/config_json.h"
#include "io/field_text.h"
#include "require.h"

using namespace meanflow;

namespace {

template <typename Config>
void Check(const Field& field, const FieldValue& value) {
  static const std::string untouched = ToJson(Config());
  const auto& names = FieldNames<Config>();
  Config config;
  const std::string error = SetField(field.name, value, &config);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(ToJson(config) == untouched, "a refused value changes nothing");
    return;
  }
  fuzz::Require(std::find(names.begin(), names.end(), field.name) != names.end(),
                "a setting of its own");
  // The density "drawing" also needs a drawing, which is another setting.
  const bool lacks_drawing = value == FieldValue("drawing");
  fuzz::Require(lacks_drawing || Validate(config).empty(), "in range: " + Validate(config));
  const FieldValue kept = GetField(config, field.name);
  fuzz::Require(kept == value,
                std::string(field.name) + " keeps " + ToText(value) + " and not " + ToText(kept));
  FieldValue again;
  fuzz::Require(FromText(field, ToText(value), &again).empty() && again == value,
                "reads what it wrote: " + ToText(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Field& field : Fields()) {
    FieldValue value;
    const std::string error = FromText(field, text, &value);
    if (!error.empty()) {
      fuzz::RequireMessage(error);
      continue;
    }
    Check<TrainConfig>(field, value);
    Check<SampleConfig>(field, value);
  }
  return 0;
}
