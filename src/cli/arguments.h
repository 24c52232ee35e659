// Parses the program's arguments into the command that they name.
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

/// The program with all its commands. Parsing stores the work of the chosen one in *work.
std::unique_ptr<CLI::App> MakeProgram(Work* work);

/// "meanflow train": the program and the command that was chosen.
std::string NameOf(const CLI::App& program);

/// Parses the arguments after the program's name. Returns "" for a command with its options, or for
/// a request for help, which is written to *help; otherwise an error message for the user.
std::string ParseArguments(std::vector<std::string> arguments, CLI::App* program,
                           std::ostream* help);

/// UTF-8 text with control characters except line ends escaped ("\x1b"), as names of files and
/// options may contain terminal control sequences.
std::string ForTerminal(std::string_view text);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_ARGUMENTS_H_
