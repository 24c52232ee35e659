#include "io/json_text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace meanflow {
namespace {

using Json = nlohmann::json;

std::string Position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t last_break = before.rfind('\n');
  const std::size_t column =
      last_break == std::string_view::npos ? before.size() : before.size() - last_break - 1;
  return "line " + std::to_string(line) + ", column " +
         std::to_string(std::max<std::size_t>(column, 1));
}

/// Builds a value from SAX events. A handler that returns false ends the parse.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, int max_depth) : text_(text), max_depth_(max_depth) {}

  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t value, const string_t&) override { return Add(value); }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // Never in text.
  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    if (open_.back()->contains(name)) {
      error_ = "the name " + Quoted(name) + " occurs twice in an object";
      return false;
    }
    member_ = &(*open_.back())[name];
    return true;
  }

  bool parse_error(std::size_t offset, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // Out of range (406) is the only error that is not a syntax error.
    error_ = Position(text_, offset) +
             (error.id == 406 ? ": a number is too large" : ": this is not JSON");
    return false;
  }

  const std::string& error() const { return error_; }
  Json TakeRoot() { return std::move(root_); }

 private:
  bool Add(Json value) {
    Insert(std::move(value));
    return true;
  }

  bool Open(Json value) {
    if (static_cast<int>(open_.size()) == max_depth_) {
      error_ = "nested deeper than " + std::to_string(max_depth_) + " levels";
      return false;
    }
    open_.push_back(Insert(std::move(value)));
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  Json* Insert(Json value) {
    Json* target = &root_;
    if (!open_.empty() && open_.back()->is_array()) {
      // An element is closed before the next is appended, so no pointer in open_ dangles.
      open_.back()->push_back(nullptr);
      target = &open_.back()->back();
    } else if (!open_.empty()) {
      target = member_;
    }
    *target = std::move(value);
    return target;
  }

  std::string_view text_;
  int max_depth_;
  Json root_;
  std::vector<Json*> open_;  // Arrays and objects not closed yet, outermost first.
  Json* member_ = nullptr;   // The member of the last key.
  std::string error_;
};

}  // namespace

std::string ParseJson(std::string_view text, int max_depth, Json* value) {
  Builder builder(text, max_depth);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
  *value = builder.TakeRoot();
  return "";
}

std::string JsonText(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string JsonText(double number) { return Json(number).dump(); }

std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const bool cut = text.size() > kLongest;
  // ASCII only, so no terminal control sequence passes; invalid UTF-8 is replaced.
  std::string quoted = Json(text.substr(0, kLongest))
                           .dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  if (cut) quoted += "...";
  return quoted;
}

}  // namespace meanflow
