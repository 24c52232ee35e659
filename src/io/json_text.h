// A strict JSON parser for untrusted text, without exceptions.
#ifndef MEANFLOW_IO_JSON_TEXT_H_
#define MEANFLOW_IO_JSON_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace meanflow {

/// Parses one JSON text of at most `max_depth` nested arrays and objects. Also refuses text that
/// parsers interpret differently: duplicate names in an object, numbers outside double's range,
/// anything after the value. Returns "" or what is wrong and where ("line 2, column 7: ...");
/// `value` is untouched on error.
std::string ParseJson(std::string_view text, int max_depth, nlohmann::json* value);

/// A string as JSON; what is not UTF-8 is replaced. Text of a few lines is written by hand: another
/// type of nlohmann's for ordered objects would cost a page 10 KB.
std::string JsonText(std::string_view text);

/// A number as JSON: the shortest text that reads back as the same.
std::string JsonText(double number);

/// Untrusted text for messages: quoted, control characters escaped, truncated when long.
std::string Quoted(std::string_view text);

}  // namespace meanflow

#endif  // MEANFLOW_IO_JSON_TEXT_H_
