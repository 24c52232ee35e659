#include "cli/link_entries.h"

#include <algorithm>
#include <charconv>

namespace meanflow::cli {
namespace {

using NamePredicate = std::function<bool(std::string_view)>;

/// How many addresses may be wrapped in one another.
constexpr int kMaxNesting = 4;

int HexDigit(char letter) {
  int value = -1;
  std::from_chars(&letter, &letter + 1, value, 16);
  return value;
}

/// Replaces codes such as "%3D"; invalid ones stay unchanged.
std::string DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_code = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                         HexDigit(text[i + 2]) >= 0;
    if (is_code) {
      decoded += static_cast<char>(16 * HexDigit(text[i + 1]) + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

/// Decodes form encoding: "+" is a space, "%2B" a plus.
std::string DecodeForm(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return DecodePercent(spaced);
}

/// Removes the marks that sites with routes of their own put before a link.
std::string WithoutRoute(const std::string& text) {
  return text.substr(std::min(text.find_first_not_of("/!?#"), text.size()));
}

/// Undoes what programs do to a whole link; web/share/link-text.js does the same.
std::string Repaired(std::string_view text) {
  std::string repaired = WithoutRoute(std::string(text));
  for (int i = 0; i < kMaxNesting && repaired.find('=') == std::string::npos; ++i) {
    repaired = WithoutRoute(DecodePercent(repaired));
  }
  for (const std::string_view entity : {"&amp;", "&#38;", "&#x26;"}) {
    std::size_t at = 0;
    while ((at = repaired.find(entity, at)) != std::string::npos) {
      repaired.replace(at, entity.size(), "&");
    }
  }
  return repaired;
}

LinkEntries ReadEntries(std::string_view text) {
  LinkEntries link;
  const std::string repaired = Repaired(text);
  for (const std::string_view piece : Split(repaired, "&")) {
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    const bool has_value = equals != std::string_view::npos;
    link.entries.emplace_back(DecodeForm(piece.substr(0, equals)),
                              has_value ? DecodeForm(piece.substr(equals + 1)) : "");
  }
  return link;
}

bool HasVersion(const LinkEntries& link) {
  return std::any_of(link.entries.begin(), link.entries.end(),
                     [](const auto& entry) { return entry.first == "v"; });
}

bool HasParts(std::string_view url) { return url.find_first_of("#?") != std::string_view::npos; }

/// The first link in which a name `is_wanted`.
std::optional<LinkEntries> FindLinkWith(const NamePredicate& is_wanted, std::string_view address,
                                        int nesting) {
  if (nesting > kMaxNesting) return std::nullopt;
  const std::string url = HasParts(address) ? std::string(address) : DecodePercent(address);
  const std::size_t hash = std::min(url.find('#'), url.size());
  const std::size_t question = url.substr(0, hash).find('?');
  std::vector<LinkEntries> parts;
  if (hash < url.size()) parts.push_back(ReadEntries(url.substr(hash + 1)));
  if (question != std::string::npos) {
    parts.push_back(ReadEntries(url.substr(question + 1, hash - question - 1)));
    parts.back().has_foreign = !HasVersion(parts.back());
  }
  if (parts.empty()) parts.push_back(ReadEntries(url));
  for (LinkEntries& part : parts) {
    if (std::any_of(part.entries.begin(), part.entries.end(),
                    [&](const auto& entry) { return is_wanted(entry.first); })) {
      return std::move(part);
    }
  }
  for (const LinkEntries& part : parts) {
    for (const auto& [name, value] : part.entries) {
      if (!HasParts(DecodePercent(value))) continue;
      if (auto wrapped = FindLinkWith(is_wanted, value, nesting + 1)) return wrapped;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = text.find_first_of(separators);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::optional<LinkEntries> FindLink(std::string_view url, const NamePredicate& is_parameter) {
  auto link = FindLinkWith([](std::string_view name) { return name == "v"; }, url, 0);
  return link ? link : FindLinkWith(is_parameter, url, 0);
}

}  // namespace meanflow::cli
