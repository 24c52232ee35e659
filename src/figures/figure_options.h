// Settings of one figure of the tutorial.
#ifndef MEANFLOW_FIGURES_FIGURE_OPTIONS_H_
#define MEANFLOW_FIGURES_FIGURE_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "figures/style.h"
#include "meanflow/config.h"

namespace meanflow::figures {

inline constexpr int kFigureCount = 6;

/// Maximum number of columns (or rows) of a figure, beside the methods.
inline constexpr int kMaxColumns = 6;

/// Settings of a figure.
struct FigureOptions {
  int figure = 1;                              ///< 1..kFigureCount.
  std::vector<int> steps = {1, 10, 100, 500};  ///< T of each column of figures 3 and 4: 1 to 6.
  int flow_steps = 10;                         ///< T of figures 5 and 6.
  int count = 2000;                            ///< Particles per panel.
  std::uint32_t seed = 1;                      ///< Of their noise.
  DensityConfig density;                       ///< Of figure 1; the others use that of their runs.
  Style style;
};

/// "" when every value is within its range, else a message that names the first wrong one.
std::string Validate(const FigureOptions& options);

/// The title of a figure: "Source and target distributions".
std::string Title(int figure);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_FIGURE_OPTIONS_H_
