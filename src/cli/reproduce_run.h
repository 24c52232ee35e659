// Reproduces the runs of a link of the page, and compares the results.
#ifndef MEANFLOW_CLI_REPRODUCE_RUN_H_
#define MEANFLOW_CLI_REPRODUCE_RUN_H_

#include <string>

#include "cli/command.h"

namespace meanflow::cli {

struct ReproduceOptions {
  std::string url;
  std::string method;  ///< Only this method of the link; "" for all.
  std::string out;     ///< Directory of the run, or with one directory per method; "" for none.
  int threads = 1;
  bool json = false;
};

/// Trains every method of the link to the link's iteration and prints its receipt. It must equal
/// the link's receipt if both builds have the same arithmetic (receipt.h). Otherwise, as for a page
/// and a native build, receipts differ; then the losses must be close, and the output says that
/// only losses were compared. Anything else is a failure.
Outcome Reproduce(const ReproduceOptions& options);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_REPRODUCE_RUN_H_
