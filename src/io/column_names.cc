#include "io/column_names.h"

#include <algorithm>

#include "io/whitespace.h"
#include "io/words.h"

namespace meanflow {
namespace {

using ColumnNames = std::vector<std::string_view>;

bool IsLetter(char letter) { return Lower(letter) >= 'a' && Lower(letter) <= 'z'; }

/// Whether a letter of a name stands for an axis, as in "x", "xpos" and "pos_x", and not in "max".
bool IsAxis(std::string_view name, std::size_t at) { return at == 0 || !IsLetter(name[at - 1]); }

/// Whether numbers behind a name count coordinates: "x1", "PC 1", "tSNE_1", "V1" of R.
bool IsNumbered(std::string_view name, std::size_t at) {
  const std::string_view stem = Trim(name.substr(0, at), " _-.[");
  return IsOneOf(stem, "x v z pc dim component tsne umap axis feature coordinate");
}

/// Whether two names differ in one letter only: `x` in the first and `y` in the second.
bool AreTwins(std::string_view first, std::string_view second, char x, char y) {
  if (first.size() != second.size()) return false;
  const std::size_t at = FindDifference(first, second);
  if (at == first.size() || Lower(first[at]) != x || Lower(second[at]) != y) return false;
  return FindDifference(first, second, at + 1) == first.size() &&
         (x == 'x' ? IsAxis(first, at) : IsNumbered(first, at));
}

NamedColumns FindTwins(const ColumnNames& names, char x, char y, ColumnPair* columns) {
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

/// The first column of one of the names, which blanks separate; the number of columns if there is
/// none.
std::size_t Find(const ColumnNames& columns, std::string_view names) {
  std::size_t i = 0;
  while (i < columns.size() && !IsOneOf(columns[i], names)) ++i;
  return i;
}

}  // namespace

NamedColumns FindNamedColumns(const ColumnNames& names, ColumnPair* columns) {
  constexpr const char* kPairs[][2] = {{"x", "y"}, {"lon lng long longitude", "lat latitude"}};
  for (const auto& [xs, ys] : kPairs) {
    const ColumnPair pair = {Find(names, xs), Find(names, ys)};
    if (std::max(pair[0], pair[1]) == names.size()) continue;
    *columns = pair;
    return NamedColumns::kOnePair;
  }
  for (const char* axes : {"xy", "01", "12"}) {
    ColumnPair pair;
    const NamedColumns found = FindTwins(names, axes[0], axes[1], &pair);
    if (found == NamedColumns::kOnePair) *columns = pair;
    if (found != NamedColumns::kNone) return found;
  }
  return NamedColumns::kNone;
}

bool NamesNoCoordinate(std::string_view name) {
  return name.empty() || IsOneOf(name,
                                 "id index idx row no nr # label labels class target group "
                                 "color colour cluster category");
}

}  // namespace meanflow
