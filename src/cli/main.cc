// The `meanflow` program: train, sample and check mean flows without a browser.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <string>

#include "cli/arguments.h"

namespace meanflow::cli {
namespace {

/// Opens closed standard streams such that reads and writes fail. Otherwise the next opened files
/// would get their descriptors, and messages would be written into these files.
void OccupyClosedStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const int useless = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (fcntl(stream, F_GETFD) == -1) open("/dev/null", useless);  // Uses the lowest descriptor.
  }
}

int Run(int argc, char** argv) {
  Work work;
  const std::unique_ptr<CLI::App> program = MakeProgram(&work);
  const std::string refusal = ParseArguments({argv + 1, argv + argc}, program.get(), &std::cout);
  if (!refusal.empty()) {
    std::cerr << refusal << "\n";
    return kUsage;
  }
  Outcome outcome;
  if (work) outcome = work();  // Empty when help was requested.
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
  meanflow::cli::OccupyClosedStreams();
  std::signal(SIGXFSZ, SIG_IGN);  // Writes past the file size limit fail, as on a full disk.
  try {
    return meanflow::cli::Run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr
        << "meanflow: there is not enough memory for this: lower --hidden, --depth, --batch or "
           "--count\n";
    return meanflow::cli::kFailure;
  } catch (const std::exception& error) {  // Such as too many threads.
    std::cerr << "meanflow: " << error.what() << "\n";
    return meanflow::cli::kFailure;
  }
}
