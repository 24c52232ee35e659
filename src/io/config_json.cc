#include "io/config_json.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "io/field_text.h"
#include "io/json_text.h"

namespace meanflow {
namespace {

/// Whole numbers without a decimal point, so that seed 7 is written as 7 and not as 7.0.
std::string ValueToJson(const Field& field, const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return JsonText(*text);
  const double number = std::get<double>(value);
  return field.integer ? std::to_string(static_cast<std::int64_t>(number)) : JsonText(number);
}

template <typename Config>
std::string ConfigToJson(const Config& config, int indent) {
  const std::string line = indent < 0 ? "" : "\n";
  const std::string before = line + std::string(std::max(indent, 0), ' ');
  std::string text;
  for (const std::string_view name : FieldNames<Config>()) {
    text += text.empty() ? "{" : ",";
    text += before + JsonText(name) + (indent < 0 ? ":" : ": ");
    text += ValueToJson(FindField(name), GetField(config, name));
  }
  return text + line + "}";
}

template <typename Config>
std::string ConfigFromJson(std::string_view text, Config* config) {
  nlohmann::json object;
  // Two levels, so that a nested value is refused by its key and not by its depth.
  std::string error = ParseJson(text, 2, &object);
  if (!error.empty()) return error;
  if (!object.is_object()) return "the settings are not a JSON object";
  Config result = *config;
  for (const auto& [name, value] : object.items()) {
    if (value.is_number()) {
      error = SetField(name, value.template get<double>(), &result);
    } else if (value.is_string()) {
      error = SetField(name, value.template get_ref<const std::string&>(), &result);
    } else {
      error = SetField(name, value.dump(), &result);  // Never a choice: refused with its range.
    }
    if (!error.empty()) return error;
  }
  error = Validate(result);
  if (error.empty()) *config = std::move(result);
  return error;
}

}  // namespace

std::string ToJson(const TrainConfig& config, int indent) { return ConfigToJson(config, indent); }
std::string ToJson(const SampleConfig& config, int indent) { return ConfigToJson(config, indent); }

std::string FromJson(std::string_view json, TrainConfig* config) {
  return ConfigFromJson(json, config);
}
std::string FromJson(std::string_view json, SampleConfig* config) {
  return ConfigFromJson(json, config);
}

}  // namespace meanflow
