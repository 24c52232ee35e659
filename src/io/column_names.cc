#include "io/column_names.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace meanflow {
namespace {

using Names = std::vector<std::string>;

bool IsLetter(char letter) { return letter >= 'a' && letter <= 'z'; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 0x20);
  }
  return lower;
}

/// Whether a letter of a name stands for an axis, as in "x", "xpos" and "pos_x", and not in "max".
bool IsAxis(std::string_view name, std::size_t at) { return at == 0 || !IsLetter(name[at - 1]); }

/// Whether numbers behind a name count coordinates: "x1", "PC 1", "tSNE_1", "V1" of R.
bool IsNumbered(std::string_view name, std::size_t at) {
  constexpr std::string_view kStems[] = {
      "x", "v", "z", "pc", "dim", "component", "tsne", "umap", "axis", "feature", "coordinate"};
  std::string stem;
  for (const char letter : name.substr(0, at)) {
    if (IsLetter(letter)) stem += letter;
  }
  return std::find(std::begin(kStems), std::end(kStems), stem) != std::end(kStems);
}

/// Whether two names differ in one letter only: `x` in the first and `y` in the second.
bool AreTwins(std::string_view first, std::string_view second, char x, char y) {
  if (first.size() != second.size()) return false;
  const auto [one, other] = std::mismatch(first.begin(), first.end(), second.begin());
  if (one == first.end() || *one != x || *other != y) return false;
  const auto at = static_cast<std::size_t>(one - first.begin());
  return first.substr(at + 1) == second.substr(at + 1) &&
         (x == 'x' ? IsAxis(first, at) : IsNumbered(first, at));
}

NamedColumns FindTwins(const Names& names, char x, char y, ColumnPair* columns) {
  NamedColumns found = NamedColumns::kNone;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < names.size(); ++j) {
      if (!AreTwins(names[i], names[j], x, y)) continue;
      if (found != NamedColumns::kNone) return NamedColumns::kSeveralPairs;
      found = NamedColumns::kOnePair;
      *columns = {i, j};
    }
  }
  return found;
}

/// Finds the first column of one of the names, and the first one of one of the others.
bool FindExactly(const Names& names, const std::vector<std::string_view>& xs,
                 const std::vector<std::string_view>& ys, ColumnPair* columns) {
  const auto find = [&names](const std::vector<std::string_view>& wanted) {
    return std::find_first_of(names.begin(), names.end(), wanted.begin(), wanted.end());
  };
  const auto x = find(xs), y = find(ys);
  if (x == names.end() || y == names.end()) return false;
  *columns = {static_cast<std::size_t>(x - names.begin()),
              static_cast<std::size_t>(y - names.begin())};
  return true;
}

}  // namespace

NamedColumns FindNamedColumns(const std::vector<std::string_view>& names, ColumnPair* columns) {
  Names lower;
  std::transform(names.begin(), names.end(), std::back_inserter(lower), Lower);
  ColumnPair pair;
  NamedColumns found = NamedColumns::kNone;
  if (FindExactly(lower, {"x"}, {"y"}, &pair) ||
      FindExactly(lower, {"lon", "lng", "long", "longitude"}, {"lat", "latitude"}, &pair)) {
    found = NamedColumns::kOnePair;
  }
  for (const char* axes : {"xy", "01", "12"}) {
    if (found == NamedColumns::kNone) found = FindTwins(lower, axes[0], axes[1], &pair);
  }
  if (found == NamedColumns::kOnePair) *columns = pair;
  return found;
}

bool NamesNoCoordinate(std::string_view name) {
  constexpr std::string_view kOthers[] = {
      "",       "id",    "index",  "idx",   "row",   "no",     "nr",      "#",       "label",
      "labels", "class", "target", "group", "color", "colour", "cluster", "category"};
  return std::find(std::begin(kOthers), std::end(kOthers), Lower(name)) != std::end(kOthers);
}

}  // namespace meanflow
