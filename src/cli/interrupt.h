// Signals that ask the program to stop.
#ifndef MEANFLOW_CLI_INTERRUPT_H_
#define MEANFLOW_CLI_INTERRUPT_H_

namespace meanflow::cli {

/// From now on SIGINT, SIGTERM and SIGHUP (the terminal was closed) only raise a flag, so that the
/// work can be saved. A second one of the same kind ends the program at once. Those that are
/// ignored, as under nohup, stay so.
void CatchInterrupts();

/// Whether such a signal has come.
bool Interrupted();

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_INTERRUPT_H_
