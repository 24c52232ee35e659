// The window of the plane that pictures show, and marks in it as path data.
#ifndef MEANFLOW_FIGURES_PATH_DATA_H_
#define MEANFLOW_FIGURES_PATH_DATA_H_

#include <string>
#include <vector>

#include "meanflow/density.h"

namespace meanflow::figures {

/// Half the side of the window: pictures show [-3, 3]^2, y up.
inline constexpr double kExtent = 3;

/// A picture's own units a CSS pixel: coordinates in it are whole numbers of these.
inline constexpr int kUnits = 10;

/// Points (2, n) as dots of a square picture: path data of zero-length pieces, which a round line
/// cap paints as discs. One path for all of them keeps a figure of thousands of dots small and fast
/// to draw. Points outside the window and those that are not finite are left out; points in one
/// place are one dot.
/// @param side  of the picture, in units
std::string DotPath(const std::vector<float>& points, int side);

/// Cells of a density as shades, each with path data of the cells it covers: dark where mass is.
struct Shade {
  double strength = 0;  ///< 0..1, of the heaviest cell.
  std::string path;
};

/// A few shades for a density of any fineness, lightest first; see DotPath for `side`.
std::vector<Shade> Shades(const GridDensity& density, int side);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_PATH_DATA_H_
