// How figures look: light or dark, wide or tall.
#ifndef MEANFLOW_FIGURES_STYLE_H_
#define MEANFLOW_FIGURES_STYLE_H_

#include <array>
#include <string_view>

#include "meanflow/config.h"

namespace meanflow::figures {

/// Colours of the page around a figure. A figure brings its own background.
enum class Theme { kLight, kDark };

/// Where methods stand: wide has them as rows, for a column of text or a slide; tall has them as
/// columns, for a phone.
enum class Layout { kWide, kTall };

struct Style {
  Theme theme = Theme::kLight;
  Layout layout = Layout::kWide;
};

/// What a mark stands for, which decides its colour.
enum class Ink { kNeutral, kFm, kMf, kImf };

inline Ink InkOf(Method method) {
  return method == Method::kFm ? Ink::kFm : method == Method::kMf ? Ink::kMf : Ink::kImf;
}

/// Colours as SVG takes them; the methods' are those of methods.h, the others of
/// web/element/mean-flow.css.
struct Palette {
  std::string_view paper, ink, muted, hairline;
  std::array<std::string_view, 4> inks;  ///< By Ink.

  std::string_view Of(Ink one) const { return inks[static_cast<int>(one)]; }
};

inline Palette PaletteOf(Theme theme) {
  if (theme == Theme::kDark) {
    return {"#101318",
            "#e9ecf1",
            "#a3adba",
            "#2a3039",
            {"#c3cad4", RowOf(Method::kFm).color.dark, RowOf(Method::kMf).color.dark,
             RowOf(Method::kImf).color.dark}};
  }
  return {"#ffffff",
          "#171a1f",
          "#565f6b",
          "#d5dae0",
          {"#3d4550", RowOf(Method::kFm).color.light, RowOf(Method::kMf).color.light,
           RowOf(Method::kImf).color.light}};
}

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_STYLE_H_
