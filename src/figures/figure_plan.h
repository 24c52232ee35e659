// What the six figures of the tutorial consist of: headings, captions, and whose particles go
// where.
//
//   1 source and target     2 losses FM | MF | iMF       3 samples forward: FM, MF as published, MF
//   4 samples in reverse    5 on the way, t = 1 .. 0     6 samples at iterations 0 .. 5000
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

/// Where particles are at a share of their way from noise (0) to data (1).
struct Stop {
  double share;
  int picture;  ///< Index into ParticleGrid::pictures.
};

/// Particles that a network moves from noise to data.
struct Flight {
  const TrainedRun* run;
  int checkpoint;  ///< Index into TrainedRun::checkpoints.
  int steps;       ///< T.
  std::vector<Stop> stops;
};

/// A figure before its particles are computed.
struct Plan {
  ParticleGrid grid;            ///< Not of figure 2.
  std::vector<Flight> flights;  ///< Quickest first, so that something is soon seen.
  bool measures = false;        ///< Pictures tell how good their particles are.
  LossCurves losses;            ///< Of figure 2.
};

/// Options must be valid and runs checked; the plan points into `runs`.
Plan MakePlan(const FigureOptions& options, const std::vector<TrainedRun>& runs);

/// What the numbers in pictures are, and what fresh data scores in their place.
std::string MeasureText(const SampleQuality& quality);

}  // namespace meanflow::figures

#endif  // MEANFLOW_FIGURES_FIGURE_PLAN_H_
