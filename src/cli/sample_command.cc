// `meanflow sample`: draws points, or whole paths, from a trained network.
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/atomic_file.h"
#include "cli/command.h"
#include "cli/csv.h"
#include "cli/interrupt.h"
#include "cli/model_option.h"
#include "cli/options.h"
#include "meanflow/sampler.h"

namespace meanflow::cli {
namespace {

struct SampleOptions {
  FieldOptions<SampleConfig> fields;
  ModelOption model;
  std::string out;
  bool path = false;
  bool json = false;
};

/// Writes one state, a row per particle: "x,y", or "step,time,particle,x,y".
std::string WriteState(const std::vector<float>& positions, const std::string& prefix,
                       bool numbered, AtomicFile* file) {
  for (std::size_t i = 0; i < positions.size(); i += 2) {
    if (!std::isfinite(positions[i]) || !std::isfinite(positions[i + 1])) {
      return "particle " + std::to_string(i / 2) +
             " left the range of numbers: the model's values are too large";
    }
    std::string row = prefix;
    if (numbered) row += std::to_string(i / 2) + ",";
    AppendNumber(positions[i], &row);
    row += ",";
    AppendNumber(positions[i + 1], &row);
    row += "\n";
    std::string error = file->Append(row);
    if (!error.empty()) return error;
  }
  return "";
}

std::string PathPrefix(Direction direction, int step, int steps) {
  std::string prefix = std::to_string(step) + ",";
  AppendNumber(static_cast<float>(SolverTime(direction, step, steps)), &prefix);
  return prefix + ",";
}

/// Moves the particles and writes their last state, or every state. Stores the last in `positions`.
Outcome SampleTo(const SampleConfig& config, bool whole_path, const Model& model, AtomicFile* file,
                 std::vector<float>* positions) {
  Sampler sampler(model.config.method, model.config.direction, model.config.network);
  sampler.SetParameters(model.parameters.data());
  *positions = StartingNoise(config.seed, config.count);
  std::string error = file->Append(whole_path ? "step,time,particle,x,y\n" : "x,y\n");
  for (int step = 0; step <= config.steps && error.empty(); ++step) {
    if (Interrupted()) return {kInterrupted, "stopped; nothing was written"};
    if (step > 0) sampler.Step(step - 1, config.steps, positions->data(), config.count);
    if (whole_path) {
      error = WriteState(*positions, PathPrefix(model.config.direction, step, config.steps), true,
                         file);
    } else if (step == config.steps) {
      error = WriteState(*positions, "", false, file);
    }
  }
  if (error.empty()) error = file->Commit();
  return {error.empty() ? kSuccess : kFailure, error};
}

/// Mean and standard deviation of one coordinate.
std::pair<double, double> Moments(const std::vector<float>& positions, int coordinate) {
  const double count = static_cast<double>(positions.size()) / 2;
  double sum = 0;
  for (std::size_t i = coordinate; i < positions.size(); i += 2) sum += positions[i];
  const double mean = sum / count;
  double squares = 0;
  for (std::size_t i = coordinate; i < positions.size(); i += 2) {
    squares += (positions[i] - mean) * (positions[i] - mean);
  }
  return {mean, std::sqrt(squares / count)};
}

void PrintJson(const SampleOptions& options, const SampleConfig& config, const Model& model,
               double seconds, const std::vector<float>& positions) {
  const auto [mean_x, deviation_x] = Moments(positions, 0);
  const auto [mean_y, deviation_y] = Moments(positions, 1);
  const nlohmann::ordered_json summary = {{"model", options.model.path()},
                                          {"method", Name(model.config.method)},
                                          {"direction", Name(model.config.direction)},
                                          {"iteration", model.iteration},
                                          {"steps", config.steps},
                                          {"count", config.count},
                                          {"seed", config.seed},
                                          {"mean", {mean_x, mean_y}},
                                          {"standard_deviation", {deviation_x, deviation_y}},
                                          {"seconds", seconds},
                                          {"out", options.out}};
  std::cout << summary.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
            << "\n";
}

Outcome Sample(const SampleOptions& options) {
  if (options.json && options.out == "-") {
    return {kUsage, "--json: needs --out with a file, as - puts the samples where the JSON goes"};
  }
  Model model;
  std::string error = options.model.Load(&model);
  if (!error.empty()) return {kUsage, error};
  SampleConfig config;
  options.fields.Apply(&config);
  AtomicFile file;
  error = file.Open(options.out);
  if (!error.empty()) return {kFailure, error};
  CatchInterrupts();
  const auto start = std::chrono::steady_clock::now();
  std::vector<float> positions;
  Outcome outcome = SampleTo(config, options.path, model, &file, &positions);
  if (outcome.code != kSuccess) return outcome;
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (options.json) PrintJson(options, config, model, taken.count(), positions);
  return {};
}

}  // namespace

void AddSampleCommand(CLI::App* program, Work* work) {
  CLI::App* command = program->add_subcommand("sample", "Draw samples from a trained network.");
  const auto options = std::make_shared<SampleOptions>();
  options->model.Add(command, false);
  command
      ->add_option("--out", options->out, "CSV to write, x,y in each row; - is the standard output")
      ->option_text("FILE REQUIRED")
      ->required();
  options->fields.Add(command, "--steps", "steps", "Options");
  options->fields.Add(command, "--count", "count", "Options");
  options->fields.Add(command, "--seed", "seed", "Options");
  command->add_flag("--path", options->path,
                    "Write every state from noise to data: step,time,particle,x,y");
  command->add_flag("--json", options->json, "Print a summary as JSON");
  command->callback([options, work] { *work = [options] { return Sample(*options); }; });
}

}  // namespace meanflow::cli
