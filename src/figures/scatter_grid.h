// Sets of particles side by side: rows of pictures of the plane under common headings.
#ifndef MEANFLOW_FIGURES_SCATTER_GRID_H_
#define MEANFLOW_FIGURES_SCATTER_GRID_H_

#include <string>
#include <vector>

#include "figures/style.h"
#include "meanflow/density.h"

namespace meanflow::figures {

/// What a row or column is, in one line and smaller ones below it. *t* is a variable, as in
/// SvgWriter::Text.
struct Heading {
  std::string text;
  std::vector<std::string> details;
  Ink ink = Ink::kNeutral;
};

/// One set of particles.
struct Picture {
  std::vector<float> points;  ///< (2, n).
  Ink ink = Ink::kNeutral;    ///< Of the dots.
  std::string left_note;      ///< Written in the lower left corner,
  std::string right_note;     ///< and in the lower right one.
  bool has_target = true;     ///< The target lies behind the dots.
  bool is_pending = false;    ///< Not computed yet.
};

/// Rows x columns pictures.
struct ParticleGrid {
  std::string title;  ///< For people who do not see the figure, as is `caption`.
  std::string caption;
  GridDensity target;
  std::vector<Heading> rows;
  std::vector<Heading> columns;
  std::vector<Picture> pictures;  ///< Row after row.
  bool turns = true;              ///< Layout::kTall swaps rows and columns.
};

/// The figure as an SVG file.
std::string DrawParticleGrid(const ParticleGrid& grid, const Style& style);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_SCATTER_GRID_H_
