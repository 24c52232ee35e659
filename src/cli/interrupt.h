// Handling of signals that stop the program.
#ifndef MEANFLOW_CLI_INTERRUPT_H_
#define MEANFLOW_CLI_INTERRUPT_H_

namespace meanflow::cli {

/// Makes SIGINT, SIGTERM and SIGHUP (the terminal was closed) set a flag, so that the work can be
/// saved. A second signal of the same kind ends the program at once. Ignored signals, as under
/// nohup, stay ignored.
void CatchInterrupts();

/// Whether such a signal was received.
bool Interrupted();

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_INTERRUPT_H_
