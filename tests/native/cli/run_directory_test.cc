#include "cli/run_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/program.h"
#include "files.h"
#include "io/config_json.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

TrainConfig SavedConfig() {
  TrainConfig config;
  config.network = {.depth = 1, .width = 4};
  config.batch = 8;
  config.iterations = 20;
  return config;
}

void Write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

/// A run with checkpoints at the given iterations.
class SavedRun {
 public:
  explicit SavedRun(std::initializer_list<int> checkpoints) : trainer_(SavedConfig()) {
    EXPECT_EQ(run_.Create(directory_ / "run").message, "");
    EXPECT_EQ(run_.SaveConfig(SavedConfig()), "");
    for (const int iteration : checkpoints) {
      while (trainer_.state().iteration < iteration) EXPECT_EQ(trainer_.Step(), "");
      EXPECT_EQ(run_.SaveCheckpoint(SavedConfig(), trainer_.state()), "");
    }
  }

  const RunDirectory& run() const { return run_; }
  const TrainState& state() const { return trainer_.state(); }

  /// The iteration that a resumed run would start from, -1 for none. Sets `skipped`.
  int Newest(const TrainConfig& config = SavedConfig()) {
    TrainState state;
    skipped.clear();
    return run_.LoadNewest(config, &state, &skipped) ? state.iteration : -1;
  }

  /// The line about the only skipped checkpoint.
  std::string Skipped() const { return skipped.size() == 1 ? skipped[0] : "not one line"; }

  std::vector<std::string> skipped;

 private:
  TemporaryDirectory directory_;
  RunDirectory run_;
  Trainer trainer_;
};

TEST(RunDirectory, FindsTheNewestCheckpoint) {
  SavedRun saved({0, 3, 12});
  TrainState state;
  ASSERT_TRUE(saved.run().LoadNewest(SavedConfig(), &state, &saved.skipped));
  EXPECT_EQ(state.iteration, 12);
  EXPECT_EQ(state.parameters, saved.state().parameters);
  EXPECT_EQ(state.moments.first, saved.state().moments.first);
  EXPECT_EQ(state.moments.second, saved.state().moments.second);
  EXPECT_EQ(state.losses, saved.state().losses);
  EXPECT_TRUE(saved.skipped.empty());
}

TEST(RunDirectory, OrdersByNumberAndNotByName) {
  SavedRun saved({});
  TrainConfig config = SavedConfig();
  config.iterations = 1000000;
  for (const int iteration : {999999, 1000000}) {
    TrainState state = saved.state();
    state.iteration = iteration;
    state.losses.assign(iteration, 1);
    ASSERT_EQ(saved.run().SaveCheckpoint(config, state), "");
  }
  EXPECT_EQ(saved.Newest(config), 1000000);
}

TEST(RunDirectory, ARunWithoutCheckpointsHasNone) {
  SavedRun saved({});
  EXPECT_EQ(saved.Newest(), -1);
  EXPECT_TRUE(saved.skipped.empty());
}

TEST(RunDirectory, SkipsAndReportsADamagedNewestCheckpoint) {
  for (const bool of_optimizer : {false, true}) {
    SavedRun saved({3, 12});
    const std::string path =
        of_optimizer ? saved.run().OptimizerPath(12) : saved.run().CheckpointPath(12);
    const std::string good = FileContent(path);
    // Any changed byte after the header is detected.
    const std::size_t header = 8 + static_cast<unsigned char>(good[0]) +
                               256 * static_cast<std::size_t>(static_cast<unsigned char>(good[1]));
    for (std::size_t i = header; i < good.size(); i += 7) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1);
      Write(path, bad);
      ASSERT_EQ(saved.Newest(), 3) << path << " with byte " << i << " changed";
      EXPECT_EQ(saved.skipped.size(), 1u);
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{5}, header, good.size() - 1}) {
      Write(path, good.substr(0, length));
      ASSERT_EQ(saved.Newest(), 3) << path << " cut to " << length;
      EXPECT_NE(saved.Skipped().find(path + ": "), std::string::npos) << saved.Skipped();
    }
    fs::remove(path);
    ASSERT_EQ(saved.Newest(), 3) << path << " removed";
    EXPECT_EQ(saved.skipped.size(), of_optimizer ? 1u : 0u);
  }
}

TEST(RunDirectory, SkipsCheckpointsOfAnotherRunOrIteration) {
  SavedRun saved({3, 12});
  TrainConfig other = SavedConfig();
  other.optimizer.learning_rate = 0.1;
  EXPECT_EQ(saved.Newest(other), -1);
  ASSERT_EQ(saved.skipped.size(), 2u);
  EXPECT_NE(saved.skipped[0].find("its lr is 0.003 where config.json has 0.1"), std::string::npos)
      << saved.skipped[0];
  TrainConfig longer = SavedConfig();
  longer.iterations = 500;
  EXPECT_EQ(saved.Newest(longer), 12) << "a run may be extended";
  TrainConfig shorter = SavedConfig();
  shorter.iterations = 11;
  EXPECT_EQ(saved.Newest(shorter), 3);
  fs::copy(saved.run().CheckpointPath(3), saved.run().CheckpointPath(15));
  fs::copy(saved.run().OptimizerPath(3), saved.run().OptimizerPath(15));
  EXPECT_EQ(saved.Newest(), 12);
  EXPECT_NE(saved.Skipped().find("it is of iteration 3"), std::string::npos) << saved.Skipped();
}

TEST(RunDirectory, IgnoresOtherFiles) {
  SavedRun saved({3});
  const std::string directory = fs::path(saved.run().CheckpointPath(3)).parent_path();
  for (const char* name : {"notes.txt", "99.safetensors", "0000099.safetensors",
                           "000099.safetensors.bak", "x00099.safetensors"}) {
    Write(directory + "/" + name, "?");
  }
  EXPECT_EQ(saved.Newest(), 3);
  EXPECT_TRUE(saved.skipped.empty()) << saved.skipped[0];
}

TEST(RunDirectory, DoesNotOverwriteARun) {
  for (const char* name : {"config.json", "losses.csv", "model.safetensors", "checkpoints/x"}) {
    const TemporaryDirectory directory;
    fs::create_directories(fs::path(directory / name).parent_path());
    Write(directory / name, "mine");
    RunDirectory run;
    const Outcome outcome = run.Create(directory.path());
    EXPECT_EQ(outcome.code, kUsage) << name;
    EXPECT_NE(outcome.message.find("already holds a run"), std::string::npos) << outcome.message;
    EXPECT_EQ(FileContent(directory / name), "mine");
  }
  const TemporaryDirectory directory;
  Write(directory / "notes.txt", "mine");
  RunDirectory run;
  EXPECT_EQ(run.Create(directory.path()).message, "");
  EXPECT_EQ(FileContent(directory / "notes.txt"), "mine");
}

TEST(RunDirectory, IsLockedWhileOpen) {
  const TemporaryDirectory directory;
  TrainConfig config;
  {
    RunDirectory first;
    ASSERT_EQ(first.Create(directory.path()).message, "");
    ASSERT_EQ(first.SaveConfig(SavedConfig()), "");
    RunDirectory second;
    const Outcome outcome = second.Open(directory.path(), &config);
    EXPECT_EQ(outcome.code, kFailure);
    EXPECT_EQ(outcome.message, directory.path() + " is in use by another process");
  }
  RunDirectory again;
  EXPECT_EQ(again.Open(directory.path(), &config).message, "");
  EXPECT_EQ(ToJson(config), ToJson(SavedConfig()));
}

TEST(RunDirectory, OpensOnlyARun) {
  const TemporaryDirectory directory;
  TrainConfig config;
  EXPECT_EQ(RunDirectory().Open(directory / "none", &config).code, kUsage);
  const Outcome empty = RunDirectory().Open(directory.path(), &config);
  EXPECT_EQ(empty.code, kUsage);
  EXPECT_NE(empty.message.find("config.json: No such file"), std::string::npos) << empty.message;
  Write(directory / "config.json", R"({"batch": 7})");
  const Outcome wrong = RunDirectory().Open(directory.path(), &config);
  EXPECT_EQ(wrong.code, kUsage);
  EXPECT_EQ(wrong.message, directory / "config.json" +
                               ": batch: 7 is not a whole number from 8 to 65536, a multiple of 8");
}

TEST(RunDirectory, RemovesTemporaryFilesOfAKilledProcess) {
  const TemporaryDirectory directory;
  {
    RunDirectory run;
    ASSERT_EQ(run.Create(directory.path()).message, "");
    ASSERT_EQ(run.SaveConfig(SavedConfig()), "");
  }
  Write(directory / ".config.json.123.partial", "half");
  Write(directory / "checkpoints/.000003.safetensors.123.partial", "half");
  RunDirectory run;
  TrainConfig config;
  ASSERT_EQ(run.Open(directory.path(), &config).message, "");
  EXPECT_EQ(directory.Files(), Names{"config.json"});
}

}  // namespace
}  // namespace meanflow::cli
