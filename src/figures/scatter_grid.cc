#include "figures/scatter_grid.h"

#include <algorithm>

#include "figures/path_data.h"
#include "figures/svg.h"

namespace meanflow::figures {
namespace {

// Lengths in CSS pixels.
constexpr double kWideWidth = 760;
constexpr double kTallWidth = 372;
constexpr double kLargestSide = 232;
constexpr double kTickLabelRoom = 16;  // For the numbers at the axes.
constexpr double kHeadingLine = 14;
constexpr double kDetailLine = 12;
constexpr int kTicks[] = {-2, 0, 2};

/// Opacity of the target's heaviest cell: visible, but distinct from the dots.
constexpr double kTargetOpacity = 0.13;

/// Positions and sizes.
struct Frame {
  double left, top;  // Of the first panel.
  double side, gap;
  int rows, columns;
  double width, height;  // Of the whole figure.

  double Left(int column) const { return left + column * (side + gap); }
  double Top(int row) const { return top + row * (side + gap); }
};

double HeadingHeight(const std::vector<Heading>& headings) {
  double height = 0;
  for (const Heading& heading : headings) {
    if (heading.text.empty() && heading.details.empty()) continue;
    height = std::max(height, kHeadingLine + kDetailLine * heading.details.size() + 6);
  }
  return height;
}

double RowHeadingRoom(const ScatterGrid& grid, const Style& style) {
  bool is_named = false;
  bool has_details = false;
  for (const Heading& heading : grid.rows) {
    is_named |= !heading.text.empty();
    has_details |= !heading.details.empty();
  }
  if (!is_named) return 0;
  return style.layout == Layout::kTall ? 54 : has_details ? 82 : 48;
}

Frame FrameOf(const ScatterGrid& grid, const Style& style) {
  const bool is_wide = style.layout == Layout::kWide;
  Frame frame{};
  frame.rows = static_cast<int>(grid.rows.size());
  frame.columns = static_cast<int>(grid.columns.size());
  frame.gap = is_wide ? 8 : 6;
  frame.left = kMargin + RowHeadingRoom(grid, style) + kTickLabelRoom;
  frame.top = kMargin + HeadingHeight(grid.columns);
  const double room = (is_wide ? kWideWidth : kTallWidth) - frame.left - kMargin;
  frame.side = std::min(kLargestSide, (room - frame.gap * (frame.columns - 1)) / frame.columns);
  frame.side = static_cast<int>(frame.side);
  frame.width = frame.Left(frame.columns) - frame.gap + kMargin;
  frame.height = frame.Top(frame.rows) - frame.gap + kTickLabelRoom + kMargin - 2;
  return frame;
}

/// The grid with rows and columns swapped.
ScatterGrid Transposed(const ScatterGrid& grid) {
  ScatterGrid transposed = grid;
  std::swap(transposed.rows, transposed.columns);
  transposed.panels.clear();
  for (std::size_t column = 0; column < grid.columns.size(); ++column) {
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
      transposed.panels.push_back(grid.panels[row * grid.columns.size() + column]);
    }
  }
  return transposed;
}

/// Draws one grid.
class Painter {
 public:
  Painter(const ScatterGrid& grid, const Style& style)
      : grid_(grid),
        palette_(PaletteOf(style.theme)),
        frame_(FrameOf(grid, style)),
        svg_(frame_.width, frame_.height, grid.title, grid.caption, palette_),
        units_(static_cast<int>(frame_.side * kUnits)),
        shades_(Shades(grid.target, units_)) {}

  std::string Paint() && {
    for (int column = 0; column < frame_.columns; ++column) ColumnHeading(column);
    for (int row = 0; row < frame_.rows; ++row) {
      RowHeading(row);
      for (int column = 0; column < frame_.columns; ++column) PaintPanel(row, column);
    }
    Ticks();
    return std::move(svg_).Finish();
  }

 private:
  void HeadingLines(const Heading& heading, double x, double y, const std::string& anchor) {
    svg_.Text(heading.text, {{"x", Short(x)},
                             {"y", Short(y)},
                             {"text-anchor", anchor},
                             {"font-size", "12.5"},
                             {"font-weight", "600"},
                             {"fill", std::string(palette_.Of(heading.role))}});
    for (const std::string& detail : heading.details) {
      y += kDetailLine;
      svg_.Text(detail, {{"x", Short(x)},
                         {"y", Short(y)},
                         {"text-anchor", anchor},
                         {"font-size", "10"},
                         {"fill", std::string(palette_.muted)}});
    }
  }

  void ColumnHeading(int column) {
    const Heading& heading = grid_.columns[column];
    if (heading.text.empty()) return;
    // The last line is right above the panel.
    const double y = frame_.top - 7 - kDetailLine * static_cast<double>(heading.details.size());
    HeadingLines(heading, frame_.Left(column) + frame_.side / 2, y, "middle");
  }

  void RowHeading(int row) {
    const Heading& heading = grid_.rows[row];
    if (heading.text.empty()) return;
    const double lines = kDetailLine * static_cast<double>(heading.details.size());
    HeadingLines(heading, kMargin, frame_.Top(row) + frame_.side / 2 + 4 - lines / 2, "start");
  }

  void PaintPanel(int row, int column) {
    const Panel& panel = grid_.panels[row * frame_.columns + column];
    const double left = frame_.Left(column);
    const double top = frame_.Top(row);
    svg_.Open("g", {{"transform", "translate(" + Short(left) + " " + Short(top) + ")"}});
    svg_.Open("g", {{"transform", "scale(" + Short(1.0 / kUnits) + ")"}});
    if (panel.has_target) Target();
    Dots(panel);
    svg_.Close("g");
    svg_.Element("rect", {{"width", Short(frame_.side)},
                          {"height", Short(frame_.side)},
                          {"fill", "none"},
                          {"stroke", std::string(palette_.gridline)}});
    const double low = frame_.side - 4;
    if (panel.is_pending) Note("…", frame_.side / 2, frame_.side / 2, "middle");
    if (!panel.left_note.empty()) Note(panel.left_note, 4, low, "start");
    if (!panel.right_note.empty()) Note(panel.right_note, low, low, "end");
    svg_.Close("g");
  }

  void Target() {
    for (const Shade& shade : shades_) {
      svg_.Element("path", {{"fill", std::string(palette_.foreground)},
                            {"fill-opacity", Short(shade.strength * kTargetOpacity, 3)},
                            {"shape-rendering", "crispEdges"},
                            {"d", shade.path}});
    }
  }

  void Dots(const Panel& panel) {
    // Larger panels have larger dots, but less than in proportion.
    const double diameter = 0.62 + frame_.side / 250;
    svg_.Stroke(DotPath(panel.points, units_), {{"stroke", std::string(palette_.Of(panel.role))},
                                                {"stroke-width", Short(diameter * kUnits, 1)},
                                                {"stroke-linecap", "round"}});
  }

  /// Text over a panel, with a halo against the dots.
  void Note(const std::string& text, double x, double y, const std::string& anchor) {
    svg_.Text(text, {{"x", Short(x)},
                     {"y", Short(y)},
                     {"text-anchor", anchor},
                     {"font-size", "9"},
                     {"stroke", std::string(palette_.background)},
                     {"stroke-width", "3"},
                     {"stroke-linejoin", "round"},
                     {"paint-order", "stroke"}});
  }

  /// Ticks at the left and lower edges of the grid.
  void Ticks() {
    svg_.Open("g", {{"font-size", "9"}, {"fill", std::string(palette_.muted)}});
    const double bottom = frame_.Top(frame_.rows) - frame_.gap;
    for (const int tick : kTicks) {
      const std::string text = tick < 0 ? "−" + std::to_string(-tick) : std::to_string(tick);
      const double offset = (tick + kExtent) / (2 * kExtent) * frame_.side;
      for (int column = 0; column < frame_.columns; ++column) {
        Tick(text, frame_.Left(column) + offset, bottom, true);
      }
      for (int row = 0; row < frame_.rows; ++row) {
        Tick(text, frame_.left, frame_.Top(row) + frame_.side - offset, false);
      }
    }
    svg_.Close("g");
  }

  void Tick(const std::string& text, double x, double y, bool is_below) {
    svg_.Line(x, y, is_below ? x : x - 3, is_below ? y + 3 : y,
              {{"stroke", std::string(palette_.gridline)}});
    svg_.Text(text, {{"x", Short(is_below ? x : x - 5)},
                     {"y", Short(is_below ? y + 12 : y + 3)},
                     {"text-anchor", is_below ? "middle" : "end"}});
  }

  const ScatterGrid& grid_;
  Palette palette_;
  Frame frame_;
  SvgWriter svg_;
  int units_;  // Side of a panel.
  std::vector<Shade> shades_;
};

}  // namespace

std::string DrawScatterGrid(const ScatterGrid& grid, const Style& style) {
  if (style.layout == Layout::kWide || !grid.transposable) return Painter(grid, style).Paint();
  const ScatterGrid transposed = Transposed(grid);
  return Painter(transposed, style).Paint();
}

}  // namespace meanflow::figures
