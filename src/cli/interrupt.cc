#include "cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace meanflow::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

extern "C" void SetInterrupted(int) { interrupted = 1; }

}  // namespace

void CatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = SetInterrupted;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
}

bool Interrupted() { return interrupted != 0; }

}  // namespace meanflow::cli
