// Values of settings from outside and as text.
#ifndef MEANFLOW_IO_FIELD_TEXT_H_
#define MEANFLOW_IO_FIELD_TEXT_H_

#include <string>
#include <string_view>

#include "meanflow/settings.h"

namespace meanflow {

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

#endif  // MEANFLOW_IO_FIELD_TEXT_H_
