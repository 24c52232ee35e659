// The files of one training run.
#ifndef MEANFLOW_CLI_RUN_DIRECTORY_H_
#define MEANFLOW_CLI_RUN_DIRECTORY_H_

#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/learning_rate_phases.h"
#include "meanflow/config.h"
#include "meanflow/trainer.h"

namespace meanflow::cli {

/// The network of a run after `iteration` iterations: "DIR/checkpoints/001000.safetensors".
std::string CheckpointPath(const std::string& run, int iteration);

/// A directory with these files:
///   config.json        every setting, keys as in Fields(), and learning_rate_phases.h
///   losses.csv         iteration,loss; the first iteration is 1
///   model.safetensors  the network when training ended or was stopped
///   checkpoints/001000.safetensors            the network after 1000 iterations, no other tensor
///   checkpoints/001000.optimizer.safetensors  the state to resume from there: moments, losses
/// Each file is written atomically. A checkpoint is a pair of files; the network is written second,
/// so that its optimizer state always exists. While open, the directory is locked against other
/// processes. Functions that save return "" or a message.
class RunDirectory {
 public:
  RunDirectory() = default;
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  ~RunDirectory();

  /// Creates the directory with its parents. Refuses one that already holds a run.
  Outcome Create(const std::string& path);

  /// Opens a directory that holds a run and reads its configuration.
  Outcome Open(const std::string& path, TrainConfig* config);

  /// Loads the newest checkpoint that is undamaged and belongs to the run. False when there is
  /// none. `skipped` gets a line about each newer one.
  bool LoadNewest(const TrainConfig& config, TrainState* state,
                  std::vector<std::string>* skipped) const;

  /// Reads the checkpoint of one iteration. Returns "" or what is wrong with it; if it does not
  /// exist, the message has the nearest ones. `state` is untouched on error.
  std::string Load(const TrainConfig& config, int iteration, TrainState* state) const;

  /// Copies the checkpoints of another run up to an iteration, the earliest first. Returns "" or a
  /// message.
  std::string CopyCheckpoints(const RunDirectory& other, int last) const;

  /// Earlier phases of other learning rates: from config.json by Open, or set here.
  const LearningRatePhases& phases() const { return phases_; }
  void SetPhases(LearningRatePhases phases) { phases_ = std::move(phases); }

  /// Includes the phases.
  std::string SaveConfig(const TrainConfig& config) const;
  /// Also writes losses.csv.
  std::string SaveCheckpoint(const TrainConfig& config, const TrainState& state) const;
  /// Also writes losses.csv.
  std::string SaveModel(const TrainConfig& config, const TrainState& state) const;

  const std::string& path() const { return path_; }
  std::string ConfigPath() const { return path_ + "/config.json"; }
  std::string LossesPath() const { return path_ + "/losses.csv"; }
  std::string ModelPath() const { return path_ + "/model.safetensors"; }
  std::string CheckpointPath(int iteration) const { return cli::CheckpointPath(path_, iteration); }
  std::string OptimizerPath(int iteration) const;

 private:
  std::string CheckpointDirectory() const { return path_ + "/checkpoints"; }
  bool HoldsRun() const;
  Outcome Lock();
  Outcome MakeCheckpointDirectory() const;
  void RemoveTemporaries() const;
  std::vector<int> CheckpointIterations() const;  // The newest first.
  std::string MissingCheckpoint(int iteration) const;
  std::string SaveLosses(const TrainState& state) const;

  std::string path_;
  LearningRatePhases phases_;
  int lock_ = -1;  // Descriptor of the directory.
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_RUN_DIRECTORY_H_
