#include "cli/learning_rate_phases.h"

#include <utility>

#include "io/config_json.h"
#include "io/json_text.h"
#include "meanflow/settings.h"

namespace meanflow::cli {
namespace {

constexpr char kPhases[] = "phases";
constexpr char kUntil[] = "until";
constexpr char kRate[] = "lr";

std::string Refusal(const std::string& what) { return std::string(kPhases) + ": " + what; }

std::string ReadPhases(const nlohmann::json& array, LearningRatePhases* phases) {
  const std::string form = R"(is not a list as in [{"until": 300, "lr": 10}])";
  if (!array.is_array()) return Refusal(form);
  for (const nlohmann::json& entry : array) {
    const bool sound = entry.is_object() && entry.size() == 2 && entry.contains(kUntil) &&
                       entry.contains(kRate) && entry[kUntil].is_number() &&
                       entry[kRate].is_number();
    if (!sound) return Refusal(form);
    const double until = entry[kUntil].get<double>();
    Field field = FindField("iterations");
    const std::string name = std::string(kPhases) + ": " + kUntil;
    field.name = name;
    std::string error = ValidateNumber(field, until);
    if (!error.empty()) return error;
    phases->push_back({static_cast<int>(until), entry[kRate].get<double>()});
  }
  return "";
}

}  // namespace

double LearningRateAt(int iteration, const LearningRatePhases& phases, double last) {
  for (const LearningRatePhase& phase : phases) {
    if (iteration <= phase.until) return phase.learning_rate;
  }
  return last;
}

void SetLearningRate(const LearningRatePhases& phases, double last, Trainer* trainer) {
  trainer->SetLearningRate(LearningRateAt(trainer->state().iteration + 1, phases, last));
}

std::string Validate(const LearningRatePhases& phases, int iterations) {
  int begin = 0;
  for (const auto& [until, learning_rate] : phases) {
    if (until <= begin || until > iterations) {
      return Refusal(std::to_string(until) + " is not a whole number from " +
                     std::to_string(begin + 1) + " to " + std::to_string(iterations));
    }
    std::string error = ValidateNumber(FindField(kRate), learning_rate);
    if (!error.empty()) return Refusal(error);
    begin = until;
  }
  return "";
}

LearningRatePhases PhasesAfterRateChange(LearningRatePhases phases, double last, int iteration,
                                         double after) {
  const double before = LearningRateAt(iteration, phases, last);
  while (!phases.empty() && phases.back().until >= iteration) phases.pop_back();
  if (iteration > 0) phases.push_back({iteration, before});
  if (!phases.empty() && phases.back().learning_rate == after) phases.pop_back();
  return phases;
}

void AddPhases(const LearningRatePhases& phases, nlohmann::ordered_json* object) {
  for (const auto& [until, learning_rate] : phases) {
    (*object)[kPhases].push_back({{kUntil, until}, {kRate, learning_rate}});
  }
}

std::string ConfigToJson(const TrainConfig& config, const LearningRatePhases& phases) {
  if (phases.empty()) return ToJson(config, 2);
  auto object = nlohmann::ordered_json::parse(ToJson(config));
  AddPhases(phases, &object);
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string ConfigFromJson(std::string_view json, TrainConfig* config, LearningRatePhases* phases) {
  nlohmann::json object;
  std::string error = ParseJson(json, 3, &object);
  if (!error.empty()) return error;
  if (!object.is_object() || !object.contains(kPhases)) {
    error = FromJson(json, config);
    if (error.empty()) phases->clear();
    return error;
  }
  LearningRatePhases result;
  error = ReadPhases(object[kPhases], &result);
  if (!error.empty()) return error;
  object.erase(kPhases);
  TrainConfig settings = *config;
  error =
      FromJson(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), &settings);
  if (error.empty()) error = Validate(result, settings.iterations);
  if (!error.empty()) return error;
  *config = std::move(settings);
  *phases = std::move(result);
  return "";
}

}  // namespace meanflow::cli
