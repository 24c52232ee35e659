// Writes SVG text: elements, escaping, numbers.
#ifndef MEANFLOW_FIGURES_SVG_H_
#define MEANFLOW_FIGURES_SVG_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "figures/style.h"

namespace meanflow::figures {

/// A number with `places` decimals, at most 6, independent of the locale: Fixed(1.5, 2) is "1.50".
/// "0" when it is not finite or its magnitude is 1e9 or more.
std::string Fixed(double value, int places);

/// Like Fixed without trailing zeros: Short(1.5, 2) is "1.5", Short(2, 2) is "2".
std::string Short(double value, int places = 2);

/// Escapes text for XML content and attributes. Omits characters that XML does not allow.
std::string Escaped(std::string_view text);

/// Writes one figure. Escapes attribute values and text. The file has no external references and no
/// ids, so several figures can be inlined in one page.
class SvgWriter {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

  /// `title` and `description` are the alternative text. Size in CSS pixels.
  SvgWriter(double width, double height, std::string_view title, std::string_view description,
            const Palette& palette);

  void Open(std::string_view tag, Attributes attributes);
  void Close(std::string_view tag);
  void Element(std::string_view tag, Attributes attributes);
  /// A path without a fill.
  void Stroke(std::string_view d, Attributes attributes);
  void Line(double x1, double y1, double x2, double y2, Attributes attributes);

  /// One line of text, in which *t* is a variable, set in an italic serif.
  void Text(std::string_view text, Attributes attributes);

  /// The whole file.
  std::string Finish() &&;

 private:
  void Append(std::string_view tag, Attributes attributes);
  void Append(Attributes attributes);

  std::string text_;
};

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_SVG_H_
