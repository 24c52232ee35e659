// Branches of runs. For resumed runs see resume_test.cc.
#include "cli/prepare_run.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "cli/learning_rate_phases.h"
#include "cli/program.h"
#include "cli/read_model.h"
#include "cli/small_run.h"
#include "files.h"
#include "io/model_file.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

/// Every file below a directory and what is in it.
std::map<std::string, std::string> Contents(const TemporaryDirectory& directory) {
  std::map<std::string, std::string> contents;
  for (const std::string& name : directory.Files()) {
    contents[name] = FileContent(directory / name);
  }
  return contents;
}

LearningRatePhases PhasesOf(const TemporaryDirectory& directory, const std::string& run) {
  TrainConfig config;
  LearningRatePhases phases;
  const std::string json = FileContent(directory / (run + "/config.json"));
  EXPECT_EQ(ConfigFromJson(json, &config, &phases), "") << json;
  return phases;
}

Vector<float> ParametersOf(const std::string& path) {
  Model model;
  EXPECT_EQ(ReadModel(path, &model), "");
  return model.parameters;
}

const Arguments kBranch = {"train", "--resume", "run", "--out", "branch"};

TEST(PrepareRun, BranchContinuesAtAnotherRateAndKeepsTheRun) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(kSmall + Arguments{"--out", "run"}, directory.path()).exit_code, 0);
  const auto before = Contents(directory);
  const Finished finished =
      RunProgram(kBranch + Arguments{"--from-iteration", "10", "--lr", "0.01"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.error.find("Going on from iteration 10 of 25"), std::string::npos)
      << finished.error;
  for (const auto& [name, content] : before) {
    EXPECT_TRUE(FileContent(directory / name) == content) << name << " has changed";
  }

  Trainer trainer(SmallConfig());
  while (trainer.state().iteration < 10) ASSERT_EQ(trainer.Step(), "");
  trainer.SetLearningRate(0.01);
  while (!trainer.Done()) ASSERT_EQ(trainer.Step(), "");
  EXPECT_EQ(ParametersOf(directory / "branch/model.safetensors"), trainer.state().parameters);
  const LearningRatePhases phases = PhasesOf(directory, "branch");
  ASSERT_EQ(phases.size(), 1u);
  EXPECT_EQ(phases[0].until, 10);
  EXPECT_EQ(phases[0].learning_rate, SmallConfig().optimizer.learning_rate);
}

TEST(PrepareRun, BranchWithTheSameSettingsIsBitIdentical) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(kSmall + Arguments{"--out", "run"}, directory.path()).exit_code, 0);
  for (const std::string iteration : {"10", "20"}) {
    fs::remove_all(directory / "branch");
    const Finished finished =
        RunProgram(kBranch + Arguments{"--from-iteration", iteration}, directory.path());
    ASSERT_EQ(finished.exit_code, 0) << finished.error;
    ExpectSameFiles(directory / "run", directory / "branch", kFinalFiles);
  }
  // From the newest checkpoint nothing is left to train.
  fs::remove_all(directory / "branch");
  const Finished finished = RunProgram(kBranch, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  ExpectSameFiles(directory / "run", directory / "branch", kFinalFiles);
}

TEST(PrepareRun, BranchDropsLaterPhasesOfItsRun) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(kSmall + Arguments{"--out", "run"}, directory.path()).exit_code, 0);
  const Finished longer = RunProgram(
      {"train", "--resume", "run", "--iterations", "40", "--lr", "0.01"}, directory.path());
  ASSERT_EQ(longer.exit_code, 0) << longer.error;
  ASSERT_EQ(PhasesOf(directory, "run").size(), 1u);
  // At the run's last rate, but from an earlier iteration.
  const Finished finished =
      RunProgram(kBranch + Arguments{"--from-iteration", "10", "--lr", "0.01"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  const LearningRatePhases phases = PhasesOf(directory, "branch");
  ASSERT_EQ(phases.size(), 1u);
  EXPECT_EQ(phases[0].until, 10);
}

TEST(PrepareRun, InterruptedBranchResumes) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(kSmall + Arguments{"--out", "run"}, directory.path()).exit_code, 0);
  const Arguments rate = {"--from-iteration", "20", "--lr", "0.01"};
  ASSERT_EQ(RunProgram(kBranch + rate, directory.path()).exit_code, 0);
  // As if killed while copying the checkpoints, after the first.
  fs::copy(directory / "branch", directory / "broken", fs::copy_options::recursive);
  for (const char* name : {"20", "25"}) {
    fs::remove(directory / ("broken/checkpoints/0000" + std::string(name) + ".safetensors"));
  }
  const Finished finished = RunProgram({"train", "--resume", "broken"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.error.find("Going on from iteration 10 of 25"), std::string::npos)
      << finished.error;
  ExpectSameFiles(directory / "branch", directory / "broken", kFinalFiles);
}

TEST(PrepareRun, RefusesInvalidBranches) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(kSmall + Arguments{"--out", "run"}, directory.path()).exit_code, 0);
  fs::create_directory(directory / "damaged");
  fs::copy(directory / "run", directory / "damaged", fs::copy_options::recursive);
  fs::resize_file(directory / "damaged/checkpoints/000010.safetensors", 1000);
  const auto before = Contents(directory);
  struct Case {
    Arguments arguments;
    const char* message;
  };
  const Case cases[] = {
      {{"--resume", "run", "--from-iteration", "10"}, "--from-iteration: needs --out"},
      {{"--out", "new", "--from-iteration", "10"}, "--from-iteration: only with --resume"},
      {{"--resume", "run", "--out", "new", "--from-iteration", "15"},
       "--from-iteration: run has no checkpoint of iteration 15; the nearest: 10 and 20"},
      {{"--resume", "run", "--out", "new", "--from-iteration", "26"},
       "run has no checkpoint of iteration 26; the nearest: 25"},
      {{"--resume", "run", "--out", "new", "--from-iteration", "0"},
       "--from-iteration: 0 is not a whole number from 1 to"},
      {{"--resume", "run", "--out", "./run"}, "--out: is the directory of --resume"},
      {{"--resume", "run", "--out", "damaged"}, "--out: damaged already holds a run"},
      {{"--resume", "run", "--out", "new", "--seed", "6"}, "--seed: 6 is not the 5 of"},
      {{"--resume", "damaged", "--out", "new", "--from-iteration", "10"},
       "--from-iteration: damaged/checkpoints/000010.safetensors: "},
      {{"--from-url", "#v=1&at=4", "--from-iteration", "4"}, "--from-iteration: not with"},
  };
  for (const auto& [arguments, message] : cases) {
    const Finished finished = RunProgram(Arguments{"train"} + arguments, directory.path());
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_NE(finished.error.find(message), std::string::npos)
        << "said: " << finished.error << "not: " << message;
  }
  EXPECT_EQ(Contents(directory), before);
}

}  // namespace
}  // namespace meanflow::cli
