// The table of training methods. A new method takes a row here, its objective (objective.h) and
// what CONTRIBUTING.md lists.
#ifndef MEANFLOW_METHODS_H_
#define MEANFLOW_METHODS_H_

#include <array>
#include <limits>
#include <string_view>

namespace meanflow {

/// What the network regresses on.
enum class Method {
  kFm,   ///< Flow matching: v(x, t) on x1 - x0 (Lipman et al. 2022).
  kMf,   ///< Mean flow: u(x, t, r) on v - (t - r) du/dt, JVP along (v, 1, 0) (arXiv 2505.13447).
  kImf,  ///< Improved mean flow: as kMf, JVP along (u(x, t, t), 1, 0) (arXiv 2512.02012).
  kLsd,  ///< Lagrangian self-distillation (Boffi, Albergo, Vanden-Eijnden, arXiv 2505.18825).
};

/// The velocity that a method differentiates along, or regresses on, in place of its own.
enum class Tangent {
  kMethod,       ///< The method's own: v_s for MF, the network's for iMF; v_s as LSD's target.
  kConditional,  ///< v_s = x1 - x0, the velocity of the sample's own pair.
  kNetwork,      ///< The network's u(x, t, t), constant under differentiation. LSD: as kMethod.
  kExact,        ///< The marginal velocity in closed form (posterior.h): an oracle. LSD takes it as
                 ///< the target at r = t and as its teacher.
};

/// A colour on a light and on a dark background, as CSS and SVG take it.
struct Color {
  std::string_view light, dark;
};

/// What is known of a method beside its objective.
struct MethodRow {
  Method method;
  std::string_view name;       ///< As on the command line, in files and links.
  std::string_view label;      ///< As in the literature.
  std::string_view full_name;  ///< "Mean flow"
  bool shown = true;           ///< Shown and trained by default.
  int inputs = 4;              ///< Coordinates: 3 for (x, y, t), 4 for (x, y, t, r).
  Tangent tangent;             ///< What Tangent::kMethod stands for.
  double equal_share = 0;      ///< Share of samples with r = t by default.
  double clip = kUnclipped;    ///< Largest norm of the gradient by default.
  Color color;                 ///< Of Okabe and Ito's hues, told apart by colour-blind readers.
  std::string_view dash{};     ///< Lengths of dashes and gaps of its lines, CSS pixels; "": solid.

  static constexpr double kUnclipped = std::numeric_limits<double>::infinity();
};

/// Every method, in the order of the enumeration, in which methods are listed, shown and trained.
inline constexpr auto kMethods = std::to_array<MethodRow>({
    {.method = Method::kFm,
     .name = "fm",
     .label = "FM",
     .full_name = "Flow matching",
     .inputs = 3,
     .tangent = Tangent::kConditional,
     .color = {"#0072b2", "#56b4e9"}},
    {.method = Method::kMf,
     .name = "mf",
     .label = "MF",
     .full_name = "Mean flow",
     .tangent = Tangent::kConditional,
     .color = {"#c8500a", "#f0934a"},
     .dash = "7, 3"},
    {.method = Method::kImf,
     .name = "imf",
     .label = "iMF",
     .full_name = "Improved mean flow",
     .tangent = Tangent::kNetwork,
     .color = {"#008a66", "#2fc79b"},
     .dash = "2, 2"},
    {.method = Method::kLsd,
     .name = "lsd",
     .label = "LSD",
     .full_name = "Lagrangian self-distillation",
     .shown = false,
     .tangent = Tangent::kConditional,
     .equal_share = 0.5,
     .clip = 1,
     .color = {"#7a6400", "#e6cf3e"},
     .dash = "12, 3, 1, 3, 1, 3, 1, 3"},
});

constexpr const MethodRow& RowOf(Method method) { return kMethods[static_cast<int>(method)]; }

static_assert([] {
  for (const MethodRow& row : kMethods) {
    if (&RowOf(row.method) != &row) return false;
  }
  return true;
}());

}  // namespace meanflow

#endif  // MEANFLOW_METHODS_H_
