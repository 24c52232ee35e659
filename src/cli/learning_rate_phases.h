// Phases of different learning rates, for runs that were resumed at another rate.
#ifndef MEANFLOW_CLI_LEARNING_RATE_PHASES_H_
#define MEANFLOW_CLI_LEARNING_RATE_PHASES_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow::cli {

/// A phase before the current one, at another learning rate.
struct LearningRatePhase {
  int until = 0;  ///< Iterations done at its end; more than at the end of the previous phase.
  double learning_rate = 0;  ///< In the range of the field "lr".
};
using LearningRatePhases = std::vector<LearningRatePhase>;

/// The learning rate of iteration `iteration`, counted from 1; `last` is the rate after all phases.
double LearningRateAt(int iteration, const LearningRatePhases& phases, double last);

/// Sets the learning rate of a trainer's next iteration.
void SetLearningRate(const LearningRatePhases& phases, double last, Trainer* trainer);

/// "" when the phases are valid for a run of `iterations`, else what is wrong, as in
/// "phases: 11 is not a number above 0 and at most 10".
std::string Validate(const LearningRatePhases& phases, int iterations);

/// The phases of a run that continues at the rate `after` once `iteration` iterations are done:
/// those that it has trained in, without later phases. Adjacent phases have different rates.
LearningRatePhases PhasesAfterRateChange(LearningRatePhases phases, double last, int iteration,
                                         double after);

/// Adds "phases": [{"until": 300, "lr": 10}, ...] to an object, if there are any.
void AddPhases(const LearningRatePhases& phases, nlohmann::ordered_json* object);

/// The config.json of a run: every setting as in config_json.h, and its phases.
std::string ConfigToJson(const TrainConfig& config, const LearningRatePhases& phases);

/// Inverse of ConfigToJson. Returns "" or a message that names the key; `config` and `phases` are
/// untouched on error.
std::string ConfigFromJson(std::string_view json, TrainConfig* config, LearningRatePhases* phases);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_LEARNING_RATE_PHASES_H_
