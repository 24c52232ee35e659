#include "io/point_json.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "io/column_names.h"
#include "io/json_text.h"
#include "io/point_list.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

using Json = nlohmann::json;
using Point = std::array<double, 2>;

constexpr int kMaxDepth = 8;  // Members that are passed over may be nested, too.
constexpr char kForms[] = R"([[x, y], ...] or {"points": [[x, y], ...]})";

/// Finds the coordinates of a point; both are numbers.
std::string FindCoordinates(const Json& value, std::array<const Json*, 2>* coordinates) {
  if (value.is_array()) {
    if (value.size() != 2) {
      return "it has " + std::to_string(value.size()) + (value.size() == 1 ? " value" : " values") +
             ", where 2, x and y, are expected";
    }
    *coordinates = {&value[0], &value[1]};
  } else if (value.is_object()) {
    std::vector<std::string_view> names;
    for (const auto& item : value.items()) names.push_back(item.key());
    ColumnPair columns;
    if (FindNamedColumns(names, &columns) != NamedColumns::kOnePair) {
      return "which of its members are x and y is not certain: name them x and y";
    }
    for (int i = 0; i < 2; ++i) (*coordinates)[i] = &*value.find(names[columns[i]]);
  } else {
    return std::string("it is no [x, y]; points are read from ") + kForms;
  }
  for (const Json* coordinate : *coordinates) {
    if (coordinate->is_number()) continue;
    if (coordinate->is_string()) {
      return Quoted(coordinate->get_ref<const std::string&>()) + " is not a number";
    }
    return std::string("its value of the type ") + coordinate->type_name() + " is not a number";
  }
  return "";
}

}  // namespace

bool MayBeJson(std::string_view text) {
  text = Trim(text, kWhitespace);
  return text.starts_with('[') || text.starts_with('{');
}

std::string ReadJsonPoints(std::string_view text, std::vector<Point>* points) {
  Json root;
  std::string error = ParseJson(text, kMaxDepth, &root);
  if (!error.empty()) return error + "; points are read from " + kForms;
  const Json* list = &root;
  if (root.is_object()) {
    const auto member = root.find("points");
    if (member == root.end())
      return std::string("it has no \"points\"; they are read from ") + kForms;
    list = &*member;
  }
  if (!list->is_array())
    return std::string("its \"points\" are no list; they are read from ") + kForms;
  if (list->empty()) return "there are no points in it";
  if (list->size() > kMaxImportPoints) {
    return "more than " + std::to_string(kMaxImportPoints) + " points";
  }
  std::vector<Point> read;
  for (const Json& value : *list) {
    std::array<const Json*, 2> coordinates{};
    error = FindCoordinates(value, &coordinates);
    if (!error.empty()) return "point " + std::to_string(read.size() + 1) + ": " + error;
    read.push_back({coordinates[0]->get<double>(), coordinates[1]->get<double>()});
  }
  *points = std::move(read);
  return "";
}

}  // namespace meanflow
