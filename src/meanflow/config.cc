#include "meanflow/config.h"

#include <string_view>

#include "meanflow/named_densities.h"
#include "meanflow/settings.h"

namespace meanflow {
namespace {

/// What is wrong with the value of a field, "" when nothing is.
template <typename Config>
std::string ValidateField(const Config& config, std::string_view name) {
  const Field& field = FindField(name);
  const FieldValue value = GetField(config, name);
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return ValidateNumber(field, std::get<double>(value));
  return field.check == nullptr ? ValidateChoice(field, *text) : ValidateText(field, *text);
}

template <typename Config>
std::string ValidateFields(const Config& config) {
  for (const std::string_view name : FieldNames<Config>()) {
    std::string error = ValidateField(config, name);
    if (!error.empty()) return error;
  }
  return "";
}

}  // namespace

std::string Validate(const DensityConfig& config) {
  TrainConfig train;
  train.density = config;
  return Validate(train);
}

std::string Validate(const TrainConfig& config) {
  std::string error = ValidateFields(config);
  if (!error.empty()) return error;
  const bool lacks_drawing = config.density.name == kDrawingName && config.density.drawing.empty();
  return lacks_drawing ? "drawing: the density \"drawing\" needs one, and there is none" : "";
}

std::string Validate(const SampleConfig& config) { return ValidateFields(config); }

int NetworkCoordinates(Method method) { return RowOf(method).inputs; }

int NetworkInputs(Method method, const NetworkConfig& network) {
  return NetworkCoordinates(method) * (1 + 2 * network.features);
}

double EqualShare(const TrainConfig& config) {
  if (config.method == Method::kFm) return 0;
  return config.times.equal_share > 0 ? config.times.equal_share : RowOf(config.method).equal_share;
}

double StartShare(const TrainConfig& config) {
  const bool has_anchor = config.method != Method::kFm;
  const bool is_start = config.direction != Direction::kForwardAsPublished;
  return has_anchor && is_start ? (1 - EqualShare(config)) * config.times.start_share : 0;
}

double ClipNorm(const TrainConfig& config) {
  return config.optimizer.clip > 0 ? config.optimizer.clip : RowOf(config.method).clip;
}

Tangent TangentOf(const TrainConfig& config) {
  const Tangent own = RowOf(config.method).tangent;
  const Tangent chosen = config.loss.tangent;
  const bool is_lsd = config.method == Method::kLsd;
  if (config.method == Method::kFm || (is_lsd && chosen != Tangent::kExact)) return own;
  return chosen == Tangent::kMethod ? own : chosen;
}

}  // namespace meanflow
