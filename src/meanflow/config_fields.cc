#include "meanflow/config_fields.h"

#include <cassert>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "io/json_text.h"

namespace meanflow {
namespace {

/// Where a field lives in its struct: a function to a reference, whatever the member's type.
template <typename Config>
struct Place {
  template <typename T>
  using To = T& (*)(Config&);

  std::string_view name;
  std::variant<To<int>, To<double>, To<std::uint32_t>, To<std::string>, To<Method>, To<Direction>,
               To<Tangent>, To<Target>, To<Schedule>, To<TimeDistribution>, To<TimeInputs>>
      member;
};

template <typename Config>
const std::vector<Place<Config>>& Places();

template <>
const std::vector<Place<TrainConfig>>& Places() {
  using C = TrainConfig;
  static const std::vector<Place<C>> places = {
      {"method", [](C& c) -> Method& { return c.method; }},
      {"direction", [](C& c) -> Direction& { return c.direction; }},
      {"density", [](C& c) -> std::string& { return c.density.name; }},
      {"cells", [](C& c) -> int& { return c.density.cells; }},
      {"scale", [](C& c) -> double& { return c.density.scale; }},
      {"drawing", [](C& c) -> std::string& { return c.density.drawing; }},
      {"depth", [](C& c) -> int& { return c.network.depth; }},
      {"width", [](C& c) -> int& { return c.network.width; }},
      {"lr", [](C& c) -> double& { return c.optimizer.learning_rate; }},
      {"beta1", [](C& c) -> double& { return c.optimizer.beta1; }},
      {"beta2", [](C& c) -> double& { return c.optimizer.beta2; }},
      {"epsilon", [](C& c) -> double& { return c.optimizer.epsilon; }},
      {"schedule", [](C& c) -> Schedule& { return c.optimizer.schedule; }},
      {"warmup", [](C& c) -> int& { return c.optimizer.warmup; }},
      {"clip", [](C& c) -> double& { return c.optimizer.clip; }},
      {"ema", [](C& c) -> double& { return c.optimizer.ema; }},
      {"times", [](C& c) -> TimeDistribution& { return c.times.distribution; }},
      {"times_mean", [](C& c) -> double& { return c.times.mean; }},
      {"times_deviation", [](C& c) -> double& { return c.times.deviation; }},
      {"equal_share", [](C& c) -> double& { return c.times.equal_share; }},
      {"start_share", [](C& c) -> double& { return c.times.start_share; }},
      {"time_inputs", [](C& c) -> TimeInputs& { return c.network.time_inputs; }},
      {"tangent", [](C& c) -> Tangent& { return c.loss.tangent; }},
      {"target", [](C& c) -> Target& { return c.loss.target; }},
      {"adaptive_power", [](C& c) -> double& { return c.loss.adaptive_power; }},
      {"adaptive_constant", [](C& c) -> double& { return c.loss.adaptive_constant; }},
      {"batch", [](C& c) -> int& { return c.batch; }},
      {"iterations", [](C& c) -> int& { return c.iterations; }},
      {"checkpoint_every", [](C& c) -> int& { return c.checkpoint_every; }},
      {"seed", [](C& c) -> std::uint32_t& { return c.seed; }},
  };
  return places;
}

template <>
const std::vector<Place<SampleConfig>>& Places() {
  using C = SampleConfig;
  static const std::vector<Place<C>> places = {
      {"seed", [](C& c) -> std::uint32_t& { return c.seed; }},
      {"steps", [](C& c) -> int& { return c.steps; }},
      {"count", [](C& c) -> int& { return c.count; }},
  };
  return places;
}

template <typename Config>
const Place<Config>* FindPlace(std::string_view name) {
  for (const Place<Config>& place : Places<Config>()) {
    if (place.name == name) return &place;
  }
  return nullptr;
}

FieldValue Read(const std::string& name) { return name; }
template <typename T>
FieldValue Read(const T& member) {
  if constexpr (std::is_enum_v<T>) {
    return std::string(Name(member));
  } else {
    return static_cast<double>(member);
  }
}

// The value is valid, so that it has the member's kind and is within its range.
void Write(const FieldValue& value, std::string* to) { *to = std::get<std::string>(value); }
template <typename T>
void Write(const FieldValue& value, T* to) {
  if constexpr (std::is_enum_v<T>) {
    *to = *Parse<T>(std::get<std::string>(value));
  } else {
    *to = static_cast<T>(std::get<double>(value));
  }
}

bool IsNumber(const Field& field) { return field.choices.empty() && field.check == nullptr; }

std::string WrongKind(const Field& field, std::string_view value) {
  return field.name + ": " + Quoted(value) + " is not " + Accepts(field);
}

std::string ValidateValue(const Field& field, const FieldValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (IsNumber(field) == (text != nullptr)) return WrongKind(field, ToText(value));
  if (text == nullptr) return ValidateNumber(field, std::get<double>(value));
  if (field.check != nullptr) return ValidateText(field, *text);
  return ValidateChoice(field, *text).empty() ? "" : WrongKind(field, *text);
}

}  // namespace

template <typename Config>
const std::vector<std::string_view>& FieldNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const Place<Config>& place : Places<Config>()) all.push_back(place.name);
    return all;
  }();
  return names;
}

template <typename Config>
FieldValue GetField(const Config& config, std::string_view name) {
  const Place<Config>* place = FindPlace<Config>(name);
  assert(place != nullptr);
  Config copy = config;
  return std::visit([&copy](auto member) { return Read(member(copy)); }, place->member);
}

template <typename Config>
std::string SetField(std::string_view name, const FieldValue& value, Config* config) {
  const Place<Config>* place = FindPlace<Config>(name);
  if (place == nullptr) return Quoted(name) + " is not a setting";
  std::string error = ValidateValue(FindField(name), value);
  if (!error.empty()) return error;
  std::visit([&](auto member) { Write(value, &member(*config)); }, place->member);
  return "";
}

std::string ToText(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const double number = std::get<double>(value);
  constexpr double kExactIntegers = 9007199254740992;  // 2^53
  if (number == std::floor(number) && std::abs(number) < kExactIntegers) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  return nlohmann::json(number).dump();  // The shortest text that reads back as `number`.
}

std::string FromText(const Field& field, std::string_view text, FieldValue* value) {
  if (!IsNumber(field)) {
    *value = std::string(text);
    return "";
  }
  nlohmann::json number;
  if (!ParseJson(text, 0, &number).empty() || !number.is_number()) return WrongKind(field, text);
  *value = number.get<double>();
  return "";
}

template const std::vector<std::string_view>& FieldNames<TrainConfig>();
template const std::vector<std::string_view>& FieldNames<SampleConfig>();
template FieldValue GetField(const TrainConfig&, std::string_view);
template FieldValue GetField(const SampleConfig&, std::string_view);
template std::string SetField(std::string_view, const FieldValue&, TrainConfig*);
template std::string SetField(std::string_view, const FieldValue&, SampleConfig*);

}  // namespace meanflow
