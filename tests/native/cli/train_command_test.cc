#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "files.h"
#include "meanflow/config_json.h"
#include "meanflow/model_file.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

using Arguments = std::vector<std::string>;

Arguments operator+(Arguments first, const Arguments& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// A run of moments, with checkpoints at 10, 20 and 25.
const Arguments kSmall = {
    "train",   "--method", "mf",           "--hidden", "12",     "--depth", "2",
    "--batch", "32",       "--iterations", "25",       "--seed", "5",       "--checkpoint-every",
    "10"};

TrainConfig SmallConfig() {
  TrainConfig config;
  config.method = Method::kMf;
  config.network = {.depth = 2, .width = 12};
  config.batch = 32;
  config.iterations = 25;
  config.seed = 5;
  config.checkpoint_every = 10;
  return config;
}

/// Expects that every file of `names` has the same bytes in two directories.
void ExpectSameFiles(const std::string& a, const std::string& b,
                     const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    EXPECT_TRUE(FileContent(a + "/" + name) == FileContent(b + "/" + name)) << name << " differs";
  }
}

const std::vector<std::string> kFinalFiles = {"checkpoints/000010.optimizer.safetensors",
                                              "checkpoints/000010.safetensors",
                                              "checkpoints/000020.optimizer.safetensors",
                                              "checkpoints/000020.safetensors",
                                              "checkpoints/000025.optimizer.safetensors",
                                              "checkpoints/000025.safetensors",
                                              "config.json",
                                              "losses.csv",
                                              "model.safetensors"};

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

TEST(Train, WrongOptionsAreNamedWithTheirRange) {
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
      {{"--method", "ddpm"}, "--method: \"ddpm\" is not one of fm, mf, imf or lsd"},
      {{"--direction", "up"}, "--direction: \"up\" is not one of reverse, forward"},
      {{"--density", "square"}, "--density: \"square\" is not one of checkerboard"},
      {{"--recipe", "fast"}, "--recipe: \"fast\" is not one of tutorial, imf-plus, sharp"},
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

TEST(Train, TakesADrawingFromAFile) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "points.csv") << "x,y\n-1,-1\n-1,-1\n1,1\n";
  std::ofstream(directory / "picture.pgm") << "P2 2 2 3\n3 0\n1 3\n";
  std::ofstream(directory / "broken.csv") << "x,y\n1,2\n3,-\n";
  const auto drawing_of = [&](const std::string& out, const Arguments& arguments) {
    const Finished finished =
        RunProgram(kSmall + arguments + Arguments{"--out", out}, directory.path());
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    TrainConfig config;
    EXPECT_EQ(FromJson(FileContent(directory / (out + "/config.json")), &config), "");
    EXPECT_EQ(config.density.name, "drawing");
    return config.density.drawing;
  };
  const Arguments two = {"--drawing-size", "2"};
  EXPECT_EQ(drawing_of("a", two + Arguments{"--drawing-file", "points.csv"}), "2._AAg");
  EXPECT_EQ(drawing_of("b", two + Arguments{"--drawing-file", "picture.pgm"}), "2.qAA_");
  EXPECT_EQ(drawing_of("c", two + Arguments{"--drawing-file", "picture.pgm", "--drawing-light"}),
            "2.V__A");
  EXPECT_EQ(drawing_of("d", {"--drawing", "2._AAg"}), "2._AAg");
  ExpectSameFiles(directory / "a", directory / "d", kFinalFiles);

  Finished finished = RunProgram(Arguments{"train", "--out", "e", "--drawing-file", "broken.csv"},
                                 directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(
      finished.error.find("--drawing-file: broken.csv: line 3, column 2: \"-\" is not a number"),
      std::string::npos)
      << finished.error;
  EXPECT_FALSE(fs::exists(directory / "e"));

  // The model knows what it was trained on; a resumed run keeps it.
  finished = RunProgram({"evaluate", "--model", "a/model.safetensors", "--count", "500", "--json"},
                        directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  const auto result = nlohmann::json::parse(finished.out, nullptr, false);
  EXPECT_EQ(result["density"], "drawing") << finished.out;
  EXPECT_EQ(result["steps"]["exact"]["on_support"], 1) << finished.out;
  finished = RunProgram({"train", "--resume", "a", "--drawing", "2.qAA_"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("--drawing: 2.qAA_ is not the 2._AAg of a/config.json"),
            std::string::npos)
      << finished.error;
}

TEST(Train, AsksForOneDirectory) {
  const TemporaryDirectory directory;
  Finished finished = RunProgram({"train"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("--out: a directory"), std::string::npos) << finished.error;
  finished = RunProgram({"train", "--out", "a", "--resume", "b"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("--out: not with --resume"), std::string::npos) << finished.error;
}

TEST(Train, HelpShowsOptionsRangesAndDefaults) {
  const Finished finished = RunProgram({"train", "--help"}, "/");
  EXPECT_EQ(finished.exit_code, 0);
  for (const char* text :
       {"--method",     "--density",      "--direction",   "--iterations", "--batch",
        "--lr",         "--hidden",       "--seed",        "--threads",    "--checkpoint-every",
        "--out",        "--resume",       "--json",        "--recipe",     "--schedule",
        "--drawing",    "--drawing-file", "--ema",         "2505.18825",   "default imf",
        "default 5001", "default 4096",   "default 0.003", "default 128",  "a multiple of 8"}) {
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

TEST(Train, SaysWhyItCannotWrite) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "file") << "mine";
  for (const std::string out : {"file", "file/run", "/proc/meanflow-run"}) {
    const Finished finished = RunProgram(kSmall + Arguments{"--out", out}, directory.path());
    EXPECT_EQ(finished.exit_code, 1) << out;
    EXPECT_NE(finished.error.find("cannot make " + out + ": "), std::string::npos)
        << finished.error;
  }
  EXPECT_EQ(FileContent(directory / "file"), "mine");
}

TEST(Train, AFullDiskLosesNothing) {
  const TemporaryDirectory directory;
  const Arguments begin = kSmall + Arguments{"--out", "run"};
  ASSERT_EQ(RunProgram(begin, directory.path()).exit_code, 0);
  const auto size =
      static_cast<long>(fs::file_size(directory / "run/checkpoints/000020.optimizer.safetensors"));
  fs::rename(directory / "run", directory / "expected");

  // Room for the first checkpoint, but not for the second, whose losses are more.
  Finished finished = RunProgram(begin, directory.path(), {.file_bytes_limit = size - 1});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("cannot write run/checkpoints/000020.optimizer.safetensors: "),
            std::string::npos)
      << finished.error;
  EXPECT_NE(finished.error.find("meanflow train --resume run"), std::string::npos);
  for (const std::string& name : directory.Files()) {
    EXPECT_EQ(name.find(".partial"), std::string::npos) << name;
  }
  EXPECT_TRUE(fs::exists(directory / "run/checkpoints/000010.safetensors"));
  EXPECT_FALSE(fs::exists(directory / "run/checkpoints/000020.safetensors"));

  finished = RunProgram({"train", "--resume", "run"}, directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  ExpectSameFiles(directory / "run", directory / "expected", kFinalFiles);
}

TEST(Train, AReadOnlyDirectoryLosesNothing) {
  const TemporaryDirectory directory;
  const Arguments begin = kSmall + Arguments{"--out", "run"};
  ASSERT_EQ(RunProgram(begin, directory.path()).exit_code, 0);
  fs::copy(directory / "run", directory / "expected", fs::copy_options::recursive);
  fs::remove(directory / "run/checkpoints/000025.safetensors");
  fs::remove(directory / "run/checkpoints/000025.optimizer.safetensors");
  fs::remove(directory / "run/model.safetensors");
  const std::vector<std::string> before = directory.Files();
  const auto protect = [&directory](fs::perms permissions) {
    for (const std::string name : {"run/checkpoints", "run", ""}) {
      fs::permissions(directory / name, permissions);
    }
  };
  constexpr fs::perms kReadOnly =
      fs::perms::owner_read | fs::perms::owner_exec | fs::perms::group_read | fs::perms::group_exec;

  protect(kReadOnly);
  const Surroundings ordinary{.obeys_permissions = true};
  const Finished resumed = RunProgram({"train", "--resume", "run"}, directory.path(), ordinary);
  const Finished begun = RunProgram(kSmall + Arguments{"--out", "new"}, directory.path(), ordinary);
  protect(fs::perms::owner_all);

  EXPECT_EQ(resumed.exit_code, 1) << resumed.error;
  EXPECT_NE(resumed.error.find("cannot write run/checkpoints/000025.optimizer.safetensors: "
                               "Permission denied"),
            std::string::npos)
      << resumed.error;
  EXPECT_NE(resumed.error.find("meanflow train --resume run"), std::string::npos) << resumed.error;
  EXPECT_EQ(begun.exit_code, 1) << begun.error;
  EXPECT_NE(begun.error.find("cannot make new: Permission denied"), std::string::npos)
      << begun.error;
  EXPECT_EQ(directory.Files(), before);

  const Finished finished = RunProgram({"train", "--resume", "run"}, directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  ExpectSameFiles(directory / "run", directory / "expected", kFinalFiles);
}

TEST(Train, DivergenceKeepsTheLastGoodState) {
  const TemporaryDirectory directory;
  const Finished finished =
      RunProgram({"train", "--hidden", "16", "--depth", "6", "--batch", "8", "--lr", "10",
                  "--beta1", "0", "--beta2", "0", "--iterations", "3000", "--out", "run", "--json"},
                 directory.path());
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("not finite"), std::string::npos) << finished.error;
  EXPECT_NE(finished.error.find("smaller --lr than 10"), std::string::npos) << finished.error;
  const auto summary = nlohmann::json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(summary.is_object()) << finished.out;
  EXPECT_EQ(summary["status"], "diverged");
  TensorFile file;
  Model model;
  ASSERT_EQ(ReadSafetensors(FileContent(directory / "run/model.safetensors"), &file), "");
  EXPECT_EQ(ModelFromTensors(file, &model), "");
  EXPECT_EQ(summary["iteration"], model.iteration);
}

TEST(Train, ShowsPlainLinesInAFile) {
  const TemporaryDirectory directory;
  const Finished finished = RunProgram(kSmall + Arguments{"--out", "run"}, directory.path());
  EXPECT_NE(finished.error.find("25/25  loss "), std::string::npos) << finished.error;
  EXPECT_NE(finished.error.find(" it/s  "), std::string::npos) << finished.error;
  EXPECT_EQ(finished.error.find('\r'), std::string::npos);
  EXPECT_EQ(finished.error.find('\x1b'), std::string::npos);
}

TEST(Train, ShowsABarOnATerminal) {
  const TemporaryDirectory directory;
  const Finished finished =
      RunProgram(kSmall + Arguments{"--out", "run"}, directory.path(), {.on_terminal = true});
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  const std::size_t last = finished.error.rfind("\r\x1b[K");
  ASSERT_NE(last, std::string::npos) << finished.error;
  const std::string bar = finished.error.substr(last);
  EXPECT_NE(bar.find("mf [=============="), std::string::npos) << bar;
  EXPECT_NE(bar.find("25/25  loss "), std::string::npos) << bar;
  EXPECT_NE(bar.find(" it/s  0:00 left"), std::string::npos) << bar;
}

}  // namespace
}  // namespace meanflow::cli
