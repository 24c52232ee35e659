// The common interface of the program's subcommands.
#ifndef MEANFLOW_CLI_COMMAND_H_
#define MEANFLOW_CLI_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace meanflow::cli {

/// The program's exit codes.
enum ExitCode {
  kSuccess = 0,
  kFailure = 1,        ///< The work failed: disk, divergence, a difference past its tolerance.
  kUsage = 2,          ///< The input is wrong: an option, or a file that cannot be read.
  kInterrupted = 130,  ///< Stopped by a signal, with the work saved.
};

/// The result of a command. The message goes to standard error.
struct Outcome {
  ExitCode code = kSuccess;
  std::string message;  ///< May be empty.
};

/// The work of the chosen command.
using Work = std::function<Outcome()>;

// Each adds one subcommand to the program. Parsing stores the work of the chosen one in *work and
// does not start it.
void AddTrainCommand(CLI::App* program, Work* work);
void AddSampleCommand(CLI::App* program, Work* work);
void AddEvaluateCommand(CLI::App* program, Work* work);
void AddFiguresCommand(CLI::App* program, Work* work);
void AddCheckCommand(CLI::App* program, Work* work);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_COMMAND_H_
