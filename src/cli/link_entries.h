// Finds the text of a link of the page in what people paste: addresses, addresses in addresses.
#ifndef MEANFLOW_CLI_LINK_ENTRIES_H_
#define MEANFLOW_CLI_LINK_ENTRIES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meanflow::cli {

std::vector<std::string_view> Split(std::string_view text, std::string_view separators);

/// A link's parameters.
struct LinkEntries {
  std::vector<std::pair<std::string, std::string>> entries;  ///< Names and values, in order.
  bool has_foreign = false;  ///< Other sites may have added parameters of theirs.
};

/// Finds the parameters of a link: in the fragment of a URL, in its query, in a text alone, or in
/// one of these within another URL's parameters, as mail programs and search engines wrap links.
/// The first that names a version ("v") is taken, or else the first with a name that
/// `is_parameter`; without either there is none.
///
/// Repairs what programs do to links: all of it encoded once more ("#v%3D1%26seed%3D7"), "&amp;"
/// for "&", and a path before it ("#/v=1", "#!v=1").
std::optional<LinkEntries> FindLink(std::string_view url,
                                    const std::function<bool(std::string_view)>& is_parameter);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_LINK_ENTRIES_H_
