// `meanflow figures`: draws the tutorial's figures as SVG from trained networks.
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/atomic_file.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/run_index.h"
#include "figures/figure.h"

namespace meanflow::cli {
namespace {

using figures::Figure;
using figures::FigureOptions;

struct FiguresOptions {
  std::string models;
  std::string out;
  std::vector<int> only;
  FigureOptions figure;
  FieldValue flow_steps = 10.0;
  FieldValue count = 2000.0;
  FieldValue seed = 1.0;
  std::string theme = "light";
  std::string layout = "wide";
  bool json = false;
};

/// The figures written and left out.
struct Report {
  nlohmann::ordered_json written = nlohmann::ordered_json::array();
  nlohmann::ordered_json left_out = nlohmann::ordered_json::array();
};

/// Sets and validates the figures' settings from the command line.
std::string SetFigureOptions(FiguresOptions* options) {
  FigureOptions& figure = options->figure;
  figure.flow_steps = static_cast<int>(std::get<double>(options->flow_steps));
  figure.count = static_cast<int>(std::get<double>(options->count));
  figure.seed = static_cast<std::uint32_t>(std::get<double>(options->seed));
  figure.style.theme = options->theme == "dark" ? figures::Theme::kDark : figures::Theme::kLight;
  figure.style.layout = options->layout == "tall" ? figures::Layout::kTall : figures::Layout::kWide;
  return Validate(figure);
}

std::vector<int> FigureNumbers(const FiguresOptions& options) {
  if (!options.only.empty()) return options.only;
  std::vector<int> all;
  for (int number = 1; number <= figures::kFigureCount; ++number) all.push_back(number);
  return all;
}

/// Computes one figure and writes it.
Outcome Write(const FigureOptions& options, std::vector<figures::TrainedRun> runs,
              const std::string& directory, Report* report) {
  Figure figure(options, std::move(runs));
  while (figure.Advance()) {
    if (Interrupted()) return {kInterrupted, "stopped; figures written before are whole"};
  }
  const std::string path = directory + "/figure-" + std::to_string(options.figure) + ".svg";
  const std::string error = WriteFileAtomically(path, figure.Svg());
  if (!error.empty()) return {kFailure, error};
  report->written.push_back({{"figure", options.figure},
                             {"title", figure.title()},
                             {"caption", figure.caption()},
                             {"file", path}});
  return {};
}

Outcome WriteAll(const FiguresOptions& options, const RunIndex& index, Report* report) {
  for (const int number : FigureNumbers(options)) {
    FigureOptions figure = options.figure;
    figure.figure = number;
    figure.density = index.density();
    std::vector<figures::TrainedRun> runs;
    const std::string missing = index.Load(number, &runs);
    if (!missing.empty()) {
      const std::string reason = "figure " + std::to_string(number) + ": " + missing;
      if (!options.only.empty()) return {kUsage, "--only: " + reason};
      std::cerr << "Left out " << reason << "\n";
      report->left_out.push_back({{"figure", number}, {"reason", missing}});
      continue;
    }
    Outcome outcome = Write(figure, std::move(runs), options.out, report);
    if (outcome.code != kSuccess) return outcome;
    if (!options.json) std::cout << options.out << "/figure-" << number << ".svg" << std::endl;
  }
  return {};
}

Outcome DrawFigures(FiguresOptions* options) {
  std::string error = SetFigureOptions(options);
  if (!error.empty()) return {kUsage, "--" + error};
  RunIndex index;
  error = index.Open(options->models);
  if (!error.empty()) return {kUsage, "--models: " + error};
  std::error_code failed;
  std::filesystem::create_directories(options->out, failed);
  if (failed) return {kFailure, "cannot make " + options->out + ": " + failed.message()};
  CatchInterrupts();
  Report report;
  Outcome outcome = WriteAll(*options, index, &report);
  if (outcome.code != kSuccess || !options->json) return outcome;
  const nlohmann::ordered_json result = {
      {"models", options->models}, {"figures", report.written}, {"left_out", report.left_out}};
  std::cout << result.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
  return outcome;
}

void AddStyleOptions(CLI::App* command, FiguresOptions* options) {
  command->add_option("--theme", options->theme, "Colours: light for print, dark for a dark page")
      ->check(CLI::IsMember({"light", "dark"}))
      ->capture_default_str();
  command
      ->add_option("--layout", options->layout,
                   "Methods as rows (wide, for a page) or as columns (tall, for a phone)")
      ->check(CLI::IsMember({"wide", "tall"}))
      ->capture_default_str();
}

}  // namespace

void AddFiguresCommand(CLI::App* program, Work* work) {
  CLI::App* command = program->add_subcommand("figures", "Draw the tutorial's figures as SVG.");
  const auto options = std::make_shared<FiguresOptions>();
  command
      ->add_option("--models", options->models,
                   "A directory of runs, each as `train --out` leaves it; or one such run")
      ->option_text("DIR REQUIRED")
      ->required();
  command->add_option("--out", options->out, "Directory for figure-1.svg ... figure-6.svg")
      ->option_text("DIR REQUIRED")
      ->required();
  command->add_option("--only", options->only, "Numbers of the figures to draw, as in 1,4")
      ->delimiter(',')
      ->check(CLI::Range(1, figures::kFigureCount));
  command->add_option("--steps", options->figure.steps, "T of the columns of figures 3 and 4")
      ->delimiter(',')
      ->capture_default_str();
  AddSettingOption(command, "--flow-steps", "steps", "10", &options->flow_steps);
  AddSettingOption(command, "--count", "count", "2000", &options->count);
  AddSettingOption(command, "--seed", "seed", "1", &options->seed);
  AddStyleOptions(command, options.get());
  command->add_flag("--json", options->json, "Print titles, captions and files as JSON");
  command->footer(
      "1 source and target; 2 losses FM | MF | iMF; 3 samples forward: FM, MF as published, and "
      "MF\n"
      "anchored where sampling starts; 4 samples in reverse FM | MF | iMF; 5 intermediate\n"
      "distributions; 6 samples at iterations 0 to the last. --flow-steps is T of 5 and 6. Runs "
      "are\n"
      "found by their method and direction; a figure whose runs are not there is left out.");
  command->callback([options, work] { *work = [options] { return DrawFigures(options.get()); }; });
}

}  // namespace meanflow::cli
