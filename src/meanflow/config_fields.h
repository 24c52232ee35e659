// Settings by name: the one table that ties each Field to its place in a config struct.
#ifndef MEANFLOW_CONFIG_FIELDS_H_
#define MEANFLOW_CONFIG_FIELDS_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meanflow/config.h"

namespace meanflow {

/// The value of a setting: a number, or one of the field's choices or texts.
using FieldValue = std::variant<double, std::string>;

/// The names of a struct's fields, in the order of Fields(). Config is TrainConfig or SampleConfig.
template <typename Config>
const std::vector<std::string_view>& FieldNames();

/// The value of a field of the struct. Programming error when it has no such field.
template <typename Config>
FieldValue GetField(const Config& config, std::string_view name);

/// Sets a field. Returns "" or "<name>: <value> is not <accepted range>"; `config` is untouched on
/// error. A name that the struct does not have is an error too.
template <typename Config>
std::string SetField(std::string_view name, const FieldValue& value, Config* config);

/// A value as text that reads back as the same value: "0.003", "4096", "imf".
std::string ToText(const FieldValue& value);

/// The value of a field from such text; the kind of the field decides how it is read. Returns "" or
/// "<name>: <text> is not <accepted range>"; the range itself is left to SetField.
std::string FromText(const Field& field, std::string_view text, FieldValue* value);

}  // namespace meanflow

#endif  // MEANFLOW_CONFIG_FIELDS_H_
