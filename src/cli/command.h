// What the program's subcommands have in common: how they are added and how they end.
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
  kUsage = 2,          ///< What was handed in is wrong: an option, or a file that cannot be read.
  kInterrupted = 130,  ///< Stopped by a signal, with the work saved.
};

/// How a command ended. The message goes to standard error.
struct Outcome {
  ExitCode code = kSuccess;
  std::string message;  ///< Empty when there is nothing to say.
};

/// What the command that was chosen does with its options.
using Work = std::function<Outcome()>;

// Each adds one subcommand to the program. Parsing leaves the work of the one chosen in *work and
// begins none.
void AddTrainCommand(CLI::App* program, Work* work);
void AddSampleCommand(CLI::App* program, Work* work);
void AddEvaluateCommand(CLI::App* program, Work* work);
void AddFiguresCommand(CLI::App* program, Work* work);
void AddCheckCommand(CLI::App* program, Work* work);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_COMMAND_H_
