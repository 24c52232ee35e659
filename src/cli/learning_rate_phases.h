// The learning rates that a run has gone through: one that went on at another rate on its way.
#ifndef MEANFLOW_CLI_LEARNING_RATE_PHASES_H_
#define MEANFLOW_CLI_LEARNING_RATE_PHASES_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow::cli {

/// Iterations at another learning rate than the run now has.
struct Phase {
  int until = 0;  ///< Iterations done when it ended; more than at the end of the one before.
  double learning_rate = 0;  ///< In the range of the field "lr".
};
using Phases = std::vector<Phase>;

/// The rate at which a run does its iteration `iteration`, the first of which is 1; `last` is the
/// rate after all phases.
double RateOf(int iteration, const Phases& phases, double last);

/// Has the next iteration of a trainer be at the rate that its run goes through then.
void SetRate(const Phases& phases, double last, Trainer* trainer);

/// "" when a run of so many iterations may have gone through these, else what is wrong, as in
/// "phases: 11 is not a number above 0 and at most 10".
std::string Validate(const Phases& phases, int iterations);

/// What is behind a run that goes on at the rate `after` when `iteration` iterations are done, in
/// place of whatever phases and last rate it was to go through then: phases in which it trained,
/// each at another rate than the next.
Phases GoingOn(Phases phases, double last, int iteration, double after);

/// Adds "phases": [{"until": 300, "lr": 10}, ...] to an object, where there are any.
void AddPhases(const Phases& phases, nlohmann::ordered_json* object);

/// config.json of a run: every setting as in config_json.h and its phases.
std::string ConfigToJson(const TrainConfig& config, const Phases& phases);

/// Inverse of ConfigToJson. Returns "" or a message that names the key; `config` and `phases` are
/// untouched on error.
std::string ConfigFromJson(std::string_view json, TrainConfig* config, Phases* phases);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_LEARNING_RATE_PHASES_H_
