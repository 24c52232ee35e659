// A strict XML parser for tests of figures.
#ifndef MEANFLOW_TESTS_FIGURES_XML_H_
#define MEANFLOW_TESTS_FIGURES_XML_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow::figures {

struct XmlElement {
  std::string tag;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< Of the element and its descendants, unescaped.
};

/// Every element, in the order in which they begin.
struct XmlDocument {
  std::string error;  ///< "" when the text is well-formed, else what is wrong and where.
  std::vector<XmlElement> elements;

  std::vector<XmlElement> All(std::string_view tag) const;
  /// The content of every <text>.
  std::vector<std::string> Texts() const;
};

XmlDocument ReadXml(std::string_view text);

/// The dots of a DotPath, in units from the upper left: {x, y}.
std::vector<std::pair<int, int>> DotsOf(const std::string& path);

}  // namespace meanflow::figures

#endif  // MEANFLOW_TESTS_FIGURES_XML_H_
