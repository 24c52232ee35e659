// Repeats the runs of a link of the page, and shows whether they came out the same.
#ifndef MEANFLOW_CLI_REPRODUCE_RUN_H_
#define MEANFLOW_CLI_REPRODUCE_RUN_H_

#include <string>

#include "cli/command.h"

namespace meanflow::cli {

struct ReplayOptions {
  std::string url;
  std::string method;  ///< Only this one of the link's; "" for all of them.
  std::string out;     ///< Directory of the run, or of a directory a method; "" to keep nothing.
  int threads = 1;
  bool json = false;
};

/// Trains every method of the link to the link's iteration and prints its receipt. A receipt made
/// by a build of this one's arithmetic has to be the same. One made by another, as a page's is for
/// a native build, cannot be: then the losses have to be close, and it is said that only they were
/// compared. Anything else is a failure.
Outcome Replay(const ReplayOptions& options);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_REPRODUCE_RUN_H_
