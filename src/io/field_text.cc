#include "io/field_text.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "io/json_text.h"

namespace meanflow {
namespace {

std::string WrongKind(const Field& field, std::string_view value) {
  return std::string(field.name) + ": " + Quoted(value) + " is not " + Accepts(field);
}

std::string ValidateValue(const Field& field, const FieldValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (field.IsNumber() == (text != nullptr)) return WrongKind(field, ToText(value));
  if (text == nullptr) return ValidateNumber(field, std::get<double>(value));
  if (field.check != nullptr) return ValidateText(field, *text);
  return ValidateChoice(field, *text).empty() ? "" : WrongKind(field, *text);
}

}  // namespace

template <typename Config>
std::string SetField(std::string_view name, const FieldValue& value, Config* config) {
  if (!HasField<Config>(name)) return Quoted(name) + " is not a setting";
  std::string error = ValidateValue(FindField(name), value);
  if (error.empty()) StoreField(name, value, config);
  return error;
}

std::string ToText(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const double number = std::get<double>(value);
  constexpr double kExactIntegers = 9007199254740992;  // 2^53
  if (number == std::floor(number) && std::abs(number) < kExactIntegers) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  return JsonText(number);
}

std::string FromText(const Field& field, std::string_view text, FieldValue* value) {
  if (!field.IsNumber()) {
    *value = std::string(text);
    return "";
  }
  nlohmann::json number;
  if (!ParseJson(text, 0, &number).empty() || !number.is_number()) return WrongKind(field, text);
  *value = number.get<double>();
  return "";
}

template std::string SetField(std::string_view, const FieldValue&, TrainConfig*);
template std::string SetField(std::string_view, const FieldValue&, SampleConfig*);

}  // namespace meanflow
