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

/// Has standard streams that the caller closed refuse what is written. Otherwise the next files to
/// be opened would take their numbers, and what is meant for people would go there.
void OccupyClosedStreams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const int useless = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (fcntl(stream, F_GETFD) == -1) open("/dev/null", useless);  // Takes the lowest free number.
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
  meanflow::cli::OccupyClosedStreams();
  std::signal(SIGXFSZ,
              SIG_IGN);  // A file past its size limit is a failed write, as on a full disk.
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
