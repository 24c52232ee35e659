#include "figures/xml.h"

#include <cctype>
#include <cstdio>
#include <utility>

namespace meanflow::figures {
namespace {

/// Replaces the entities that figures use; false for any other, and for a bare "&" or "<".
bool Unescape(std::string_view text, std::string* plain) {
  static const std::map<std::string_view, char> kEntities = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' || (static_cast<unsigned char>(text[i]) < ' ' && text[i] != '\n')) {
      return false;
    }
    if (text[i] != '&') {
      *plain += text[i];
      continue;
    }
    const std::size_t end = text.find(';', i);
    if (end == std::string_view::npos) return false;
    const auto entity = kEntities.find(text.substr(i + 1, end - i - 1));
    if (entity == kEntities.end()) return false;
    *plain += entity->second;
    i = end;
  }
  return true;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  XmlDocument Read() {
    while (position_ < text_.size() && document_.error.empty()) {
      if (text_[position_] == '<') {
        ReadTag();
      } else {
        ReadText();
      }
    }
    if (document_.error.empty() && !open_.empty()) Fail("unclosed " + Top().tag);
    if (document_.error.empty() && document_.elements.empty()) Fail("no element");
    return std::move(document_);
  }

 private:
  XmlElement& Top() { return document_.elements[open_.back()]; }

  void Fail(const std::string& what) {
    document_.error = what + " at byte " + std::to_string(position_);
  }

  std::string Name() {
    const std::size_t first = position_;
    while (position_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[position_])) != 0 ||
            text_[position_] == '-')) {
      ++position_;
    }
    return std::string(text_.substr(first, position_ - first));
  }

  bool Take(std::string_view expected) {
    if (text_.substr(position_, expected.size()) != expected) return false;
    position_ += expected.size();
    return true;
  }

  void ReadText() {
    const std::size_t end = std::min(text_.find('<', position_), text_.size());
    std::string plain;
    if (!Unescape(text_.substr(position_, end - position_), &plain)) Fail("bad text");
    for (const std::size_t index : open_) document_.elements[index].text += plain;
    if (open_.empty() && plain.find_first_not_of(" \n") != std::string::npos) Fail("text outside");
    position_ = end;
  }

  void ReadTag() {
    if (Take("</")) {
      const std::string tag = Name();
      if (open_.empty() || Top().tag != tag || !Take(">")) return Fail("wrong end of " + tag);
      open_.pop_back();
      return;
    }
    Take("<");
    if (open_.empty() && !document_.elements.empty()) return Fail("second root");
    XmlElement element;
    element.tag = Name();
    if (element.tag.empty()) return Fail("no name");
    while (Take(" ")) {
      if (!ReadAttribute(&element)) return Fail("bad attribute of " + element.tag);
    }
    const bool is_empty = Take("/");
    if (!Take(">")) return Fail("unended " + element.tag);
    document_.elements.push_back(std::move(element));
    if (!is_empty) open_.push_back(document_.elements.size() - 1);
  }

  bool ReadAttribute(XmlElement* element) {
    const std::string name = Name();
    if (name.empty() || element->attributes.contains(name) || !Take("=\"")) return false;
    const std::size_t end = text_.find('"', position_);
    if (end == std::string_view::npos) return false;
    std::string* value = &element->attributes[name];
    if (!Unescape(text_.substr(position_, end - position_), value)) return false;
    position_ = end + 1;
    return true;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<std::size_t> open_;  // Indices of open elements.
  XmlDocument document_;
};

}  // namespace

std::vector<XmlElement> XmlDocument::All(std::string_view tag) const {
  std::vector<XmlElement> found;
  for (const XmlElement& element : elements) {
    if (element.tag == tag) found.push_back(element);
  }
  return found;
}

std::vector<std::string> XmlDocument::Texts() const {
  std::vector<std::string> texts;
  for (const XmlElement& element : All("text")) texts.push_back(element.text);
  return texts;
}

XmlDocument ReadXml(std::string_view text) { return Reader(text).Read(); }

std::vector<std::pair<int, int>> DotsOf(const std::string& path) {
  std::vector<std::pair<int, int>> dots;
  int x = 0;
  int y = 0;
  for (std::size_t i = 0; i < path.size();) {
    int dx = 0;
    int dy = 0;
    int length = 0;
    if (std::sscanf(path.c_str() + i, "m%d%dh0%n", &dx, &dy, &length) != 2 || length == 0) {
      return {};
    }
    x += dx;
    y += dy;
    dots.emplace_back(x, y);
    i += length;
  }
  return dots;
}

}  // namespace meanflow::figures
