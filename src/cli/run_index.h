// The training runs below a directory, as figures want them.
#ifndef MEANFLOW_CLI_RUN_INDEX_H_
#define MEANFLOW_CLI_RUN_INDEX_H_

#include <string>
#include <vector>

#include "figures/trained_run.h"

namespace meanflow::cli {

/// Runs by what they are, wherever their files are. Reads weights only when they are asked for.
class RunLibrary {
 public:
  /// Finds `directory` itself, or what lies right below it: every directory with a
  /// model.safetensors, as `meanflow train --out` leaves it. Returns "" or a message: nothing
  /// there, a file that cannot be read, or two runs of one method and direction.
  std::string Open(const std::string& directory);

  /// How many runs there are.
  int size() const { return static_cast<int>(entries_.size()); }

  /// The target of the runs; the default one when there are none.
  DensityConfig density() const;

  /// The runs that a figure needs, with as much of each as it takes. Returns "" or what is missing.
  std::string Load(int figure, std::vector<figures::TrainedRun>* runs) const;

 private:
  struct Entry {
    std::string path;
    figures::TrainedRun run;  ///< With its final network only.
  };

  std::string Add(const std::string& path);
  const Entry* Find(Method method, Direction direction) const;

  std::string directory_;
  std::vector<Entry> entries_;  // In the order of their paths.
};

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_RUN_INDEX_H_
