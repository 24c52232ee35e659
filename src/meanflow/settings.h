// Settings by name: their kinds and ranges, and their values in the structs of config.h. The table
// itself is settings_table.h.
#ifndef MEANFLOW_SETTINGS_H_
#define MEANFLOW_SETTINGS_H_

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meanflow/choices.h"
#include "meanflow/config.h"

namespace meanflow {

/// The value of a setting: a number, or one of the field's choices or texts.
using FieldValue = std::variant<double, std::string>;

/// What is accepted as a value: numbers within a range, names or texts.
struct Range {
  double minimum = 0;              ///< Numbers: smallest accepted value.
  double maximum = 0;              ///< Numbers: largest accepted value. Texts: most characters.
  bool exclusive_minimum = false;  ///< Numbers: `minimum` itself is refused.
  bool integer = false;            ///< Numbers: only whole values.
  int multiple_of = 1;             ///< Integers: only multiples of this.
  Texts names = nullptr;           ///< Names: the accepted ones; null for the others.
  /// Texts: "" when one is accepted, else what is wrong with it; null for the others.
  std::string (*check)(std::string_view) = nullptr;
  std::string_view form{};  ///< Texts: what is accepted, for readers.
};

/// A user-settable value: its name and range.
struct Field : Range {
  std::string_view name;  ///< As in config.json, the command line and the URL.

  /// The accepted names; empty for numbers and texts.
  std::span<const std::string_view> choices() const {
    return names == nullptr ? std::span<const std::string_view>() : names();
  }
  bool IsNumber() const { return names == nullptr && check == nullptr; }
};

/// Every user-settable field of TrainConfig and SampleConfig.
std::span<const Field> Fields();

/// The field called `name`. Programming error when there is none.
const Field& FindField(std::string_view name);

/// What a field accepts, for readers: "a whole number from 8 to 65536, a multiple of 8".
std::string Accepts(const Field& field);

/// "" when the field takes the value, else "<name>: <value> is not <accepted range>".
std::string ValidateNumber(const Field& field, double value);
std::string ValidateChoice(const Field& field, std::string_view value);
/// "" when the field takes the text, else "<name>: <what is wrong with it>".
std::string ValidateText(const Field& field, std::string_view value);

/// The names of a struct's fields, in the order of Fields(). Config is TrainConfig or SampleConfig.
template <typename Config>
const std::vector<std::string_view>& FieldNames();

template <typename Config>
bool HasField(std::string_view name);

/// The value of a field of the struct. Programming error when it has no such field.
template <typename Config>
FieldValue GetField(const Config& config, std::string_view name);

/// Stores a value that the field accepts. For values from outside: SetField in io/field_text.h.
template <typename Config>
void StoreField(std::string_view name, const FieldValue& value, Config* config);

/// The default of a field: that of its struct.
FieldValue DefaultOf(std::string_view name);

}  // namespace meanflow

#endif  // MEANFLOW_SETTINGS_H_
