// An interrupted and resumed run ends with the same bytes as an uninterrupted one.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "cli/atomic_file.h"
#include "cli/learning_rate_phases.h"
#include "cli/program.h"
#include "files.h"
#include "io/model_file.h"
#include "io/optimizer_file.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

using Arguments = std::vector<std::string>;

/// Options of a run of a given length.
Arguments Begin(const std::string& out, int iterations, const std::string& every = "40") {
  return {"train",
          "--method",
          "imf",
          "--hidden",
          "16",
          "--depth",
          "2",
          "--batch",
          "64",
          "--iterations",
          std::to_string(iterations),
          "--checkpoint-every",
          every,
          "--out",
          out};
}

std::string CheckpointName(int iteration) {
  char name[64];
  std::snprintf(name, sizeof name, "checkpoints/%06d", iteration);
  return name;
}

/// Expects the results of two runs of `iterations` to have the same bytes.
void ExpectSameResults(const TemporaryDirectory& directory, const std::string& a,
                       const std::string& b, int iterations) {
  for (const std::string& name :
       {std::string("config.json"), std::string("losses.csv"), std::string("model.safetensors"),
        CheckpointName(iterations) + ".safetensors",
        CheckpointName(iterations) + ".optimizer.safetensors"}) {
    EXPECT_TRUE(FileContent(directory / (a + "/" + name)) ==
                FileContent(directory / (b + "/" + name)))
        << name << " differs";
  }
}

/// Resumes until the run is complete.
Finished Resume(const TemporaryDirectory& directory, const Arguments& more = {}) {
  Arguments arguments = {"train", "--resume", "run"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunProgram(arguments, directory.path());
}

/// The iteration of a run's model.safetensors.
int IterationOf(const TemporaryDirectory& directory, const std::string& run) {
  TensorFile file;
  Model model;
  EXPECT_EQ(ReadSafetensors(FileContent(directory / (run + "/model.safetensors")), &file), "");
  EXPECT_EQ(ModelFromTensors(file, &model), "");
  return model.iteration;
}

/// The state of a run at an iteration, from its checkpoint.
TrainState StateOf(const TemporaryDirectory& directory, const std::string& run, int iteration) {
  const std::string name = directory / (run + "/" + CheckpointName(iteration));
  TensorFile file;
  Model model;
  TrainState state;
  EXPECT_EQ(ReadSafetensors(FileContent(name + ".safetensors"), &file), "");
  EXPECT_EQ(ModelFromTensors(file, &model), "");
  EXPECT_EQ(ReadSafetensors(FileContent(name + ".optimizer.safetensors"), &file), "");
  EXPECT_EQ(OptimizerFromTensors(file, model, &state), "");
  return state;
}

TEST(Resume, AfterInterruptsIsBitIdentical) {
  const TemporaryDirectory directory;
  Arguments arguments = Begin("run", 1000000);  // Far longer than the test.
  int iteration = 0;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const int next_checkpoint = (iteration / 40 + 1) * 40;
    Program program(arguments, directory.path());
    ASSERT_TRUE(program.WaitForFile(directory /
                                    ("run/" + CheckpointName(next_checkpoint) + ".safetensors")));
    program.Signal(signal);
    const Finished finished = program.Wait();
    ASSERT_EQ(finished.exit_code, 130) << finished.error;
    iteration = IterationOf(directory, "run");
    EXPECT_GE(iteration, next_checkpoint);
    EXPECT_NE(finished.error.find("stopped and saved at iteration " + std::to_string(iteration) +
                                  " of 1000000. Go on with: meanflow train --resume run"),
              std::string::npos)
        << finished.error;
    arguments = {"train", "--resume", "run"};
  }
  ASSERT_EQ(RunProgram(Begin("whole", iteration), directory.path()).exit_code, 0);
  const TrainState broken = StateOf(directory, "run", iteration);
  const TrainState whole = StateOf(directory, "whole", iteration);
  EXPECT_EQ(broken.parameters, whole.parameters);
  EXPECT_EQ(broken.moments.first, whole.moments.first);
  EXPECT_EQ(broken.moments.second, whole.moments.second);
  EXPECT_EQ(FileContent(directory / "run/losses.csv"), FileContent(directory / "whole/losses.csv"));
}

TEST(Resume, AfterKillsAtAnyMomentIsBitIdentical) {
  constexpr int kIterations = 150;
  const TemporaryDirectory directory;
  // A checkpoint every other iteration, so that most kills happen during writes.
  ASSERT_EQ(RunProgram(Begin("whole", kIterations, "2"), directory.path()).exit_code, 0);
  std::mt19937 random(1);
  for (int kills = 0; kills < 12; ++kills) {
    const bool has_begun = fs::exists(directory / "run/config.json");
    Program program(
        has_begun ? Arguments{"train", "--resume", "run"} : Begin("run", kIterations, "2"),
        directory.path());
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60000));
    program.Signal(SIGKILL);
    const int code = program.Wait().exit_code;
    ASSERT_TRUE(code == 128 + SIGKILL || code == 0) << code;
  }
  if (!fs::exists(directory / "run/config.json")) {
    ASSERT_EQ(RunProgram(Begin("run", kIterations, "2"), directory.path()).exit_code, 0);
  }
  const Finished finished = Resume(directory);
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.error.find("Skipped"), std::string::npos) << finished.error;
  ExpectSameResults(directory, "run", "whole", kIterations);
  for (const std::string& name : directory.Files()) {
    EXPECT_EQ(name.find(".partial"), std::string::npos) << name;
  }
}

/// The files that a run writes, in order: name and content.
using Writes = std::vector<std::pair<std::string, std::string>>;

/// The writes of a complete run, derived from its files: losses.csv grows with each write.
Writes WritesOf(const std::string& run, const std::vector<int>& checkpoints) {
  const auto content = [&run](const std::string& name) { return FileContent(run + "/" + name); };
  const auto losses_until = [&content](int iteration) {
    const std::string all = content("losses.csv");
    std::size_t end = 0;
    for (int line = 0; line <= iteration; ++line) end = all.find('\n', end) + 1;
    return all.substr(0, end);
  };
  Writes writes = {{"config.json", content("config.json")}};
  for (const int iteration : checkpoints) {
    for (const std::string suffix : {".optimizer.safetensors", ".safetensors"}) {
      const std::string name = CheckpointName(iteration) + suffix;
      writes.emplace_back(name, content(name));
    }
    writes.emplace_back("losses.csv", losses_until(iteration));
  }
  writes.emplace_back("model.safetensors", content("model.safetensors"));
  writes.emplace_back("losses.csv", content("losses.csv"));
  return writes;
}

TEST(Resume, AfterAKillBetweenAnyTwoWritesIsBitIdentical) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(Begin("whole", 6, "2"), directory.path()).exit_code, 0);
  const Writes writes = WritesOf(directory / "whole", {2, 4, 6});
  ASSERT_EQ(writes.size(), 12u);
  for (std::size_t done = 0; done < writes.size(); ++done) {
    SCOPED_TRACE(std::to_string(done) + " writes were done, " + writes[done].first + " started");
    fs::remove_all(directory / "run");
    fs::create_directories(directory / "run/checkpoints");
    const auto write = [&directory](const std::string& name, const std::string& content) {
      std::ofstream(directory / ("run/" + name), std::ios::binary) << content;
    };
    for (std::size_t i = 0; i < done; ++i) write(writes[i].first, writes[i].second);
    const fs::path begun = writes[done].first;
    const std::string temporary =
        "." + begun.filename().string() + ".1" + std::string(kTemporarySuffix);
    write((begun.parent_path() / temporary).string(), writes[done].second.substr(0, 100));

    const Finished finished =
        done == 0 ? RunProgram(Begin("run", 6, "2"), directory.path()) : Resume(directory);
    ASSERT_EQ(finished.exit_code, 0) << finished.error;
    EXPECT_EQ(finished.error.find("Skipped"), std::string::npos) << finished.error;
    ExpectSameResults(directory, "run", "whole", 6);
    EXPECT_EQ(directory.Files().size(), 2 * 9u) << "no temporary file is left";
  }
}

TEST(Resume, MayExtendARun) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(Begin("whole", 100), directory.path()).exit_code, 0);
  ASSERT_EQ(RunProgram(Begin("run", 60), directory.path()).exit_code, 0);
  const Finished finished = Resume(directory, {"--iterations", "100", "--threads", "3"});
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.error.find("Going on from iteration 60 of 100"), std::string::npos)
      << finished.error;
  ExpectSameResults(directory, "run", "whole", 100);
}

TEST(Resume, OfARunWithEmaAndAScheduleIsBitIdentical) {
  const Arguments sharper = {"--method", "lsd", "--schedule", "cosine", "--ema", "0.9"};
  const TemporaryDirectory directory;
  for (const char* name : {"whole", "run"}) {
    Arguments arguments = Begin(name, 100, "30");
    arguments.insert(arguments.end(), sharper.begin(), sharper.end());
    arguments.erase(arguments.begin() + 1, arguments.begin() + 3);  // Begin's own method
    ASSERT_EQ(RunProgram(arguments, directory.path()).exit_code, 0);
  }
  for (const char* file :
       {"losses.csv", "model.safetensors", "checkpoints/000100.safetensors",
        "checkpoints/000100.optimizer.safetensors", "checkpoints/000090.safetensors"}) {
    fs::remove(directory / ("run/" + std::string(file)));
  }
  const Finished finished = Resume(directory);
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.error.find("Going on from iteration 60 of 100"), std::string::npos)
      << finished.error;
  ExpectSameResults(directory, "run", "whole", 100);
  // The schedule depends on the run's length.
  const Finished longer = Resume(directory, {"--iterations", "200"});
  EXPECT_EQ(longer.exit_code, 2);
  EXPECT_NE(longer.error.find("keeps the length that its schedule is made for"), std::string::npos)
      << longer.error;
}

TEST(Resume, KeepsTheRunsSettings) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(Begin("run", 60), directory.path()).exit_code, 0);
  const std::string before = FileContent(directory / "run/config.json");
  struct Case {
    Arguments arguments;
    const char* message;
  };
  const Case cases[] = {
      {{"--lr", "11"}, "--lr: 11 is not a number above 0 and at most 10"},
      {{"--beta2", "0.9"}, "--beta2: 0.9 is not the 0.999 of run/config.json"},
      {{"--method", "fm"}, "--method: fm is not the imf of run/config.json"},
      {{"--hidden", "8"}, "--hidden: 8 is not the 16 of run/config.json"},
      {{"--checkpoint-every", "1"}, "--checkpoint-every: 1 is not the 40 of"},
      {{"--iterations", "59"}, "--iterations: 59 is not the 60 of run/config.json"},
  };
  for (const Case& wrong : cases) {
    const Finished finished = Resume(directory, wrong.arguments);
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_NE(finished.error.find(wrong.message), std::string::npos)
        << "said: " << finished.error << "not: " << wrong.message;
  }
  EXPECT_EQ(Resume(directory, {"--lr", "3e-3", "--hidden", "16"}).exit_code, 0) << "the same";
  EXPECT_EQ(FileContent(directory / "run/config.json"), before);
}

TEST(Resume, ContinuesAtAnotherRateAndSavesThePhases) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(Begin("run", 50), directory.path()).exit_code, 0);
  ASSERT_EQ(Resume(directory, {"--iterations", "70", "--lr", "0.03"}).exit_code, 0);
  const Finished finished = Resume(directory, {"--iterations", "90", "--lr", "0.01"});
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.error.find("Skipped"), std::string::npos) << finished.error;
  TrainConfig config;
  LearningRatePhases phases;
  const std::string json = FileContent(directory / "run/config.json");
  ASSERT_EQ(ConfigFromJson(json, &config, &phases), "") << json;
  ASSERT_EQ(phases.size(), 2u) << json;
  EXPECT_EQ(config.optimizer.learning_rate, 0.01);

  // The same with the library, and from a link, whose run has a single checkpoint.
  config.optimizer.learning_rate = 0.003;
  Trainer trainer(config);
  for (const auto& [until, rate] :
       {LearningRatePhase{50, 0.003}, LearningRatePhase{70, 0.03}, LearningRatePhase{90, 0.01}}) {
    trainer.SetLearningRate(rate);
    while (trainer.state().iteration < until) ASSERT_EQ(trainer.Step(), "");
  }
  const TrainState run = StateOf(directory, "run", 90);
  EXPECT_EQ(run.parameters, trainer.state().parameters);
  EXPECT_EQ(run.moments.second, trainer.state().moments.second);
  const std::string setting = "method=imf&width=16&depth=2&batch=64&iterations=90&lr=0.01";
  const std::string link = "#v=2&" + setting + "&at=50@0.003:70@0.03:72";
  const Finished linked =
      RunProgram({"train", "--from-url", link, "--out", "linked"}, directory.path());
  ASSERT_EQ(linked.exit_code, 0) << linked.error;
  ASSERT_EQ(RunProgram({"train", "--resume", "linked"}, directory.path()).exit_code, 0);
  EXPECT_EQ(StateOf(directory, "linked", 90).parameters, run.parameters);
  LearningRatePhases again;
  ASSERT_EQ(ConfigFromJson(FileContent(directory / "linked/config.json"), &config, &again), "");
  EXPECT_EQ(again.size(), 2u);
}

TEST(Resume, FollowsLaterPhases) {
  const TemporaryDirectory directory;
  const std::string link = "#v=2&method=fm&width=16&depth=2&batch=64&lr=0.001&iterations=100&at=";
  const std::string phases = "40@0.03:60@0.01:";
  for (const std::string& out : {std::string("early"), std::string("whole")}) {
    const Finished finished = RunProgram(
        {"train", "--from-url", link + phases + (out == "early" ? "60" : "100"), "--out", out},
        directory.path());
    ASSERT_EQ(finished.exit_code, 0) << finished.error;
  }
  // As if stopped in its first phase.
  TrainConfig config;
  LearningRatePhases found;
  ASSERT_EQ(ConfigFromJson(FileContent(directory / "early/config.json"), &config, &found), "");
  fs::remove_all(directory / "early/checkpoints");
  const Finished resumed = RunProgram({"train", "--resume", "early"}, directory.path());
  ASSERT_EQ(resumed.exit_code, 0) << resumed.error;
  EXPECT_NE(resumed.error.find("from iteration 0 of 100"), std::string::npos) << resumed.error;
  EXPECT_EQ(StateOf(directory, "early", 100).parameters,
            StateOf(directory, "whole", 100).parameters);
}

TEST(Resume, SkipsAndReportsADamagedCheckpoint) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(Begin("whole", 100), directory.path()).exit_code, 0);
  ASSERT_EQ(RunProgram(Begin("run", 100), directory.path()).exit_code, 0);
  fs::resize_file(directory / "run/checkpoints/000100.safetensors", 1000);
  fs::remove(directory / "run/model.safetensors");
  std::ofstream(directory / "run/losses.csv") << "damaged";
  const Finished finished = Resume(directory);
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.error.find("Skipped a checkpoint: run/checkpoints/000100.safetensors: "),
            std::string::npos)
      << finished.error;
  EXPECT_NE(finished.error.find("Going on from iteration 80 of 100"), std::string::npos)
      << finished.error;
  ExpectSameResults(directory, "run", "whole", 100);
}

TEST(Resume, OfACompleteRunRestoresItsFiles) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(Begin("whole", 50), directory.path()).exit_code, 0);
  ASSERT_EQ(RunProgram(Begin("run", 50), directory.path()).exit_code, 0);
  fs::remove(directory / "run/model.safetensors");
  fs::remove(directory / "run/losses.csv");
  const Finished finished = Resume(directory);
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  ExpectSameResults(directory, "run", "whole", 50);
}

TEST(Resume, OfADivergedRunDivergesAtTheSameIteration) {
  const TemporaryDirectory directory;
  const Finished first =
      RunProgram({"train", "--hidden", "8", "--depth", "2", "--batch", "8", "--lr", "10",
                  "--iterations", "3000", "--checkpoint-every", "10", "--out", "run"},
                 directory.path());
  ASSERT_EQ(first.exit_code, 1) << first.error;
  const std::string place = first.error.substr(first.error.find("meanflow train: "));
  const Finished again = Resume(directory);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(again.error.find("Skipped"), std::string::npos) << again.error;
  EXPECT_NE(again.error.find(place), std::string::npos) << again.error << "not: " << place;
}

TEST(Resume, NeedsARun) {
  const TemporaryDirectory directory;
  Finished finished = RunProgram({"train", "--resume", "none"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("none: No such file or directory"), std::string::npos)
      << finished.error;
  fs::create_directory(directory / "run");
  std::ofstream(directory / "run/config.json") << "{\"lr\": -1}";
  finished = Resume(directory);
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("run/config.json: lr: -1 is not a number above 0"),
            std::string::npos)
      << finished.error;
}

TEST(Resume, RefusesARunInUse) {
  const TemporaryDirectory directory;
  Program program(Begin("run", 1000000), directory.path());
  ASSERT_TRUE(program.WaitForFile(directory / "run/config.json"));
  const Finished finished = Resume(directory);
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("run is in use by another process"), std::string::npos)
      << finished.error;
}

}  // namespace
}  // namespace meanflow::cli
