// One figure of the tutorial, computed incrementally and drawn at any time.
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

/// Computes a figure in small steps, one solver step of one sampling job at a time. Between steps
/// the caller can handle messages, draw the partial figure, or stop.
///
///     Figure figure(options, runs);
///     while (figure.Advance()) { ... }
///     WriteFile("figure-4.svg", figure.Svg());
class Figure {
 public:
  /// Options must pass Validate and runs must pass CheckRuns.
  Figure(FigureOptions options, std::vector<TrainedRun> runs);
  Figure(const Figure&) = delete;
  Figure& operator=(const Figure&) = delete;

  /// Computes the next step; false when the figure is complete.
  bool Advance();

  /// Share of the work that is done, 0..1.
  double Progress() const;

  /// Sets the style of later Svg() calls, without recomputing anything.
  void set_style(const Style& style) { options_.style = style; }

  std::string title() const { return Title(options_.figure); }
  /// The caption, as plain text.
  const std::string& caption() const;

  /// The figure as an SVG file, with the particles computed so far.
  std::string Svg() const;

 private:
  void BeginJob(const SamplingJob& job);
  void RecordSnapshots(const SamplingJob& job, double before, double now);
  void FillPanel(int index, std::vector<float> points);

  FigureOptions options_;
  std::vector<TrainedRun> runs_;
  FigurePlan plan_;
  std::unique_ptr<QualityMeter> meter_;

  std::size_t job_ = 0;  // The current job.
  int step_ = 0;         // Its steps done.
  std::optional<Sampler> sampler_;
  std::vector<float> before_, positions_;  // (2, count), before and after the last step.
  double done_ = 0;                        // Steps of all jobs.
  double total_ = 0;
};

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_FIGURE_H_
