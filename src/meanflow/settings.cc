#include "meanflow/settings.h"

#include <cassert>
#include <cmath>
#include <cstdio>
#include <type_traits>

#include "meanflow/settings_table.h"

namespace meanflow {
namespace {

// The columns that run-time code reads: without texts, which only settings_table.h's other readers
// need.
constexpr auto kFields = Project(kSettings, [](const Setting& setting) {
  return Field{setting.range, setting.name};
});
constexpr auto kTrainMembers =
    Project(kSettings, [](const Setting& setting) { return setting.train; });
constexpr auto kSampleMembers =
    Project(kSettings, [](const Setting& setting) { return setting.sample; });

template <typename Config>
const auto& Members() {
  if constexpr (std::is_same_v<Config, TrainConfig>) {
    return kTrainMembers;
  } else {
    return kSampleMembers;
  }
}

/// The member that a setting of this name has in the struct; none when it has none.
template <typename Config>
Member<Config> FindMember(std::string_view name) {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (kFields[i].name == name) return Members<Config>()[i];
  }
  return {};
}

/// Calls visitor(member) with a reference to the member, if the struct has it.
template <typename Config, typename Visitor>
void VisitMember(Config* config, std::string_view name, Visitor visitor) {
  const Member<Config> found = FindMember<Config>(name);
  assert(found.index() != 0);
  std::visit(
      [&](auto member) {
        if constexpr (!std::is_same_v<decltype(member), std::monostate>) visitor(member(*config));
      },
      found);
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

void Write(const FieldValue& value, std::string* to) { *to = std::get<std::string>(value); }
template <typename T>
void Write(const FieldValue& value, T* to) {
  if constexpr (std::is_enum_v<T>) {
    *to = *Parse<T>(std::get<std::string>(value));
  } else {
    *to = static_cast<T>(std::get<double>(value));
  }
}

std::string Text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

}  // namespace

std::span<const Field> Fields() { return kFields; }

const Field& FindField(std::string_view name) {
  for (const Field& field : kFields) {
    if (field.name == name) return field;
  }
  assert(false && "no such field");
  return kFields.front();
}

std::string Accepts(const Field& field) {
  if (field.check != nullptr) return std::string(field.form);
  const auto choices = field.choices();
  if (!choices.empty()) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
      text += choices[i];
    }
    return text;
  }
  std::string text = field.integer ? "a whole number" : "a number";
  text += field.exclusive_minimum ? " above " : " from ";
  text += Text(field.minimum);
  text += field.exclusive_minimum ? " and at most " : " to ";
  text += Text(field.maximum);
  if (field.multiple_of > 1) text += ", a multiple of " + std::to_string(field.multiple_of);
  return text;
}

std::string ValidateNumber(const Field& field, double value) {
  // Written so that NaN fails every comparison and is refused.
  const bool above = field.exclusive_minimum ? value > field.minimum : value >= field.minimum;
  const bool whole = !field.integer || value == std::floor(value);
  const bool multiple = field.multiple_of == 1 || std::fmod(value, field.multiple_of) == 0;
  if (above && value <= field.maximum && whole && multiple) return "";
  return std::string(field.name) + ": " + Text(value) + " is not " + Accepts(field);
}

std::string ValidateChoice(const Field& field, std::string_view value) {
  for (const std::string_view choice : field.choices()) {
    if (choice == value) return "";
  }
  return std::string(field.name) + ": \"" + std::string(value) + "\" is not " + Accepts(field);
}

std::string ValidateText(const Field& field, std::string_view value) {
  const std::string error = field.check(value);
  return error.empty() ? "" : std::string(field.name) + ": " + error;
}

template <typename Config>
const std::vector<std::string_view>& FieldNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const Field& field : kFields) {
      if (HasField<Config>(field.name)) all.push_back(field.name);
    }
    return all;
  }();
  return names;
}

template <typename Config>
bool HasField(std::string_view name) {
  return FindMember<Config>(name).index() != 0;
}

template <typename Config>
FieldValue GetField(const Config& config, std::string_view name) {
  Config copy = config;
  FieldValue value;
  VisitMember(&copy, name, [&value](const auto& member) { value = Read(member); });
  return value;
}

template <typename Config>
void StoreField(std::string_view name, const FieldValue& value, Config* config) {
  VisitMember(config, name, [&value](auto& member) { Write(value, &member); });
}

FieldValue DefaultOf(std::string_view name) {
  return HasField<TrainConfig>(name) ? GetField(TrainConfig{}, name)
                                     : GetField(SampleConfig{}, name);
}

template const std::vector<std::string_view>& FieldNames<TrainConfig>();
template const std::vector<std::string_view>& FieldNames<SampleConfig>();
template bool HasField<TrainConfig>(std::string_view);
template bool HasField<SampleConfig>(std::string_view);
template FieldValue GetField(const TrainConfig&, std::string_view);
template FieldValue GetField(const SampleConfig&, std::string_view);
template void StoreField(std::string_view, const FieldValue&, TrainConfig*);
template void StoreField(std::string_view, const FieldValue&, SampleConfig*);

}  // namespace meanflow
