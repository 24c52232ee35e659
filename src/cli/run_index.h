// Index of the training runs below a directory, for figures.
#ifndef MEANFLOW_CLI_RUN_INDEX_H_
#define MEANFLOW_CLI_RUN_INDEX_H_

#include <string>
#include <vector>

#include "figures/trained_run.h"

namespace meanflow::cli {

/// Runs by method and direction. Checkpoints and losses are read only when needed.
class RunIndex {
 public:
  /// Finds the run in `directory`, or the runs in its immediate subdirectories: each directory with
  /// a model.safetensors, as written by `meanflow train --out`. Returns "" or a message: no run, an
  /// unreadable file, or two runs of one method and direction.
  std::string Open(const std::string& directory);

  /// The density of the runs; the default one when there are none.
  DensityConfig density() const;

  /// Loads the runs that a figure needs, with the required part of each. Returns "" or what is
  /// missing.
  std::string Load(int figure, std::vector<figures::TrainedRun>* runs) const;

 private:
  struct Entry {
    std::string path;
    figures::TrainedRun run;  ///< Only its final network.
  };

  std::string Add(const std::string& path);
  const Entry* Find(Method method, Direction direction) const;

  std::string directory_;
  std::vector<Entry> entries_;  // By path.
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_RUN_INDEX_H_
