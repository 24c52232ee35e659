// The densities that settings, links and the command line know by name.
#ifndef MEANFLOW_NAMED_DENSITIES_H_
#define MEANFLOW_NAMED_DENSITIES_H_

#include <span>
#include <string_view>

#include "meanflow/config.h"
#include "meanflow/density.h"

namespace meanflow {

/// The name of the density that DensityConfig::drawing encodes.
inline constexpr char kDrawingName[] = "drawing";

/// The names of all densities, the checkerboard first.
std::span<const std::string_view> DensityNames();

/// Their labels for the user, in the same order.
std::span<const std::string_view> DensityLabels();

/// Builds the grid of a density over [-scale, scale]^2. `config` must be valid.
///
/// The checkerboard's cell (ix, iy), counted from the lower left, is filled when ix + iy is odd; a
/// board of one cell is filled.
/// The drawing is the one encoded in `config` (drawing.h).
/// The others are Gaussian mixtures on 128 x 128 cells, truncated to the window. Their masses are
/// rounded to multiples of 2^-32 of the sum, the resolution of DensitySampler. Builds whose erf
/// differs in the last bit therefore give the same density.
GridDensity MakeDensity(const DensityConfig& config);

}  // namespace meanflow

#endif  // MEANFLOW_NAMED_DENSITIES_H_
