// Drawings from what people have: points in a CSV, a picture, or a drawing's own text.
#ifndef MEANFLOW_IO_DRAWING_IMPORT_H_
#define MEANFLOW_IO_DRAWING_IMPORT_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "io/pgm.h"
#include "meanflow/density.h"
#include "meanflow/drawing.h"

namespace meanflow {

inline constexpr std::size_t kMaxImportBytes = std::size_t{32} << 20;

/// Which shades of a picture have mass.
enum class Ink { kDark, kLight };

// Each of these returns "" or a message; the output is untouched on error. `size` is the number of
// cells along a side, kSmallestDrawing..kLargestDrawing.

/// Counts points by cell; a cell with few beside a cell with many keeps the lowest level. Points
/// that all lie in [-2, 2]^2 stay where they are, that square being the drawing's. Other points are
/// moved and scaled by one factor, so that they are centred and just fit in.
std::string DrawPoints(const std::vector<std::array<double, 2>>& points, int size,
                       Drawing* drawing);

/// The picture's longer side fills the drawing's; a cell has the mean of the ink within it, and
/// less than half a level's is none.
std::string DrawImage(const GrayImage& image, int size, Ink ink, Drawing* drawing);

/// The drawing nearest to a density, whatever its window.
std::string DrawDensity(const GridDensity& density, int size, Drawing* drawing);

/// A drawing from a file's bytes, whichever of these it holds: an encoded drawing, which keeps its
/// own size; a PGM; points.
std::string ImportDrawing(std::string_view bytes, int size, Ink ink, Drawing* drawing);

}  // namespace meanflow

#endif  // MEANFLOW_IO_DRAWING_IMPORT_H_
