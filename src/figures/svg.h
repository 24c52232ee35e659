// SVG as text: elements, escaping, numbers.
#ifndef MEANFLOW_FIGURES_SVG_H_
#define MEANFLOW_FIGURES_SVG_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "figures/style.h"

namespace meanflow::figures {

/// A number with `places` decimals, at most 6, whatever the locale: Fixed(1.5, 2) is "1.50".
/// Not finite or beyond what a picture can hold: "0".
std::string Fixed(double value, int places);

/// Likewise without zeros at the end: Short(1.5, 2) is "1.5", Short(2, 2) is "2".
std::string Short(double value, int places = 2);

/// Text as XML holds it in content and in attributes. Characters that XML cannot hold are left out.
std::string Escaped(std::string_view text);

/// Writes one figure. Attribute values and text are escaped here; nothing refers to anything
/// outside the file, nor by an id, so that several figures may stand in one page.
class SvgWriter {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

  /// `title` and `description` are for people who do not see the picture. Size in CSS pixels.
  SvgWriter(double width, double height, std::string_view title, std::string_view description,
            const Palette& palette);

  void Open(std::string_view tag, Attributes attributes);
  void Close(std::string_view tag);
  void Element(std::string_view tag, Attributes attributes);
  /// A path without a fill.
  void Stroke(std::string_view d, Attributes attributes);
  void Line(double x1, double y1, double x2, double y2, Attributes attributes);

  /// One line of text, in which *t* is a variable: slanted, in a serif.
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
