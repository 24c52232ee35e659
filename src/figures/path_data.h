// Points and densities as SVG path data, in the window of the plane that panels show.
#ifndef MEANFLOW_FIGURES_PATH_DATA_H_
#define MEANFLOW_FIGURES_PATH_DATA_H_

#include <string>
#include <vector>

#include "meanflow/density.h"

namespace meanflow::figures {

/// Half the side of the window: panels show [-3, 3]^2, y up.
inline constexpr double kExtent = 3;

/// Units per CSS pixel: path coordinates are whole numbers of units.
inline constexpr int kUnits = 10;

/// Points (2, n) as dots of a square panel: path data of zero-length segments, which a round line
/// cap paints as discs. A single path keeps a figure of thousands of dots small and fast to draw.
/// Omits points that are outside the window or not finite, and duplicates.
/// @param side  of the panel, in units
std::string DotPath(const std::vector<float>& points, int side);

/// One shade of a density's heat map, with path data of the cells that have it.
struct Shade {
  double strength = 0;  ///< 0..1; 1 is the heaviest cell.
  std::string path;
};

/// A few shades for a density of any grid size, lightest first; see DotPath for `side`.
std::vector<Shade> Shades(const GridDensity& density, int side);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_PATH_DATA_H_
