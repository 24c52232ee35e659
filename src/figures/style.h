// Theme, layout and colours of figures.
#ifndef MEANFLOW_FIGURES_STYLE_H_
#define MEANFLOW_FIGURES_STYLE_H_

#include <array>
#include <string_view>

#include "meanflow/config.h"

namespace meanflow::figures {

/// The theme of the page around a figure. A figure has its own background.
enum class Theme { kLight, kDark };

/// Wide has methods as rows, for a text column or a slide; tall has them as columns, for a phone.
enum class Layout { kWide, kTall };

/// Around everything in a figure, in CSS pixels.
inline constexpr double kMargin = 10;

struct Style {
  Theme theme = Theme::kLight;
  Layout layout = Layout::kWide;
};

/// What a mark represents, which determines its colour.
enum class ColorRole { kNeutral, kFm, kMf, kImf };

inline ColorRole ColorRoleOf(Method method) {
  return method == Method::kFm   ? ColorRole::kFm
         : method == Method::kMf ? ColorRole::kMf
                                 : ColorRole::kImf;
}

/// SVG colours: those of the methods from methods.h, the others as in web/element/mean-flow.css.
struct Palette {
  std::string_view background, foreground, muted, gridline;
  std::array<std::string_view, 4> roles;  ///< By ColorRole.

  std::string_view Of(ColorRole role) const { return roles[static_cast<int>(role)]; }
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
