// A short run for tests of the program: 25 iterations of MF with a small network.
#ifndef MEANFLOW_TESTS_SMALL_RUN_H_
#define MEANFLOW_TESTS_SMALL_RUN_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "files.h"
#include "meanflow/config.h"

namespace meanflow::cli {

using Arguments = std::vector<std::string>;

inline Arguments operator+(Arguments first, const Arguments& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// Arguments of the run, with checkpoints at 10, 20 and 25.
inline const Arguments kSmall = {
    "train",   "--method", "mf",           "--hidden", "12",     "--depth", "2",
    "--batch", "32",       "--iterations", "25",       "--seed", "5",       "--checkpoint-every",
    "10"};

/// The settings of the run.
inline TrainConfig SmallConfig() {
  TrainConfig config;
  config.method = Method::kMf;
  config.network = {.depth = 2, .width = 12};
  config.batch = 32;
  config.iterations = 25;
  config.seed = 5;
  config.checkpoint_every = 10;
  return config;
}

/// Expects that the files `names` have the same bytes in two directories.
inline void ExpectSameFiles(const std::string& a, const std::string& b,
                            const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    EXPECT_TRUE(FileContent(a + "/" + name) == FileContent(b + "/" + name)) << name << " differs";
  }
}

/// The files of the finished run.
inline const std::vector<std::string> kFinalFiles = {"checkpoints/000010.optimizer.safetensors",
                                                     "checkpoints/000010.safetensors",
                                                     "checkpoints/000020.optimizer.safetensors",
                                                     "checkpoints/000020.safetensors",
                                                     "checkpoints/000025.optimizer.safetensors",
                                                     "checkpoints/000025.safetensors",
                                                     "config.json",
                                                     "losses.csv",
                                                     "model.safetensors"};

}  // namespace meanflow::cli

#endif  // MEANFLOW_TESTS_SMALL_RUN_H_
