// `meanflow evaluate`: measures a trained network's samples against the density and its exact flow.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/model_option.h"
#include "cli/options.h"
#include "meanflow/exact_flow.h"
#include "meanflow/metrics.h"
#include "meanflow/named_densities.h"
#include "meanflow/sampler.h"

namespace meanflow::cli {
namespace {

/// Error per step of the exact flow, far below that of any network.
constexpr double kExactTolerance = 1e-5;

struct EvaluateOptions {
  ModelOption model;
  FieldValue count = 20000.0;
  FieldValue seed = 1.0;
  std::vector<double> steps = {1, 2, 4, 10, 100, 500};
  bool json = false;
};

/// One row of the result: samples in a number of steps, or those of the exact flow.
struct Row {
  std::string steps;
  SampleQuality quality;
  double flow_map_error = 0;
};

/// The end points of the exact flow from the noise. forward-as-published differs from forward only
/// in the network's times, not in the flow.
std::vector<float> ExactEnds(const GridDensity& density, Direction direction,
                             const std::vector<float>& noise) {
  const bool reverse = direction == Direction::kReverse;
  ExactFlow flow(density, direction);
  std::vector<float> ends(noise.size());
  flow.Map(noise.data(), static_cast<int>(noise.size() / 2), reverse ? 1.0 : 0.0,
           reverse ? 0.0 : 1.0, kExactTolerance, ends.data());
  return ends;
}

Outcome Measure(const EvaluateOptions& options, const SampleConfig& base, const Model& model,
                std::vector<Row>* rows) {
  const GridDensity density = MakeDensity(model.config.density);
  const QualityMeter meter(density, base.count, base.seed);
  const auto exact =
      ExactEnds(density, model.config.direction, StartingNoise(base.seed, base.count));
  Sampler sampler(model.config.method, model.config.direction, model.config.network);
  sampler.SetParameters(model.parameters.data());
  for (const double steps : options.steps) {
    if (Interrupted()) return {kInterrupted, "stopped"};
    SampleConfig config = base;
    config.steps = static_cast<int>(steps);
    const std::vector<float> samples = sampler.Sample(config);
    rows->push_back({std::to_string(config.steps), meter.Measure(samples.data()),
                     FlowMapError(samples.data(), exact.data(), config.count)});
  }
  rows->push_back({"exact", meter.Measure(exact.data()), 0});
  return {};
}

void PrintTable(const SampleConfig& config, const Model& model, const std::vector<Row>& rows) {
  const SampleQuality& ideal = rows.front().quality;
  std::printf("%s, %s, %s, iteration %d, %d samples\n", Name(model.config.method).data(),
              Name(model.config.direction).data(), model.config.density.name.c_str(),
              model.iteration, config.count);
  std::printf("%8s %11s %10s %10s %15s\n", "steps", "on support", "SW2", "TV", "flow-map error");
  for (const Row& row : rows) {
    std::printf("%8s %11.4f %10.4f %10.4f %15.4f\n", row.steps.c_str(), row.quality.on_support,
                row.quality.sliced_wasserstein, row.quality.total_variation, row.flow_map_error);
  }
  std::printf("%8s %11.4f %10.4f %10.4f %15s\n", "data", ideal.on_support_ideal,
              ideal.sliced_wasserstein_floor, ideal.total_variation_floor, "-");
}

/// JSON has no infinity: metrics that are not finite are null.
nlohmann::ordered_json Finite(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value;
}

void PrintJson(const EvaluateOptions& options, const SampleConfig& config, const Model& model,
               const std::vector<Row>& rows) {
  const SampleQuality& ideal = rows.front().quality;
  nlohmann::ordered_json result = {{"model", options.model.path()},
                                   {"method", Name(model.config.method)},
                                   {"direction", Name(model.config.direction)},
                                   {"density", model.config.density.name},
                                   {"iteration", model.iteration},
                                   {"count", config.count},
                                   {"seed", config.seed},
                                   {"data",
                                    {{"on_support", ideal.on_support_ideal},
                                     {"sliced_wasserstein", ideal.sliced_wasserstein_floor},
                                     {"total_variation", ideal.total_variation_floor}}}};
  for (const Row& row : rows) {
    result["steps"][row.steps] = {{"on_support", row.quality.on_support},
                                  {"sliced_wasserstein", Finite(row.quality.sliced_wasserstein)},
                                  {"total_variation", row.quality.total_variation},
                                  {"flow_map_error", Finite(row.flow_map_error)}};
  }
  std::cout << result.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

Outcome Evaluate(const EvaluateOptions& options) {
  for (const double steps : options.steps) {
    const std::string error = ValidateNumber(FindField("steps"), steps);
    if (!error.empty()) return {kUsage, "--" + error};
  }
  Model model;
  const std::string error = options.model.Load(&model);
  if (!error.empty()) return {kUsage, error};
  SampleConfig config;
  SetField("count", options.count, &config);
  SetField("seed", options.seed, &config);
  CatchInterrupts();
  std::vector<Row> rows;
  Outcome outcome = Measure(options, config, model, &rows);
  if (outcome.code != kSuccess) return outcome;
  if (options.json) {
    PrintJson(options, config, model, rows);
  } else {
    PrintTable(config, model, rows);
  }
  return {};
}

}  // namespace

void AddEvaluateCommand(CLI::App* program, Work* work) {
  CLI::App* command = program->add_subcommand(
      "evaluate", "Measure a trained network's samples against the density and its exact flow.");
  const auto options = std::make_shared<EvaluateOptions>();
  options->model.Add(command, true);
  command->add_option("--steps", options->steps, "Numbers of steps to sample in")
      ->delimiter(',')
      ->capture_default_str();
  AddSettingOption(command, "--count", "count", "20000", &options->count);
  AddSettingOption(command, "--seed", "seed", "1", &options->seed);
  command->add_flag("--json", options->json, "Print the result as JSON");
  command->footer(
      "on support: share of samples in the cells that hold 99 % of the mass. SW2: sliced\n"
      "Wasserstein-2 against fresh data. TV: total variation of cell masses. flow-map error: RMS\n"
      "distance from where the exact flow takes the same noise. `data` is what true samples "
      "score.");
  command->callback([options, work] { *work = [options] { return Evaluate(*options); }; });
}

}  // namespace meanflow::cli
