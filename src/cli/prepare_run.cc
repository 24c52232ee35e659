#include "cli/prepare_run.h"

#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "io/json_text.h"
#include "meanflow/recipe.h"

namespace meanflow::cli {
namespace {

Outcome StartRun(const TrainOptions& options, TrainingRun* run) {
  for (const Recipe& recipe : Recipes()) {
    if (recipe.name != options.recipe) continue;
    run->config.method = recipe.method;
    ApplyRecipe(recipe, &run->config);
  }
  options.fields.Apply(&run->config);
  const std::string refusal = Validate(run->config);
  if (!refusal.empty()) return {kUsage, "--" + refusal};
  Outcome outcome = run->directory.Create(options.out);
  if (outcome.code != kSuccess) return outcome;
  const std::string error = run->directory.SaveConfig(run->config);
  return error.empty() ? Outcome{} : Outcome{kFailure, error};
}

/// A resumed run keeps its settings except its learning rate, and its length, which may increase if
/// the schedule does not depend on it.
std::string RefuseOtherSettings(const TrainOptions& options, const TrainConfig& config) {
  for (const auto& [field, option, value] : options.fields.given()) {
    const FieldValue saved = GetField(config, field);
    const bool is_open = config.optimizer.schedule == Schedule::kConstant;
    if (field == "iterations" && is_open && std::get<double>(value) > std::get<double>(saved))
      continue;
    if (value == saved || field == "lr") continue;
    std::string message = option + ": " + Brief(value) + " is not the " + Brief(saved);
    message += " of " + options.resume + "/config.json, and a resumed run ";
    if (field != "iterations") {
      message += "keeps its settings but --lr and --iterations";
    } else {
      message +=
          is_open ? "cannot become shorter" : "keeps the length that its schedule is made for";
    }
    return message;
  }
  return "";
}

std::optional<double> GivenRate(const TrainOptions& options) {
  for (const auto& [field, option, value] : options.fields.given()) {
    if (field == "lr") return std::get<double>(value);
  }
  return std::nullopt;
}

/// Loads the state that the run of `directory` resumes from into *saved; empty for its beginning.
Outcome LoadState(const TrainOptions& options, const TrainConfig& config,
                  const RunDirectory& directory, std::optional<TrainState>* saved) {
  TrainState state;
  const int iteration = options.FromIteration();
  if (iteration > 0) {
    const std::string error = directory.Load(config, iteration, &state);
    if (!error.empty()) return {kUsage, "--from-iteration: " + error};
    *saved = std::move(state);
    return {};
  }
  std::vector<std::string> skipped;
  if (directory.LoadNewest(config, &state, &skipped)) *saved = std::move(state);
  for (const std::string& line : skipped) std::cerr << "Skipped a checkpoint: " << line << "\n";
  return {};
}

Outcome MakeBranch(const TrainOptions& options, const RunDirectory& origin, int iteration,
                   TrainingRun* run) {
  std::error_code ignored;
  if (std::filesystem::equivalent(options.out, options.resume, ignored)) {
    return {kUsage, "--out: is the directory of --resume, which is to stay as it is"};
  }
  Outcome outcome = run->directory.Create(options.out);
  if (outcome.code != kSuccess) return outcome;
  std::string error = run->directory.SaveConfig(run->config);
  if (error.empty()) error = run->directory.CopyCheckpoints(origin, iteration);
  return error.empty() ? Outcome{} : Outcome{kFailure, error};
}

Outcome ResumeRun(const TrainOptions& options, TrainingRun* run) {
  const bool is_branch = !options.out.empty();
  RunDirectory other;
  RunDirectory& origin = is_branch ? other : run->directory;
  Outcome outcome = origin.Open(options.resume, &run->config);
  if (outcome.code != kSuccess) return outcome;
  std::string error = RefuseOtherSettings(options, run->config);
  if (!error.empty()) return {kUsage, error};
  const TrainConfig before = run->config;
  options.fields.Apply(&run->config);
  TrainConfig readable = before;
  readable.iterations = run->config.iterations;
  outcome = LoadState(options, readable, origin, &run->saved);
  if (outcome.code != kSuccess) return outcome;
  const int iteration = run->saved ? run->saved->iteration : 0;
  LearningRatePhases phases = origin.phases();
  const std::optional<double> rate = GivenRate(options);
  if (rate) {
    phases =
        PhasesAfterRateChange(std::move(phases), before.optimizer.learning_rate, iteration, *rate);
  }
  run->directory.SetPhases(std::move(phases));
  if (is_branch) {
    outcome = MakeBranch(options, origin, iteration, run);
    if (outcome.code != kSuccess) return outcome;
  } else if (rate || run->config.iterations != before.iterations) {
    error = run->directory.SaveConfig(run->config);
    if (!error.empty()) return {kFailure, error};
  }
  std::cerr << "Going on from iteration " << iteration << " of " << run->config.iterations << ".\n";
  return {};
}

}  // namespace

Outcome PrepareRun(const TrainOptions& options, TrainingRun* run) {
  if (options.resume.empty()) {
    if (options.FromIteration() > 0) {
      return {kUsage, "--from-iteration: only with --resume, whose checkpoint it names"};
    }
    if (!options.out.empty()) return StartRun(options, run);
    return {kUsage, "--out: a directory for the new run is required, or --resume an old one"};
  }
  if (!options.recipe.empty()) {
    return {kUsage, "--recipe: not with --resume, as a resumed run keeps its settings"};
  }
  if (options.out.empty() && options.FromIteration() > 0) {
    return {kUsage,
            "--from-iteration: needs --out, a directory for the run that goes on from there"};
  }
  return ResumeRun(options, run);
}

}  // namespace meanflow::cli
