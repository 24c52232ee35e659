// One figure of the tutorial, computed piece by piece and drawn at any time.
#ifndef MEANFLOW_FIGURES_FIGURE_H_
#define MEANFLOW_FIGURES_FIGURE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "figures/figure_plan.h"
#include "meanflow/metrics.h"
#include "meanflow/sampler.h"

namespace meanflow::figures {

/// Computes what a figure shows. A piece of work is one solver step of one picture's particles, so
/// that whoever computes stays able to answer, to show what is there already, or to stop.
///
///     Figure figure(options, runs);
///     while (figure.Advance()) { ... }
///     WriteFile("figure-4.svg", figure.Svg());
class Figure {
 public:
  /// Options must be valid (Validate) and the runs such that CheckRuns has no complaint.
  Figure(FigureOptions options, std::vector<TrainedRun> runs);
  Figure(const Figure&) = delete;
  Figure& operator=(const Figure&) = delete;

  /// Does the next piece; false when there was none left.
  bool Advance();

  /// Share of the work that is done, 0..1.
  double Progress() const;

  /// From the next Svg() on; nothing is computed again.
  void set_style(const Style& style) { options_.style = style; }

  std::string title() const { return Title(options_.figure); }
  /// What the figure shows and how to read it, as plain text.
  const std::string& caption() const;

  /// The figure as an SVG file, with what has been computed so far.
  std::string Svg() const;

 private:
  void Begin(const Flight& flight);
  void Record(const Flight& flight, double before, double now);
  void Show(int index, std::vector<float> points);

  FigureOptions options_;
  std::vector<TrainedRun> runs_;
  Plan plan_;
  std::unique_ptr<QualityMeter> meter_;

  std::size_t flight_ = 0;  // The one under way.
  int step_ = 0;            // Its steps done.
  std::optional<Sampler> sampler_;
  std::vector<float> before_, positions_;  // (2, count), before and after the last step.
  double done_ = 0;                        // Steps of all flights.
  double total_ = 0;
};

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_FIGURE_H_
