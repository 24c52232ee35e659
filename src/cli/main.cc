// The `meanflow` program: train, sample and check mean flows without a browser.
#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>
#include <string>

#include "cli/command.h"
#include "meanflow/json_text.h"

namespace meanflow::cli {
namespace {

std::string NameOf(const CLI::App& program) {
  std::string name = program.get_name();
  for (const CLI::App* command : program.get_subcommands()) name += " " + command->get_name();
  return name;
}

/// "" when the first argument is a command or an option. CLI11 only says that a command is missing.
std::string RefuseUnknownCommand(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return "";
  std::string names;
  for (const CLI::App* command : program.get_subcommands({})) {
    if (command->get_name() == argv[1]) return "";
    if (!names.empty()) names += ", ";
    names += command->get_name();
  }
  return Quoted(argv[1]) + " is not a command; the commands are " + names;
}

int Run(int argc, char** argv) {
  CLI::App program("Train and sample one-step generative flows in the plane.", "meanflow");
  program.require_subcommand(1);
  program.failure_message(CLI::FailureMessage::simple);
  program.footer(
      "Exit codes: 0 done; 1 the work failed; 2 wrong options or an unreadable file;\n"
      "130 interrupted, with the work saved.");
  Outcome outcome;
  AddTrainCommand(&program, &outcome);
  AddSampleCommand(&program, &outcome);
  AddEvaluateCommand(&program, &outcome);
  AddFiguresCommand(&program, &outcome);
  AddCheckCommand(&program, &outcome);
  const std::string refusal = RefuseUnknownCommand(program, argc, argv);
  if (!refusal.empty()) {
    std::cerr << "meanflow: " << refusal << "\n";
    return kUsage;
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return program.exit(help);
  } catch (const CLI::ParseError& error) {
    std::cerr << NameOf(program) << ": " << error.what() << "\n"
              << "Run " << NameOf(program) << " --help for the options.\n";
    return kUsage;
  }
  if (!std::cout.flush() && outcome.code == kSuccess) {
    outcome = {kFailure, "cannot write the standard output"};
  }
  if (!outcome.message.empty()) {
    std::cerr << NameOf(program) << ": " << outcome.message << "\n";
  }
  return outcome.code;
}

}  // namespace
}  // namespace meanflow::cli

int main(int argc, char** argv) {
  std::signal(SIGXFSZ,
              SIG_IGN);  // A file past its size limit is a failed write, as on a full disk.
  try {
    return meanflow::cli::Run(argc, argv);
  } catch (const std::exception& error) {  // Out of memory or of threads.
    std::cerr << "meanflow: " << error.what() << "\n";
    return meanflow::cli::kFailure;
  }
}
