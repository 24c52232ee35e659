#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "io/config_json.h"
#include "io/model_file.h"
#include "small_run.h"

namespace meanflow::cli {
namespace {

TEST(Train, WritesWhatTheLibraryTrains) {
  const TemporaryDirectory directory;
  const Finished finished = RunProgram(kSmall + Arguments{"--out", "run"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  std::vector<std::string> expected;
  for (const std::string& name : kFinalFiles) expected.push_back("run/" + name);
  EXPECT_EQ(directory.Files(), expected);

  Trainer trainer(SmallConfig());
  while (!trainer.Done()) ASSERT_EQ(trainer.Step(), "");
  TrainConfig config;
  ASSERT_EQ(FromJson(FileContent(directory / "run/config.json"), &config), "");
  EXPECT_EQ(ToJson(config), ToJson(SmallConfig()));
  for (const std::string name : {"run/model.safetensors", "run/checkpoints/000025.safetensors"}) {
    TensorFile file;
    Model model;
    ASSERT_EQ(ReadSafetensors(FileContent(directory / name), &file), "");
    ASSERT_EQ(ModelFromTensors(file, &model), "");
    EXPECT_EQ(model.parameters, trainer.state().parameters) << name;
    EXPECT_EQ(model.iteration, 25);
    EXPECT_EQ(ToJson(model.config), ToJson(SmallConfig()));
  }
  std::istringstream csv(FileContent(directory / "run/losses.csv"));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "iteration,loss");
  for (int i = 0; i < 25; ++i) {
    ASSERT_TRUE(std::getline(csv, line));
    EXPECT_EQ(line.substr(0, line.find(',')), std::to_string(i + 1));
    EXPECT_EQ(std::stof(line.substr(line.find(',') + 1)), trainer.state().losses[i]) << line;
  }
  EXPECT_FALSE(std::getline(csv, line));
}

TEST(Train, OneTwoAndEightThreadsWriteTheSameBytes) {
  const TemporaryDirectory directory;
  for (const std::string threads : {"1", "2", "8"}) {
    const Finished finished =
        RunProgram(kSmall + Arguments{"--threads", threads, "--out", threads}, directory.path());
    ASSERT_EQ(finished.exit_code, 0) << finished.error;
  }
  ExpectSameFiles(directory / "1", directory / "2", kFinalFiles);
  ExpectSameFiles(directory / "1", directory / "8", kFinalFiles);
}

TEST(Train, PrintsJson) {
  const TemporaryDirectory directory;
  const Finished finished =
      RunProgram(kSmall + Arguments{"--out", "run", "--json"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  const auto summary = nlohmann::json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(summary.is_object()) << finished.out;
  EXPECT_EQ(summary["status"], "complete");
  EXPECT_EQ(summary["iteration"], 25);
  EXPECT_EQ(summary["resumed_from"], nullptr);
  EXPECT_EQ(summary["config"].dump(),
            nlohmann::json::parse(ToJson(SmallConfig()), nullptr, false).dump());
  EXPECT_EQ(summary["model"], "run/model.safetensors");
  EXPECT_GT(summary["iterations_per_second"], 0);
  Trainer trainer(SmallConfig());
  double sum = 0;
  while (!trainer.Done()) {
    ASSERT_EQ(trainer.Step(), "");
    sum += trainer.state().losses.back();
  }
  EXPECT_NEAR(summary["mean_loss_last_200"].get<double>(), sum / 25, 1e-12);
  EXPECT_EQ(summary["loss"].get<float>(), trainer.state().losses.back());
}

TEST(Train, ErrorsNameTheOptionAndItsRange) {
  struct Case {
    Arguments arguments;
    const char* message;
  };
  const Case cases[] = {
      {{"--batch", "7"}, "--batch: 7 is not a whole number from 8 to 65536, a multiple of 8"},
      {{"--batch=-8"}, "--batch: -8 is not a whole number from 8"},
      {{"--batch", "65544"}, "--batch: 65544 is not"},
      {{"--batch", ""}, "--batch: \"\" is not"},
      {{"--batch", "64x"}, "--batch: \"64x\" is not"},
      {{"--hidden", "0"}, "--hidden: 0 is not a whole number from 1 to 1024"},
      {{"--hidden", "12.5"}, "--hidden: 12.5 is not a whole number"},
      {{"--depth", "17"}, "--depth: 17 is not a whole number from 1 to 16"},
      {{"--lr", "0"}, "--lr: 0 is not a number above 0 and at most 10"},
      {{"--lr", "nan"}, "--lr: nan is not a number above 0"},
      {{"--lr", "1e999"}, "--lr: \"1e999\" is not a number above 0"},
      {{"--beta1", "1"}, "--beta1: 1 is not a number from 0"},
      {{"--beta2", "-0.1"}, "--beta2: -0.1 is not a number from 0"},
      {{"--epsilon", "0"}, "--epsilon: 0 is not a number above 0"},
      {{"--iterations", "0"}, "--iterations: 0 is not a whole number from 1 to 1000000"},
      {{"--checkpoint-every", "0"}, "--checkpoint-every: 0 is not a whole number from 1"},
      {{"--seed", "4294967296"}, "--seed: 4294967296 is not a whole number from 0 to 4294967295"},
      {{"--seed", "-1"}, "--seed: -1 is not"},
      {{"--cells", "33"}, "--cells: 33 is not a whole number from 1 to 32"},
      {{"--scale", "0.1"}, "--scale: 0.1 is not a number from 0.25 to 4"},
      {{"--threads", "65"}, "--threads: 65 is not a whole number from 1 to 64"},
      {{"--method", "ddpm"}, "--method: \"ddpm\" is not one of fm, mf"},
      {{"--direction", "up"}, "--direction: \"up\" is not one of reverse, forward"},
      {{"--density", "square"}, "--density: \"square\" is not one of checkerboard"},
      {{"--recipe", "fast"},
       "--recipe: \"fast\" is not one of tutorial, quick-imf, imf-plus, sharp"},
      {{"--schedule", "step"}, "--schedule: \"step\" is not one of constant or cosine"},
      {{"--ema", "1"}, "--ema: 1 is not a number from 0 to 0.99999"},
      {{"--equal-share", "1.5"}, "--equal-share: 1.5 is not a number from 0 to 1"},
      {{"--times-deviation", "0"}, "--times-deviation: 0 is not a number above 0"},
      {{"--tangent", "mine"}, "--tangent: \"mine\" is not one of method, conditional, network"},
      {{"--density", "drawing"}, "--drawing: the density \"drawing\" needs one"},
      {{"--drawing", "4.A"}, "--drawing: it has 1 of the 16 cells that 4 x 4 has"},
      {{"--drawing", "2.AAAA"}, "--drawing: it is empty"},
      {{"--drawing", "2.ABCD", "--density", "rings"}, "--drawing: has no use with --density rings"},
      {{"--drawing-size", "65"}, "--drawing-size: 65 is not a whole number from 2 to 64"},
      {{"--drawing-file", "none.csv"}, "--drawing-file: none.csv: No such file"},
      {{"--drawing-file", "a", "--drawing", "2.ABCD"}, "--drawing-file: not with --drawing"},
      {{"--learning-rate", "1"}, "--learning-rate"},
      {{"--lr", "1", "--lr", "2"}, "--lr: "},
      {{"extra"}, "extra"},
  };
  const TemporaryDirectory directory;
  for (const Case& wrong : cases) {
    const Finished finished =
        RunProgram(Arguments{"train", "--out", "run"} + wrong.arguments, directory.path());
    EXPECT_EQ(finished.exit_code, 2) << wrong.message;
    EXPECT_NE(finished.error.find(wrong.message), std::string::npos)
        << "said: " << finished.error << "not: " << wrong.message;
    EXPECT_EQ(finished.out, "");
  }
  EXPECT_EQ(directory.Files(), Arguments{}) << "nothing was begun";
}

TEST(Train, RecipesSetTheirFieldsAndOptionsWin) {
  const TemporaryDirectory directory;
  const Arguments small = {"train",        "--hidden", "8",        "--batch", "64",
                           "--iterations", "3",        "--recipe", "sharp"};
  ASSERT_EQ(RunProgram(small + Arguments{"--out", "a"}, directory.path()).exit_code, 0);
  const Arguments more = {"--out", "b", "--method", "imf", "--lr", "0.001"};
  ASSERT_EQ(RunProgram(small + more, directory.path()).exit_code, 0);
  const auto a = nlohmann::json::parse(FileContent(directory / "a/config.json"));
  const auto b = nlohmann::json::parse(FileContent(directory / "b/config.json"));
  EXPECT_EQ(a["method"], "lsd");
  EXPECT_EQ(a["schedule"], "cosine");
  EXPECT_EQ(a["batch"], 64);
  EXPECT_EQ(b["method"], "imf");
  EXPECT_EQ(b["lr"], 0.001);
  EXPECT_EQ(b["schedule"], "cosine");
  const Finished finished =
      RunProgram({"train", "--resume", "a", "--recipe", "tutorial"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("--recipe: not with --resume"), std::string::npos)
      << finished.error;
}

TEST(Train, RequiresADirectory) {
  const TemporaryDirectory directory;
  const Finished finished = RunProgram({"train"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("--out: a directory"), std::string::npos) << finished.error;
}

TEST(Train, HelpShowsOptionsRangesAndDefaults) {
  const Finished finished = RunProgram({"train", "--help"}, "/");
  EXPECT_EQ(finished.exit_code, 0);
  for (const char* text :
       {"--method",       "--density",    "--direction",      "--iterations",  "--batch",
        "--lr",           "--hidden",     "--seed",           "--threads",     "--checkpoint-every",
        "--out",          "--resume",     "--from-iteration", "--json",        "--recipe",
        "--schedule",     "--drawing",    "--drawing-file",   "--ema",         "2505.18825",
        "default imf",    "default 5001", "default 4096",     "default 0.003", "default 128",
        "a multiple of 8"}) {
    EXPECT_NE(finished.out.find(text), std::string::npos) << text;
  }
}

TEST(Train, RefusesADirectoryThatHoldsARun) {
  const TemporaryDirectory directory;
  ASSERT_EQ(RunProgram(kSmall + Arguments{"--out", "run"}, directory.path()).exit_code, 0);
  const std::string model = FileContent(directory / "run/model.safetensors");
  const Finished finished =
      RunProgram(kSmall + Arguments{"--seed", "6", "--out", "run"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  const Finished same = RunProgram({"train", "--out", "run"}, directory.path());
  EXPECT_EQ(same.exit_code, 2);
  EXPECT_NE(same.error.find("--out: run already holds a run: go on with --resume run"),
            std::string::npos)
      << same.error;
  EXPECT_EQ(FileContent(directory / "run/model.safetensors"), model);
}

}  // namespace
}  // namespace meanflow::cli
