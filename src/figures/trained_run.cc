#include "figures/trained_run.h"

#include <algorithm>
#include <utility>

namespace meanflow::figures {
namespace {

std::string NeedText(const Need& need) {
  std::string text = "a run of " + std::string(Name(need.method)) + " with direction " +
                     std::string(Name(need.direction));
  if (need.part == Part::kLosses) text += " and its losses";
  if (need.part == Part::kCheckpoints) text += " and its checkpoints";
  return text;
}

bool Has(const TrainedRun* run, Part part) {
  if (run == nullptr) return false;
  return part == Part::kLosses ? !run->losses.empty() : !run->checkpoints.empty();
}

bool HaveSameIterations(const TrainedRun& a, const TrainedRun& b) {
  return std::equal(a.checkpoints.begin(), a.checkpoints.end(), b.checkpoints.begin(),
                    b.checkpoints.end(), [](const Checkpoint& one, const Checkpoint& other) {
                      return one.iteration == other.iteration;
                    });
}

bool HaveSameTarget(const DensityConfig& a, const DensityConfig& b) {
  return a.name == b.name && a.scale == b.scale && (a.name != "checkerboard" || a.cells == b.cells);
}

}  // namespace

TrainedRun* RunFor(const TrainConfig& config, std::vector<TrainedRun>* runs) {
  for (TrainedRun& run : *runs) {
    if (run.config.method == config.method && run.config.direction == config.direction) return &run;
  }
  runs->push_back({config, {}, {}});
  return &runs->back();
}

void AddCheckpoint(Checkpoint checkpoint, TrainedRun* run) {
  const auto place = std::lower_bound(
      run->checkpoints.begin(), run->checkpoints.end(), checkpoint.iteration,
      [](const Checkpoint& one, int iteration) { return one.iteration < iteration; });
  if (place != run->checkpoints.end() && place->iteration == checkpoint.iteration) {
    *place = std::move(checkpoint);
  } else {
    run->checkpoints.insert(place, std::move(checkpoint));
  }
}

std::vector<Need> Needs(int figure) {
  if (figure == 1) return {};
  if (figure == 3) {
    return {{Method::kFm, Direction::kForward, Part::kNetwork},
            {Method::kMf, Direction::kForwardAsPublished, Part::kNetwork},
            {Method::kMf, Direction::kForward, Part::kNetwork}};
  }
  const Part part = figure == 2 ? Part::kLosses : figure == 6 ? Part::kCheckpoints : Part::kNetwork;
  std::vector<Need> needs;
  for (const Method method : kMethods) needs.push_back({method, Direction::kReverse, part});
  return needs;
}

const TrainedRun* FindRun(const std::vector<TrainedRun>& runs, Method method, Direction direction) {
  for (const TrainedRun& run : runs) {
    if (run.config.method == method && run.config.direction == direction) return &run;
  }
  return nullptr;
}

std::string CheckRuns(int figure, const std::vector<TrainedRun>& runs) {
  std::string missing;
  const TrainedRun* first = nullptr;
  for (const Need& need : Needs(figure)) {
    const TrainedRun* run = FindRun(runs, need.method, need.direction);
    if (!Has(run, need.part)) {
      missing += (missing.empty() ? "needs " : "; ") + NeedText(need);
      continue;
    }
    if (first == nullptr) first = run;
    if (!HaveSameTarget(first->config.density, run->config.density)) {
      return "its runs have different densities";
    }
    if (need.part == Part::kCheckpoints && !HaveSameIterations(*first, *run)) {
      return "its runs have checkpoints at different iterations";
    }
  }
  return missing;
}

}  // namespace meanflow::figures
