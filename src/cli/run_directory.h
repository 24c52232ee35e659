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

/// A directory with
///   config.json                              every setting, keys as in Fields(), and the learning
///                                            rates that the run went through before: see
///                                            learning_rate_phases.h
///   losses.csv                               iteration,loss; iteration 1 is the first
///   checkpoints/001000.safetensors           the network after 1000 iterations, and no other
///   tensor checkpoints/001000.optimizer.safetensors what going on from there needs: moments,
///   losses model.safetensors                        the network when training ended or was stopped
/// Each is written whole or not at all. A checkpoint is the pair of files; the model comes second,
/// so that a model's optimizer state is always there. While open, the directory is locked against
/// other processes. Functions that save return "" or a message.
class RunDirectory {
 public:
  RunDirectory() = default;
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  ~RunDirectory();

  /// Makes the directory, parents included. Refused when it holds a run already.
  Outcome Create(const std::string& path);

  /// Opens a directory that holds a run and reads its configuration.
  Outcome Open(const std::string& path, TrainConfig* config);

  /// Finds the newest checkpoint that is whole and belongs to the run. False when there is none.
  /// `skipped` gets a line for each newer one and what is wrong with it.
  bool LoadNewest(const TrainConfig& config, TrainState* state,
                  std::vector<std::string>* skipped) const;

  /// Reads the checkpoint of one iteration. Returns "" or what is wrong with it, or which there are
  /// where there is none; `state` is untouched then.
  std::string Load(const TrainConfig& config, int iteration, TrainState* state) const;

  /// Copies the checkpoints of another run up to an iteration, the earliest first. Returns "" or a
  /// message.
  std::string CopyCheckpoints(const RunDirectory& other, int last) const;

  /// The other learning rates behind the run: those that Open found in config.json, or set here.
  const Phases& phases() const { return phases_; }
  void SetPhases(Phases phases) { phases_ = std::move(phases); }

  /// With the phases.
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
  Phases phases_;
  int lock_ = -1;  // Descriptor of the directory.
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_RUN_DIRECTORY_H_
