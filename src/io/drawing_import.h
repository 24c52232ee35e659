// Drawings from files: points in a CSV, a picture, or an encoded drawing.
#ifndef MEANFLOW_IO_DRAWING_IMPORT_H_
#define MEANFLOW_IO_DRAWING_IMPORT_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "io/netpbm.h"
#include "meanflow/density.h"
#include "meanflow/drawing.h"

namespace meanflow {

inline constexpr std::size_t kMaxImportBytes = std::size_t{32} << 20;

/// The shades of a picture that have mass.
enum class Ink { kDark, kLight };

// Each of these returns "" or an error message; the output is untouched on error. `size` is the
// number of cells along a side, kSmallestDrawing..kLargestDrawing.

/// Counts points by cell; any cell with points has at least level 1. The drawing covers [-2, 2]^2.
/// Points that do not all lie in this square are centred and scaled by one factor to fit it.
std::string DrawPoints(const std::vector<std::array<double, 2>>& points, int size,
                       Drawing* drawing);

/// The picture's longer side fills the drawing. The level of a cell is the mean ink within it,
/// rounded to the nearest level.
std::string DrawImage(const GrayImage& image, int size, Ink ink, Drawing* drawing);

/// The drawing nearest to a density; the window is not part of a drawing.
std::string DrawDensity(const GridDensity& density, int size, Drawing* drawing);

/// A drawing from the bytes of a file, by its content: an encoded drawing, which keeps its own
/// size; a Netpbm picture; or points.
std::string ImportDrawing(std::string_view bytes, int size, Ink ink, Drawing* drawing);

}  // namespace meanflow

#endif  // MEANFLOW_IO_DRAWING_IMPORT_H_
