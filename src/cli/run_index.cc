#include "cli/run_index.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/read_model.h"
#include "cli/run_directory.h"
#include "io/field_text.h"
#include "meanflow/mlp.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

/// Reads the networks of a run at multiples of its checkpoint interval. `run` already has the last
/// one. The initial one is a pure function of the seed and has no file.
std::string ReadCheckpoints(const std::string& path, figures::TrainedRun* run) {
  const TrainConfig& config = run->config;
  const MlpShape shape = ShapeOf(config.method, config.network);
  std::vector<Checkpoint> checkpoints = {{0, InitialParameters(shape, config.seed)}};
  const int last = run->checkpoints.back().iteration;
  for (int iteration = config.checkpoint_every; iteration < last;
       iteration += config.checkpoint_every) {
    Model model{config, iteration, {}};
    const std::string file = CheckpointPath(path, iteration);
    std::string error = ReadModel(file, &model);
    if (!error.empty()) return error;
    if (model.config.method != config.method || model.iteration != iteration) {
      return file + ": is not of this run";
    }
    checkpoints.push_back({iteration, std::move(model.parameters)});
  }
  checkpoints.push_back(std::move(run->checkpoints.back()));
  run->checkpoints = std::move(checkpoints);
  return "";
}

/// Reads the losses of all iterations of the run's network.
std::string ReadAllLosses(const std::string& path, figures::TrainedRun* run) {
  const std::string file = path + "/losses.csv";
  std::string error = ReadLosses(file, &run->losses);
  const int iteration = run->checkpoints.back().iteration;
  if (!error.empty() || static_cast<int>(run->losses.size()) == iteration) return error;
  return file + ": has " + std::to_string(run->losses.size()) + " losses, where the network has " +
         std::to_string(iteration) + " iterations behind it";
}

}  // namespace

std::string RunIndex::Open(const std::string& directory) {
  directory_ = directory;
  std::error_code error;
  if (fs::exists(directory + "/model.safetensors", error)) return Add(directory);
  std::vector<std::string> paths;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const std::string path = entry->path().string();
    if (fs::exists(path + "/model.safetensors", ignored)) paths.push_back(path);
  }
  if (error) return directory + ": " + error.message();
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    std::string message = Add(path);
    if (!message.empty()) return message;
  }
  if (!entries_.empty()) return "";
  return directory + ": holds no run: there is no model.safetensors in it or right below it";
}

std::string RunIndex::Add(const std::string& path) {
  Model model;
  std::string error = ReadModel(path + "/model.safetensors", &model);
  if (!error.empty()) return error;
  const Entry* twin = Find(model.config.method, model.config.direction);
  if (twin != nullptr) {
    return twin->path + " and " + path + " are both of " + std::string(Name(model.config.method)) +
           " with direction " + std::string(Name(model.config.direction)) +
           ": keep one of them elsewhere";
  }
  figures::TrainedRun run;
  run.config = model.config;
  run.checkpoints.push_back({model.iteration, std::move(model.parameters)});
  entries_.push_back({path, std::move(run)});
  return "";
}

const RunIndex::Entry* RunIndex::Find(Method method, Direction direction) const {
  for (const Entry& entry : entries_) {
    if (entry.run.config.method == method && entry.run.config.direction == direction) return &entry;
  }
  return nullptr;
}

DensityConfig RunIndex::density() const {
  return entries_.empty() ? DensityConfig{} : entries_.front().run.config.density;
}

std::string RunIndex::Load(int figure, std::vector<figures::TrainedRun>* runs) const {
  std::vector<figures::TrainedRun> found;
  for (const figures::RequiredRun& required : figures::RequiredRuns(figure)) {
    const Entry* entry = Find(required.method, required.direction);
    if (entry == nullptr) continue;  // CheckRuns reports it.
    figures::TrainedRun run = entry->run;
    std::string error;
    if (required.part == figures::RunPart::kLosses) {
      error = ReadAllLosses(entry->path, &run);
    } else if (required.part == figures::RunPart::kCheckpoints) {
      error = ReadCheckpoints(entry->path, &run);
    }
    if (!error.empty()) return error;
    found.push_back(std::move(run));
  }
  const std::string missing = figures::CheckRuns(figure, found);
  if (!missing.empty()) return missing + ", in " + directory_;
  *runs = std::move(found);
  return "";
}

}  // namespace meanflow::cli
