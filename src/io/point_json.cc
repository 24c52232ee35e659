#include "io/point_json.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "io/column_names.h"
#include "io/concat.h"
#include "io/json_text.h"
#include "io/point_list.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

using Json = nlohmann::json;
using Point = std::array<double, 2>;

constexpr int kMaxDepth = 8;  // Members that are passed over may be nested, too.
constexpr char kForms[] = R"(points are read from [[x, y], ...] or {"points": [[x, y], ...]})";

/// Reads a point: two numbers, or an object that has them by name.
std::string ReadPoint(const Json& value, Point* point) {
  const Json* coordinates[2];
  if (const auto* array = value.get_ptr<const Json::array_t*>()) {
    if (array->size() != 2) {
      return Concat({"it is a list of ", array->size(), ", and x and y are 2"});
    }
    for (int i = 0; i < 2; ++i) coordinates[i] = &(*array)[i];
  } else if (const auto* object = value.get_ptr<const Json::object_t*>()) {
    std::vector<std::string_view> names;
    std::vector<const Json*> members;
    for (const auto& [name, member] : *object) {
      names.push_back(name);
      members.push_back(&member);
    }
    ColumnPair columns;
    if (FindNamedColumns(names, &columns) != NamedColumns::kOnePair) {
      return "which of its members are x and y is not certain: name them x and y";
    }
    for (int i = 0; i < 2; ++i) coordinates[i] = members[columns[i]];
  } else {
    return Concat({"it is no [x, y]; ", kForms});
  }
  for (int i = 0; i < 2; ++i) {
    if (!coordinates[i]->is_number()) return Concat({i == 0 ? "x" : "y", " is not a number"});
    (*point)[i] = coordinates[i]->get<double>();
  }
  return "";
}

/// The list of points of a JSON text; null for other texts.
const Json::array_t* FindList(const Json& root) {
  const Json* list = &root;
  if (const auto* object = root.get_ptr<const Json::object_t*>()) {
    for (const auto& [name, member] : *object) {
      if (name == "points") list = &member;
    }
  }
  return list->get_ptr<const Json::array_t*>();
}

}  // namespace

bool MayBeJson(std::string_view text) {
  text = Trim(text, kWhitespace);
  return text.starts_with('[') || text.starts_with('{');
}

std::string ReadJsonPoints(std::string_view text, std::vector<Point>* points) {
  Json root;
  std::string error = ParseJson(text, kMaxDepth, &root);
  if (!error.empty()) return Concat({error, "; ", kForms});
  const Json::array_t* list = FindList(root);
  if (list == nullptr) return Concat({"it has no list of \"points\"; ", kForms});
  if (list->empty()) return "there are no points in it";
  if (list->size() > kMaxImportPoints) {
    return Concat({"more than ", kMaxImportPoints, " points"});
  }
  std::vector<Point> read;
  for (const Json& value : *list) {
    Point point;
    error = ReadPoint(value, &point);
    if (!error.empty()) return Concat({"point ", read.size() + 1, ": ", error});
    read.push_back(point);
  }
  *points = std::move(read);
  return "";
}

}  // namespace meanflow
