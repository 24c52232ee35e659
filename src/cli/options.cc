#include "cli/options.h"

#include <charconv>
#include <utility>

#include "io/json_text.h"
#include "meanflow/settings_table.h"

namespace meanflow::cli {
namespace {

/// Reads the text as the field's kind; the message has no name, as CLI11 puts the option's before
/// it.
std::string ReadValue(const Field& field, const std::string& text, FieldValue* value) {
  if (!field.choices().empty()) {
    *value = text;
    return ValidateChoice(field, text).empty() ? "" : Quoted(text) + " is not " + Accepts(field);
  }
  if (field.check != nullptr) {
    *value = text;
    return field.check(text);
  }
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return Quoted(text) + " is not " + Accepts(field);
  }
  *value = number;
  return ValidateNumber(field, number).empty() ? "" : text + " is not " + Accepts(field);
}

}  // namespace

void AddFieldOption(CLI::App* command, const std::string& flags, const Field& field,
                    const std::string& label, const std::string& fallback, FieldValue* value) {
  std::string accepts = Accepts(field);
  if (!fallback.empty()) accepts += "; default " + fallback;
  command
      ->add_option_function<std::string>(
          flags, [field, value](const std::string& text) { ReadValue(field, text, value); },
          label + ":\n" + accepts)
      ->option_text(field.IsNumber()         ? "NUMBER"
                    : field.check != nullptr ? "TEXT"
                                             : "NAME")
      ->check([field](const std::string& text) {
        FieldValue ignored;
        return ReadValue(field, text, &ignored);
      });
}

void AddSettingOption(CLI::App* command, const std::string& flags, std::string_view setting,
                      const std::string& fallback, FieldValue* value) {
  AddFieldOption(command, flags, FindField(setting), std::string(FindSetting(setting).label),
                 fallback, value);
}

template <typename Config>
void FieldOptions<Config>::Add(CLI::App* command, const std::string& flags,
                               const std::string& field, const std::string& group) {
  const std::string fallback = ToText(GetField(Config{}, field));
  AddSettingOption(command, flags, field, fallback, &values_[field]);
  options_[field] = command->get_option(flags.substr(0, flags.find(',')))->group(group);
}

template <typename Config>
std::vector<typename FieldOptions<Config>::Given> FieldOptions<Config>::given() const {
  std::vector<Given> all = indirect_;
  for (const auto& [field, option] : options_) {
    if (option->count() > 0) all.push_back({field, option->get_name(), values_.at(field)});
  }
  return all;
}

template <typename Config>
void FieldOptions<Config>::Give(Given field) {
  indirect_.push_back(std::move(field));
}

template <typename Config>
void FieldOptions<Config>::Apply(Config* config) const {
  for (const Given& one : given()) SetField(one.field, one.value, config);
}

template class FieldOptions<TrainConfig>;
template class FieldOptions<SampleConfig>;

std::string Brief(const FieldValue& value) {
  constexpr std::size_t kLongest = 64;
  std::string text = ToText(value);
  if (text.size() > kLongest) text.replace(kLongest, text.size(), "...");
  return text;
}

std::string ShellQuoted(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=@%+";
  if (!path.empty() && path.find_first_not_of(kPlain) == std::string::npos) return path;
  std::string quoted = "'";
  for (const char letter : path) {
    if (letter == '\'') quoted += "'\\'";
    quoted += letter;
  }
  return quoted + "'";
}

}  // namespace meanflow::cli
