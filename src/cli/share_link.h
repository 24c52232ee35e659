// Reader of the page's links, whose text has all settings of a run. The page's own reader and
// writer is web/share/link.js.
#ifndef MEANFLOW_CLI_SHARE_LINK_H_
#define MEANFLOW_CLI_SHARE_LINK_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/learning_rate_phases.h"
#include "meanflow/config.h"

namespace meanflow::cli {

/// The page's result for one method when the link was made.
struct ExpectedResult {
  std::string arithmetic;  ///< Of the page's build; see receipt.h.
  std::string receipt;
  double loss = 0;  ///< Mean of the last kLinkLosses losses; NaN when the link has none.
};

/// A link's loss is the mean of so many losses, or of all when there are fewer.
inline constexpr int kLinkLosses = 100;

/// The run of one method in a link.
struct LinkedRun {
  TrainConfig config;
  int iteration = 0;          ///< Where to stop; by default the end of the run.
  LearningRatePhases phases;  ///< Earlier phases; `config` has the last learning rate.
  std::optional<ExpectedResult> expected;
};

/// Reads the link that FindLink finds in a URL or text. Returns the methods that train, in the
/// order of the field "method". As runs are to be reproduced exactly, anything wrong or unknown is
/// an error, except query parameters added by other sites. Returns "" or a message that names the
/// parameter and what it accepts.
std::string ReadShareLink(std::string_view url, std::vector<LinkedRun>* runs);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_SHARE_LINK_H_
