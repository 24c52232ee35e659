// TrainConfig and SampleConfig <-> JSON: config.json, the bindings and replayed links come this
// way.
#ifndef MEANFLOW_IO_CONFIG_JSON_H_
#define MEANFLOW_IO_CONFIG_JSON_H_

#include <string>
#include <string_view>

#include "meanflow/config.h"

namespace meanflow {

/// A flat JSON object, keys as in Fields(): {"method":"imf","direction":"reverse",...}. `indent`
/// is the number of spaces a level, or -1 for one line.
std::string ToJson(const TrainConfig& config, int indent = -1);
std::string ToJson(const SampleConfig& config, int indent = -1);

/// Reads such an object over the values already in `*config`: what the object lacks stays. Unknown
/// and repeated keys, wrong types and values out of range are refused with a message that names the
/// key and what it accepts, and so is a whole that Validate refuses. Returns "" when ok; `config`
/// is untouched on error.
std::string FromJson(std::string_view json, TrainConfig* config);
std::string FromJson(std::string_view json, SampleConfig* config);

}  // namespace meanflow

#endif  // MEANFLOW_IO_CONFIG_JSON_H_
