// A grid of scatter plots of particles, with row and column headings.
#ifndef MEANFLOW_FIGURES_SCATTER_GRID_H_
#define MEANFLOW_FIGURES_SCATTER_GRID_H_

#include <string>
#include <vector>

#include "figures/style.h"
#include "meanflow/density.h"

namespace meanflow::figures {

/// The heading of a row or column: one line, and smaller lines below it. *t* is a variable, as in
/// SvgWriter::Text.
struct Heading {
  std::string text;
  std::vector<std::string> details;
  ColorRole role = ColorRole::kNeutral;
};

/// The scatter plot of one set of particles.
struct Panel {
  std::vector<float> points;             ///< (2, n).
  ColorRole role = ColorRole::kNeutral;  ///< Of the dots.
  std::string left_note;                 ///< In the lower left corner.
  std::string right_note;                ///< In the lower right corner.
  bool has_target = true;                ///< Draws the target density behind the dots.
  bool is_pending = false;               ///< Not computed yet.
};

/// Rows x columns panels.
struct ScatterGrid {
  std::string title;  ///< Title and caption are also the alternative text of the figure.
  std::string caption;
  GridDensity target;
  std::vector<Heading> rows;
  std::vector<Heading> columns;
  std::vector<Panel> panels;  ///< Row after row.
  bool transposable = true;   ///< Layout::kTall swaps rows and columns.
};

/// The figure as an SVG file.
std::string DrawScatterGrid(const ScatterGrid& grid, const Style& style);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_SCATTER_GRID_H_
