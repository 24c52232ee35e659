// The `meanflow` program: train, sample and check mean flows without a browser.
#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

#include "cli/arguments.h"

namespace meanflow::cli {
namespace {

int Run(int argc, char** argv) {
  Work work;
  const std::unique_ptr<CLI::App> program = MakeProgram(&work);
  const std::string refusal = ParseArguments({argv + 1, argv + argc}, program.get(), &std::cout);
  if (!refusal.empty()) {
    std::cerr << refusal << "\n";
    return kUsage;
  }
  Outcome outcome;
  if (work) outcome = work();  // There is none where help was asked for.
  if (!std::cout.flush() && outcome.code == kSuccess) {
    outcome = {kFailure, "cannot write the standard output"};
  }
  if (!outcome.message.empty()) {
    std::cerr << NameOf(*program) << ": " << ForTerminal(outcome.message) << "\n";
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
