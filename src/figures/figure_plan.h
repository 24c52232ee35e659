// The content of the tutorial's six figures: headings, captions, and the sampling jobs whose
// particles fill the panels.
//
//   1 source and target     2 losses FM | MF | iMF       3 samples forward: FM, MF as published, MF
//   4 samples in reverse    5 states at t = 1 .. 0       6 samples at iterations 0 .. 5000
#ifndef MEANFLOW_FIGURES_FIGURE_PLAN_H_
#define MEANFLOW_FIGURES_FIGURE_PLAN_H_

#include <string>
#include <vector>

#include "figures/figure_options.h"
#include "figures/loss_curves.h"
#include "figures/scatter_grid.h"
#include "figures/trained_run.h"
#include "meanflow/metrics.h"

namespace meanflow::figures {

/// The particles at a share of the time from noise (0) to data (1), for one panel.
struct Snapshot {
  double share;
  int panel;  ///< Index into ScatterGrid::panels.
};

/// Sampling with one network, from noise to data.
struct SamplingJob {
  const TrainedRun* run;
  int checkpoint;  ///< Index into TrainedRun::checkpoints.
  int steps;       ///< T.
  std::vector<Snapshot> snapshots;
};

/// A figure before its particles are computed.
struct FigurePlan {
  ScatterGrid grid;               ///< Empty for figure 2.
  std::vector<SamplingJob> jobs;  ///< Fastest first, to show something early.
  bool shows_metrics = false;     ///< Panels have sample quality metrics.
  LossCurves losses;              ///< Figure 2 only.
};

/// Options must pass Validate and runs must pass CheckRuns; the plan points into `runs`.
FigurePlan MakeFigurePlan(const FigureOptions& options, const std::vector<TrainedRun>& runs);

/// Explains the metrics in panels, for the caption, with those of fresh data.
std::string MetricsText(const SampleQuality& quality);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_FIGURE_PLAN_H_
