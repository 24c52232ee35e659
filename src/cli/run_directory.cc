#include "cli/run_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "cli/atomic_file.h"
#include "cli/csv.h"
#include "cli/options.h"
#include "cli/read_file.h"
#include "cli/read_model.h"
#include "io/field_text.h"
#include "io/model_file.h"
#include "io/optimizer_file.h"
#include "io/safetensors.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kModelSuffix = ".safetensors";

/// "" when the settings of a checkpoint are those of the run, except the length, as a run may be
/// extended. The learning rate may be that of the checkpoint's iteration or of the next one.
std::string CompareSettings(const TrainConfig& found, int iteration,
                            const LearningRatePhases& phases, const TrainConfig& config) {
  const double last = config.optimizer.learning_rate;
  const double rate = found.optimizer.learning_rate;
  const bool is_rate = rate == LearningRateAt(iteration, phases, last) ||
                       rate == LearningRateAt(iteration + 1, phases, last);
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    const FieldValue value = GetField(found, name);
    const FieldValue expected = GetField(config, name);
    if (name == "iterations" || value == expected || (name == "lr" && is_rate)) continue;
    return "its " + std::string(name) + " is " + Brief(value) + " where config.json has " +
           Brief(expected);
  }
  return "";
}

}  // namespace

std::string CheckpointPath(const std::string& run, int iteration) {
  char name[32];
  std::snprintf(name, sizeof name, "/checkpoints/%06d", iteration);
  return run + name + std::string(kModelSuffix);
}

RunDirectory::~RunDirectory() {
  if (lock_ >= 0) close(lock_);
}

Outcome RunDirectory::Create(const std::string& path) {
  path_ = path;
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return {kFailure, "cannot make " + path + ": " + error.message()};
  Outcome outcome = Lock();
  if (outcome.code != kSuccess) return outcome;
  if (HoldsRun()) {
    return {kUsage, "--out: " + path + " already holds a run: go on with --resume " + path +
                        ", or choose another directory"};
  }
  return MakeCheckpointDirectory();
}

Outcome RunDirectory::Open(const std::string& path, TrainConfig* config) {
  path_ = path;
  Outcome outcome = Lock();
  if (outcome.code != kSuccess) return outcome;
  std::string text;
  std::string error = ReadFile(ConfigPath(), &text);
  if (!error.empty()) return {kUsage, "--resume: there is no run to go on with: " + error};
  error = ConfigFromJson(text, config, &phases_);
  if (!error.empty()) return {kUsage, ConfigPath() + ": " + error};
  return MakeCheckpointDirectory();
}

bool RunDirectory::HoldsRun() const {
  std::error_code ignored;
  // A process killed at its start leaves an empty directory of checkpoints.
  const bool has_checkpoints =
      fs::exists(CheckpointDirectory(), ignored) && !fs::is_empty(CheckpointDirectory(), ignored);
  return has_checkpoints || fs::exists(ConfigPath(), ignored) ||
         fs::exists(LossesPath(), ignored) || fs::exists(ModelPath(), ignored);
}

Outcome RunDirectory::Lock() {
  lock_ = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) return {kUsage, path_ + ": " + std::strerror(errno)};
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return {};
  // Some network file systems have no locks; train there without.
  if (errno != EWOULDBLOCK) return {};
  return {kFailure, path_ + " is in use by another process"};
}

Outcome RunDirectory::MakeCheckpointDirectory() const {
  std::error_code error;
  fs::create_directories(CheckpointDirectory(), error);
  if (error) return {kFailure, "cannot make " + CheckpointDirectory() + ": " + error.message()};
  RemoveTemporaries();
  return {};
}

void RunDirectory::RemoveTemporaries() const {
  for (const std::string& directory : {path_, CheckpointDirectory()}) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.') && name.ends_with(kTemporarySuffix)) {
        fs::remove(entry.path(), ignored);
      }
    }
  }
}

std::string RunDirectory::OptimizerPath(int iteration) const {
  std::string path = CheckpointPath(iteration);
  path.insert(path.size() - kModelSuffix.size(), ".optimizer");
  return path;
}

std::vector<int> RunDirectory::CheckpointIterations() const {
  std::vector<int> iterations;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(CheckpointDirectory(), ignored)) {
    const std::string name = entry.path().filename().string();
    int iteration = 0;
    const char* const end = name.data() + name.size();
    const auto number = std::from_chars(name.data(), end, iteration);
    if (number.ec == std::errc() && std::string_view(number.ptr, end) == kModelSuffix &&
        entry.path() == CheckpointPath(iteration)) {
      iterations.push_back(iteration);
    }
  }
  std::sort(iterations.rbegin(), iterations.rend());
  return iterations;
}

bool RunDirectory::LoadNewest(const TrainConfig& config, TrainState* state,
                              std::vector<std::string>* skipped) const {
  for (const int iteration : CheckpointIterations()) {
    const std::string error = Load(config, iteration, state);
    if (error.empty()) return true;
    skipped->push_back(error);
  }
  return false;
}

std::string RunDirectory::MissingCheckpoint(int iteration) const {
  std::string earlier;
  std::string later;
  for (const int other : CheckpointIterations()) {
    if (other > iteration) later = std::to_string(other);
    if (other < iteration && earlier.empty()) earlier = std::to_string(other);
  }
  const std::string both = earlier.empty() || later.empty() ? "" : " and ";
  const std::string nearest = earlier + both + later;
  return path_ + " has no checkpoint of iteration " + std::to_string(iteration) +
         (nearest.empty() ? "" : "; the nearest: " + nearest);
}

std::string RunDirectory::Load(const TrainConfig& config, int iteration, TrainState* state) const {
  std::error_code ignored;
  if (!fs::exists(CheckpointPath(iteration), ignored)) return MissingCheckpoint(iteration);
  TensorFile file;
  std::string error = ReadTensors(CheckpointPath(iteration), &file);
  if (!error.empty()) return error;
  Model model{config, 0, {}};
  error = ModelFromTensors(file, &model);
  if (error.empty()) error = CompareSettings(model.config, iteration, phases_, config);
  if (error.empty() && model.iteration != iteration) {
    error = "it is of iteration " + std::to_string(model.iteration);
  }
  if (error.empty() && iteration > config.iterations) {
    error = "it is past the run's end at " + std::to_string(config.iterations);
  }
  if (!error.empty()) return CheckpointPath(iteration) + ": " + error;
  error = ReadTensors(OptimizerPath(iteration), &file);
  if (!error.empty()) return error;
  error = OptimizerFromTensors(file, model, state);
  return error.empty() ? "" : OptimizerPath(iteration) + ": " + error;
}

std::string RunDirectory::CopyCheckpoints(const RunDirectory& other, int last) const {
  std::vector<int> iterations = other.CheckpointIterations();
  std::reverse(iterations.begin(), iterations.end());
  for (const int iteration : iterations) {
    if (iteration > last) break;
    // The network second, as in SaveCheckpoint.
    for (const auto path : {&RunDirectory::OptimizerPath, &RunDirectory::CheckpointPath}) {
      std::string content;
      std::string error = ReadFile((other.*path)(iteration), &content);
      if (error.empty()) error = WriteFileAtomically((this->*path)(iteration), content);
      if (!error.empty()) return error;
    }
  }
  return "";
}

std::string RunDirectory::SaveConfig(const TrainConfig& config) const {
  return WriteFileAtomically(ConfigPath(), ConfigToJson(config, phases_) + "\n");
}

std::string RunDirectory::SaveCheckpoint(const TrainConfig& config, const TrainState& state) const {
  const Model model{config, state.iteration, state.EvaluationParameters()};
  std::string error = WriteFileAtomically(OptimizerPath(state.iteration),
                                          WriteSafetensors(OptimizerToTensors(config, state)));
  if (error.empty()) {
    error = WriteFileAtomically(CheckpointPath(state.iteration),
                                WriteSafetensors(ModelToTensors(model)));
  }
  return error.empty() ? SaveLosses(state) : error;
}

std::string RunDirectory::SaveModel(const TrainConfig& config, const TrainState& state) const {
  const Model model{config, state.iteration, state.EvaluationParameters()};
  std::string error = WriteFileAtomically(ModelPath(), WriteSafetensors(ModelToTensors(model)));
  return error.empty() ? SaveLosses(state) : error;
}

std::string RunDirectory::SaveLosses(const TrainState& state) const {
  std::string text = "iteration,loss\n";
  for (std::size_t i = 0; i < state.losses.size(); ++i) {
    text += std::to_string(i + 1) + ",";
    AppendNumber(state.losses[i], &text);
    text += "\n";
  }
  return WriteFileAtomically(LossesPath(), text);
}

}  // namespace meanflow::cli
