// From the program's arguments to the command that they name.
#ifndef MEANFLOW_CLI_ARGUMENTS_H_
#define MEANFLOW_CLI_ARGUMENTS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace meanflow::cli {

/// The program with all its commands. Parsing leaves the work of the one chosen in *work.
std::unique_ptr<CLI::App> MakeProgram(Work* work);

/// "meanflow train": the program and the command that was chosen.
std::string NameOf(const CLI::App& program);

/// Parses what follows the program's name. Returns "" when that is a command with its options, or
/// asks for help, which goes to *help; otherwise what is wrong, as people are told.
std::string ParseArguments(std::vector<std::string> arguments, CLI::App* program,
                           std::ostream* help);

/// UTF-8 text with its control characters but line ends escaped ("\x1b"), as names of files and
/// options may hold what a terminal would obey.
std::string ForTerminal(std::string_view text);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_ARGUMENTS_H_
