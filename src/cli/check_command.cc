// `meanflow check`: compares the library with reference values of another implementation.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/read_file.h"
#include "io/reference.h"

namespace meanflow::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool json = false;
};

struct CheckedFile {
  std::string path;
  Reference reference;
  std::vector<Comparison> rows;

  int Failures() const {
    return static_cast<int>(std::count_if(rows.begin(), rows.end(), [](const Comparison& row) {
      return !row.in_double.Passes() || !row.in_float.Passes();
    }));
  }
};

std::string Load(const std::string& path, CheckedFile* checked) {
  std::string text;
  std::string error = ReadFile(path, &text);
  if (!error.empty()) return error;
  error = ReadReference(text, &checked->reference);
  if (!error.empty()) return InputName(path) + ": " + error;
  checked->path = InputName(path);
  checked->rows = CompareWithReference(checked->reference);
  return "";
}

std::string Columns(const Difference& difference) {
  char text[64];
  std::snprintf(text, sizeof text, "  %9.1e %9.1e %8.0e", difference.absolute, difference.relative,
                difference.tolerance);
  return text + std::string(difference.Passes() ? "     " : " PAST");
}

void PrintTable(const CheckedFile& checked) {
  const Reference& reference = checked.reference;
  std::cout << checked.path << ": " << Name(reference.method) << ", " << reference.network.depth
            << " x " << reference.network.width << ", batch " << reference.pairs.size() << ", "
            << reference.adam_losses.size() << " Adam steps\n";
  char line[160];
  std::snprintf(line, sizeof line, "%-36s %8s  %-33s  %s\n", "", "", "double:   largest difference",
                "float:    largest difference");
  std::cout << line;
  std::snprintf(line, sizeof line, "%-36s %8s  %9s %9s %8s       %9s %9s %8s\n", "quantity",
                "values", "absolute", "relative", "allowed", "absolute", "relative", "allowed");
  std::cout << line;
  for (const Comparison& row : checked.rows) {
    std::snprintf(line, sizeof line, "%-36s %8d", row.quantity.c_str(), row.values);
    std::string text = line + Columns(row.in_double) + Columns(row.in_float);
    text.erase(text.find_last_not_of(' ') + 1);
    std::cout << text << "\n";
  }
  const int failures = checked.Failures();
  std::cout << (failures == 0 ? "ok: all " : "FAILED: " + std::to_string(failures) + " of ")
            << checked.rows.size()
            << (failures == 0 ? " quantities agree\n\n"
                              : " quantities are past their tolerance\n\n");
}

nlohmann::ordered_json ToJson(const Difference& difference) {
  return {{"absolute", difference.absolute},
          {"relative", difference.relative},
          {"tolerance", difference.tolerance},
          {"passes", difference.Passes()}};
}

void PrintJson(const std::vector<CheckedFile>& files, bool passes) {
  auto list = nlohmann::ordered_json::array();
  for (const CheckedFile& checked : files) {
    auto rows = nlohmann::ordered_json::array();
    for (const Comparison& row : checked.rows) {
      rows.push_back({{"quantity", row.quantity},
                      {"values", row.values},
                      {"double", ToJson(row.in_double)},
                      {"float", ToJson(row.in_float)}});
    }
    list.push_back({{"file", checked.path},
                    {"method", Name(checked.reference.method)},
                    {"passes", checked.Failures() == 0},
                    {"quantities", rows}});
  }
  const nlohmann::ordered_json summary = {{"passes", passes}, {"files", list}};
  std::cout << summary.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
            << "\n";
}

Outcome Check(const CheckOptions& options) {
  std::vector<CheckedFile> files;
  for (const std::string& path : options.files) {
    const std::string error = Load(path, &files.emplace_back());
    if (!error.empty()) return {kUsage, error};
    if (!options.json) PrintTable(files.back());
  }
  const auto failed = std::count_if(files.begin(), files.end(), [](const CheckedFile& checked) {
    return checked.Failures() > 0;
  });
  if (options.json) PrintJson(files, failed == 0);
  if (failed == 0) return {};
  return {kFailure, std::to_string(failed) + " of " + std::to_string(files.size()) +
                        " files have a difference past its tolerance"};
}

}  // namespace

void AddCheckCommand(CLI::App* program, Work* work) {
  CLI::App* command = program->add_subcommand(
      "check", "Hold the library to reference values of a training step, as PyTorch gives them.");
  const auto options = std::make_shared<CheckOptions>();
  command->add_option("reference", options->files, "JSON files, one training step each")
      ->option_text("FILE.json ...")
      ->required();
  command->add_flag("--json", options->json, "Print the differences as JSON");
  command->footer(
      "Prints, for every quantity and in double and float, the largest absolute difference and "
      "the\n"
      "largest relative one: the absolute difference over the largest magnitude, in the file, of "
      "the\n"
      "quantity's kind. The kinds are velocities (prediction, tangent, dudt and target), "
      "gradients,\n"
      "parameters after Adam, the loss, and Adam's losses. Exits with 1 when a relative "
      "difference\n"
      "is past its tolerance: 1e-6 in double, 1e-4 in float, and 1e-2 for parameters after Adam "
      "in\n"
      "float, as Adam's first updates take little but the sign of a gradient.");
  command->callback([options, work] { *work = [options] { return Check(*options); }; });
}

}  // namespace meanflow::cli
