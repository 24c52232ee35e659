// Strict reading of JSON from untrusted text, without exceptions.
#ifndef MEANFLOW_IO_JSON_TEXT_H_
#define MEANFLOW_IO_JSON_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace meanflow {

/// Parses one JSON text of at most `max_depth` nested arrays and objects. Refuses what RFC 8259
/// leaves open and what would let two readers see different values: a name that occurs twice in an
/// object, numbers beyond a double, anything after the value. Returns "" or what is wrong and where
/// ("line 2, column 7: ..."); `value` is untouched on error.
std::string ParseJson(std::string_view text, int max_depth, nlohmann::json* value);

/// Untrusted text as a message may show it: quoted, control characters escaped, cut when long.
std::string Quoted(std::string_view text);

}  // namespace meanflow

#endif  // MEANFLOW_IO_JSON_TEXT_H_
