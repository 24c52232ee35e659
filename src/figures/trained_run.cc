#include "figures/trained_run.h"

#include <algorithm>
#include <utility>

#include "meanflow/named_densities.h"

namespace meanflow::figures {
namespace {

std::string RequirementText(const RequiredRun& required) {
  std::string text = "a run of " + std::string(Name(required.method)) + " with direction " +
                     std::string(Name(required.direction));
  if (required.part == RunPart::kLosses) text += " and its losses";
  if (required.part == RunPart::kCheckpoints) text += " and its checkpoints";
  return text;
}

bool Has(const TrainedRun* run, RunPart part) {
  if (run == nullptr) return false;
  return part == RunPart::kLosses ? !run->losses.empty() : !run->checkpoints.empty();
}

bool HaveSameIterations(const TrainedRun& a, const TrainedRun& b) {
  return std::equal(a.checkpoints.begin(), a.checkpoints.end(), b.checkpoints.begin(),
                    b.checkpoints.end(), [](const Checkpoint& one, const Checkpoint& other) {
                      return one.iteration == other.iteration;
                    });
}

bool HaveSameTarget(const DensityConfig& a, const DensityConfig& b) {
  return a.name == b.name && a.scale == b.scale &&
         (a.name != "checkerboard" || a.cells == b.cells) &&
         (a.name != kDrawingName || a.drawing == b.drawing);
}

}  // namespace

TrainedRun* FindOrAddRun(const TrainConfig& config, std::vector<TrainedRun>* runs) {
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

std::vector<RequiredRun> RequiredRuns(int figure) {
  if (figure == 1) return {};
  if (figure == 3) {
    return {{Method::kFm, Direction::kForward, RunPart::kNetwork},
            {Method::kMf, Direction::kForwardAsPublished, RunPart::kNetwork},
            {Method::kMf, Direction::kForward, RunPart::kNetwork}};
  }
  const RunPart part = figure == 2   ? RunPart::kLosses
                       : figure == 6 ? RunPart::kCheckpoints
                                     : RunPart::kNetwork;
  std::vector<RequiredRun> required;
  for (const Method method : kMethods) required.push_back({method, Direction::kReverse, part});
  return required;
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
  for (const RequiredRun& required : RequiredRuns(figure)) {
    const TrainedRun* run = FindRun(runs, required.method, required.direction);
    if (!Has(run, required.part)) {
      missing += (missing.empty() ? "needs " : "; ") + RequirementText(required);
      continue;
    }
    if (first == nullptr) first = run;
    if (!HaveSameTarget(first->config.density, run->config.density)) {
      return "its runs have different densities";
    }
    if (required.part == RunPart::kCheckpoints && !HaveSameIterations(*first, *run)) {
      return "its runs have checkpoints at different iterations";
    }
  }
  return missing;
}

}  // namespace meanflow::figures
