// Drawings for tests, and densities by name, including "drawing".
#ifndef MEANFLOW_TESTS_DRAWINGS_H_
#define MEANFLOW_TESTS_DRAWINGS_H_

#include <cstdint>
#include <string>

#include "meanflow/density.h"
#include "meanflow/drawing.h"
#include "meanflow/named_densities.h"

namespace meanflow {

/// A patch, a thick diagonal, a single cell in a corner, and many empty cells.
inline Drawing Irregular(int size = 13) {
  Drawing drawing{size, {}};
  for (int iy = 0; iy < size; ++iy) {
    for (int ix = 0; ix < size; ++ix) {
      const bool patch = 8 * ix >= 5 * size && 4 * iy < size;
      const bool diagonal = ix + 1 >= iy && ix <= iy && iy < size - 1;
      const bool corner = ix == 0 && iy == size - 1;
      const int level = patch ? 1 + (3 * ix + 5 * iy) % kHighestLevel : diagonal ? 40 : 0;
      drawing.levels.push_back(static_cast<std::uint8_t>(corner ? kHighestLevel : level));
    }
  }
  return drawing;
}

/// One filled row, all of one level.
inline Drawing SingleRow(int size, int iy) {
  Drawing drawing{size, {}};
  for (int i = 0; i < size * size; ++i) drawing.levels.push_back(i / size == iy ? 9 : 0);
  return drawing;
}

/// One filled cell.
inline Drawing SingleCell(int size, int ix, int iy) {
  Drawing drawing{size, {}};
  drawing.levels.resize(static_cast<std::size_t>(size) * size);
  drawing.levels[iy * size + ix] = 1;
  return drawing;
}

inline GridDensity MakeDrawn(const Drawing& drawing, double scale = 2.0) {
  return MakeDensity({.name = "drawing", .scale = scale, .drawing = EncodeDrawing(drawing)});
}

/// Any of DensityNames(); the drawing is Irregular(16).
inline GridDensity MakeNamed(std::string_view name, int cells = 4, double scale = 2.0) {
  return MakeDensity({std::string(name), cells, scale, EncodeDrawing(Irregular(16))});
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_DRAWINGS_H_
