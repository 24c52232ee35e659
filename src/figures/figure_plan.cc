#include "figures/figure_plan.h"

#include <algorithm>
#include <cmath>

#include "figures/svg.h"
#include "meanflow/loss_floor.h"
#include "meanflow/named_densities.h"
#include "meanflow/sampler.h"

namespace meanflow::figures {
namespace {

/// Shares of the time from noise to data that figure 5 shows.
constexpr double kShares[] = {0, 0.2, 0.4, 0.6, 0.8, 1};

Heading MethodHeading(Method method, std::vector<std::string> details = {}) {
  return {std::string(RowOf(method).label), std::move(details), ColorRoleOf(method)};
}

std::string StepsText(int steps) {
  return std::to_string(steps) + (steps == 1 ? " step" : " steps");
}

/// Such as "one run each, seed 0, 5001 iterations of 4096 samples".
std::string RunsText(const TrainedRun& run) {
  const int iterations = run.checkpoints.empty() ? static_cast<int>(run.losses.size())
                                                 : run.checkpoints.back().iteration;
  return "one run each, seed " + std::to_string(run.config.seed) + ", " +
         std::to_string(iterations) + " iterations of " + std::to_string(run.config.batch) +
         " samples";
}

std::string DensityText(const DensityConfig& density) {
  std::string name = density.name;
  std::replace(name.begin(), name.end(), '-', ' ');
  if (density.name != "checkerboard") return name;
  const std::string cells = std::to_string(density.cells);
  return "a checkerboard of " + cells + " × " + cells + " cells";
}

/// A grid whose panels are all pending.
ScatterGrid PendingGrid(const FigureOptions& options, const DensityConfig& density,
                        std::vector<Heading> rows, std::vector<Heading> columns) {
  ScatterGrid grid;
  grid.title = Title(options.figure);
  grid.target = MakeDensity(density);
  grid.rows = std::move(rows);
  grid.columns = std::move(columns);
  for (const Heading& row : grid.rows) {
    Panel panel;
    panel.role = row.role;
    panel.is_pending = true;
    grid.panels.insert(grid.panels.end(), grid.columns.size(), panel);
  }
  return grid;
}

FigurePlan SourceAndTarget(const FigureOptions& options) {
  FigurePlan plan;
  plan.grid = PendingGrid(options, options.density, {{}},
                          {{"Source", {"*N*(0, *I*)"}, ColorRole::kNeutral},
                           {"Target", {DensityText(options.density)}, ColorRole::kNeutral}});
  plan.grid.transposable = false;  // Two panels fit side by side anywhere.
  plan.grid.panels[0].has_target = false;
  plan.grid.panels[0].points = StartingNoise(options.seed, options.count);
  plan.grid.panels[1].points =
      FreshData(DensitySampler(plan.grid.target), options.seed, options.count);
  for (Panel& panel : plan.grid.panels) panel.is_pending = false;
  plan.grid.caption = "Source and target: " + std::to_string(options.count) +
                      " points of the standard normal distribution, where sampling starts, and as "
                      "many of the target, " +
                      DensityText(options.density) + ". Grey: the target's density.";
  return plan;
}

FigurePlan Losses(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  FigurePlan plan;
  plan.losses.title = Title(options.figure);
  for (const Method method : kMethods) {
    const TrainedRun& run = *FindRun(runs, method, Direction::kReverse);
    LossFloor floor(MakeDensity(run.config.density));
    plan.losses.curves.push_back({method, run.losses, floor.Mean(run.config)});
  }
  const TrainedRun& run = *FindRun(runs, Method::kFm, Direction::kReverse);
  plan.losses.caption =
      "Training losses: of every iteration, faint, and their mean over the last " +
      std::to_string(kLossWindow) + "; " + RunsText(run) +
      ". Dashed: the floor that no network can go below, as training pairs of different velocities "
      "meet at one place and a network can only answer with their mean. MF has none: even at the "
      "exact u its residual is J (v_s - v), with J the Jacobian of the flow map, which grows as "
      "the "
      "map sharpens, so that its loss may rise while its samples get better. The three losses "
      "measure different things: their heights do not compare.";
  return plan;
}

/// Rows of networks under columns of numbers of steps.
FigurePlan ByStepCount(const FigureOptions& options, const std::vector<const TrainedRun*>& runs,
                       std::vector<Heading> rows) {
  std::vector<Heading> columns;
  for (const int steps : options.steps) columns.push_back({"*T* = " + std::to_string(steps), {}});
  FigurePlan plan;
  plan.grid = PendingGrid(options, runs.front()->config.density, std::move(rows), columns);
  plan.shows_metrics = true;
  const int width = static_cast<int>(options.steps.size());
  for (int row = 0; row < static_cast<int>(runs.size()); ++row) {
    for (int column = 0; column < width; ++column) {
      const int last = static_cast<int>(runs[row]->checkpoints.size()) - 1;
      plan.jobs.push_back({runs[row], last, options.steps[column], {{1, row * width + column}}});
    }
  }
  std::stable_sort(plan.jobs.begin(), plan.jobs.end(),
                   [](const SamplingJob& a, const SamplingJob& b) { return a.steps < b.steps; });
  return plan;
}

std::string SamplesText(const FigureOptions& options, const TrainedRun& run) {
  return std::to_string(options.count) + " samples a picture; " + RunsText(run) +
         ", so that small differences mean little.";
}

FigurePlan Forward(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  const TrainedRun* fm = FindRun(runs, Method::kFm, Direction::kForward);
  const TrainedRun* published = FindRun(runs, Method::kMf, Direction::kForwardAsPublished);
  const TrainedRun* anchored = FindRun(runs, Method::kMf, Direction::kForward);
  FigurePlan plan =
      ByStepCount(options, {fm, published, anchored},
                  {MethodHeading(Method::kFm, {"forward"}),
                   MethodHeading(Method::kMf, {"forward,", "as published"}),
                   MethodHeading(Method::kMf, {"forward,", "anchored at", "the start"})});
  plan.grid.caption =
      "Samples in T steps with data at t = 1: FM, MF as published, and MF with its anchor where "
      "sampling starts. The published variant trains u(x, t, r) with the anchor t at the later "
      "end, "
      "r < t, but samples forward with r = t - 1/T: at T = 1 it asks the network for r = -1, a "
      "time "
      "that training never showed it. With the anchor at the earlier end, where sampling starts, "
      "the "
      "same network, loss and data give a one-step picture as in reverse: what spoilt the "
      "published "
      "one is the anchor, not the direction. " +
      SamplesText(options, *fm);
  return plan;
}

std::vector<const TrainedRun*> ReverseRuns(const std::vector<TrainedRun>& runs) {
  std::vector<const TrainedRun*> reverse;
  for (const Method method : kMethods) {
    reverse.push_back(FindRun(runs, method, Direction::kReverse));
  }
  return reverse;
}

std::vector<Heading> MethodRows() {
  std::vector<Heading> rows;
  for (const Method method : kMethods) rows.push_back(MethodHeading(method));
  return rows;
}

FigurePlan Reverse(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  FigurePlan plan = ByStepCount(options, ReverseRuns(runs), MethodRows());
  plan.grid.caption =
      "Samples in T steps with data at t = 0, from the same noise. FM knows velocities only: in "
      "one "
      "step it takes every particle to the mean of the data, and needs many steps to follow the "
      "curves. MF and iMF know average velocities and do with one. " +
      SamplesText(options, *FindRun(runs, Method::kFm, Direction::kReverse));
  return plan;
}

FigurePlan IntermediateStates(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  std::vector<Heading> columns;
  for (const double share : kShares) columns.push_back({"*t* = " + Short(1 - share, 1), {}});
  const auto reverse = ReverseRuns(runs);
  FigurePlan plan;
  plan.grid = PendingGrid(options, reverse.front()->config.density, MethodRows(), columns);
  int panel = 0;
  for (const TrainedRun* run : reverse) {
    const int last = static_cast<int>(run->checkpoints.size()) - 1;
    SamplingJob job{run, last, options.flow_steps, {}};
    for (const double share : kShares) job.snapshots.push_back({share, panel++});
    plan.jobs.push_back(job);
  }
  plan.grid.caption =
      "Intermediate distributions π_t, from noise at t = 1 to data at t = 0, of the same " +
      std::to_string(options.count) + " particles moved in T = " + StepsText(options.flow_steps) +
      "; between two steps they are on the straight line that joins them. " +
      "Trained: " + RunsText(*reverse.front()) + ".";
  return plan;
}

/// Indices of the checkpoints to show: all, or kMaxColumns of them evenly spread. Omits a final
/// checkpoint within 1 % of the previous one.
std::vector<int> ShownCheckpoints(const std::vector<Checkpoint>& checkpoints) {
  int count = static_cast<int>(checkpoints.size());
  if (count > 2) {
    const int last = checkpoints[count - 1].iteration;
    if (last - checkpoints[count - 2].iteration < last / 100.0) --count;
  }
  const int columns = std::min(count, kMaxColumns);
  std::vector<int> shown;
  shown.reserve(columns);
  for (int i = 0; i < columns; ++i) {
    shown.push_back(columns == 1 ? count - 1
                                 : (i * (count - 1) + (columns - 1) / 2) / (columns - 1));
  }
  return shown;
}

FigurePlan SamplesOverTraining(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  const auto reverse = ReverseRuns(runs);
  const auto shown = ShownCheckpoints(reverse.front()->checkpoints);
  std::vector<Heading> columns;
  columns.reserve(shown.size());
  for (const int index : shown) {
    columns.push_back(
        {std::to_string(reverse.front()->checkpoints[index].iteration), {"iterations"}});
  }
  FigurePlan plan;
  plan.grid = PendingGrid(options, reverse.front()->config.density, MethodRows(), columns);
  plan.shows_metrics = true;
  int panel = 0;
  for (const TrainedRun* run : reverse) {
    for (const int index : shown) {
      plan.jobs.push_back({run, index, options.flow_steps, {{1, panel++}}});
    }
  }
  plan.grid.caption = "Samples in T = " + StepsText(options.flow_steps) +
                      " by the networks as they were after so many iterations of training, from "
                      "the same noise. " +
                      SamplesText(options, *reverse.front());
  return plan;
}

}  // namespace

std::string MetricsText(const SampleQuality& quality) {
  return "Numbers: sliced Wasserstein-2 distance to fresh data (other fresh data scores " +
         Fixed(quality.sliced_wasserstein_floor, 3) + "), and share of samples on the target.";
}

FigurePlan MakeFigurePlan(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  switch (options.figure) {
    case 1:
      return SourceAndTarget(options);
    case 2:
      return Losses(options, runs);
    case 3:
      return Forward(options, runs);
    case 4:
      return Reverse(options, runs);
    case 5:
      return IntermediateStates(options, runs);
    default:
      return SamplesOverTraining(options, runs);
  }
}

}  // namespace meanflow::figures
