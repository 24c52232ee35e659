// Links of the page, read: the whole setting of a run in the text of an address. The page's own
// reader and writer is web/share/link.js.
#ifndef MEANFLOW_CLI_SHARE_LINK_H_
#define MEANFLOW_CLI_SHARE_LINK_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/learning_rate_phases.h"
#include "meanflow/config.h"

namespace meanflow::cli {

/// What the page had of one method when the link was made.
struct LinkProof {
  std::string arithmetic;  ///< Of the page's build; see receipt.h.
  std::string receipt;
  double loss = 0;  ///< Mean of the last kLinkLosses losses; NaN when the link does not tell.
};

/// A link's loss is the mean of so many, or of all when there are fewer.
inline constexpr int kLinkLosses = 100;

/// One method's part in a link.
struct LinkedRun {
  TrainConfig config;
  int iteration = 0;  ///< To train to; the whole run when the link does not say.
  Phases phases;      ///< On its way, at other learning rates than the last, which `config` has.
  std::optional<LinkProof> proof;
};

/// Reads the text after "#", or else after "?", of an address, or such a text by itself, and gives
/// the methods that train in it, in the order of the field "method". The command line repeats runs,
/// so here whatever is wrong or unknown is an error, save what other sites add to a query. Returns
/// "" or a message that names the part and what it takes.
std::string ReadShareLink(std::string_view url, std::vector<LinkedRun>* runs);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_SHARE_LINK_H_
