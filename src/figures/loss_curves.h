// Loss over iterations, one chart per method.
#ifndef MEANFLOW_FIGURES_LOSS_CURVES_H_
#define MEANFLOW_FIGURES_LOSS_CURVES_H_

#include <optional>
#include <string>
#include <vector>

#include "figures/style.h"
#include "meanflow/config.h"

namespace meanflow::figures {

/// Window of the moving average, in iterations.
inline constexpr int kLossWindow = 100;

/// The losses of one run.
struct LossCurve {
  Method method = Method::kImf;
  std::vector<float> losses;    ///< The loss of every iteration.
  std::optional<double> floor;  ///< The irreducible loss; empty without a finite one.
};

struct LossCurves {
  std::string title;
  std::string caption;
  std::vector<LossCurve> curves;
};

/// Means over the last kLossWindow losses, or over all losses so far when there are fewer.
std::vector<double> MovingAverage(const std::vector<float>& losses);

/// The figure as an SVG file.
std::string DrawLossCurves(const LossCurves& figure, const Style& style);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_LOSS_CURVES_H_
