#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/program.h"
#include "cli/read_file.h"
#include "cli/read_model.h"
#include "figures/xml.h"

namespace meanflow::cli {
namespace {

std::string Content(const std::string& path) {
  std::string content;
  EXPECT_EQ(ReadFile(path, &content), "");
  return content;
}

/// Trains a tiny network into runs/<direction>-<method>.
void Train(const TemporaryDirectory& directory, const std::string& method,
           const std::string& direction, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"train",
                                        "--method",
                                        method,
                                        "--direction",
                                        direction,
                                        "--width",
                                        "8",
                                        "--depth",
                                        "1",
                                        "--batch",
                                        "64",
                                        "--iterations",
                                        "21",
                                        "--checkpoint-every",
                                        "10",
                                        "--threads",
                                        "1",
                                        "--out",
                                        "runs/" + direction + "-" + method};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Finished finished = RunProgram(arguments, directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
}

void TrainReverse(const TemporaryDirectory& directory) {
  for (const char* method : {"fm", "mf", "imf"}) Train(directory, method, "reverse");
}

Finished Draw(const TemporaryDirectory& directory, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"figures", "--models", "runs", "--out", "figures", "--count", "40"});
  return RunProgram(more, directory.path());
}

TEST(FiguresCommandTest, DrawsEveryFigure) {
  const TemporaryDirectory directory;
  TrainReverse(directory);
  Train(directory, "fm", "forward");
  Train(directory, "mf", "forward");
  Train(directory, "mf", "forward-as-published");
  const Finished finished = Draw(directory, {"--steps", "1,3", "--json"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  const auto report = nlohmann::json::parse(finished.out);
  EXPECT_EQ(report["figures"].size(), 6U);
  EXPECT_TRUE(report["left_out"].empty());
  for (const auto& figure : report["figures"]) {
    const auto document = figures::ReadXml(Content(directory / figure["file"]));
    EXPECT_EQ(document.error, "");
    EXPECT_EQ(document.All("title").at(0).text, figure["title"].get<std::string>());
    EXPECT_EQ(document.All("desc").at(0).text, figure["caption"].get<std::string>());
  }
  const auto over_training = figures::ReadXml(Content(directory / "figures/figure-6.svg")).Texts();
  for (const char* iteration : {"0", "10", "20"}) {
    EXPECT_GE(std::count(over_training.begin(), over_training.end(), iteration), 1) << iteration;
  }
  for (const std::string& file : directory.Files()) {
    EXPECT_EQ(file.find(".partial"), std::string::npos) << file;
  }
}

TEST(FiguresCommandTest, IsReproducible) {
  const TemporaryDirectory directory;
  TrainReverse(directory);
  EXPECT_EQ(Draw(directory, {"--only", "4", "--steps", "2"}).exit_code, 0);
  const std::string first = Content(directory / "figures/figure-4.svg");
  EXPECT_EQ(Draw(directory, {"--only", "4", "--steps", "2"}).exit_code, 0);
  EXPECT_EQ(Content(directory / "figures/figure-4.svg"), first);
  EXPECT_EQ(Draw(directory, {"--only", "4", "--steps", "2", "--seed", "2"}).exit_code, 0);
  EXPECT_NE(Content(directory / "figures/figure-4.svg"), first);
}

TEST(FiguresCommandTest, DrawsAvailableFiguresAndReportsTheOthers) {
  const TemporaryDirectory directory;
  TrainReverse(directory);
  const Finished finished = Draw(directory, {"--steps", "1"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.error,
            "Left out figure 3: needs a run of fm with direction forward; a run of mf with "
            "direction forward-as-published; a run of mf with direction forward, in runs\n");
  EXPECT_EQ(finished.out,
            "figures/figure-1.svg\nfigures/figure-2.svg\nfigures/figure-4.svg\n"
            "figures/figure-5.svg\nfigures/figure-6.svg\n");
  const Finished asked = Draw(directory, {"--only", "3"});
  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_NE(asked.error.find("--only: figure 3: needs a run of fm"), std::string::npos)
      << asked.error;
}

TEST(FiguresCommandTest, TakesASingleRunAndItsDensity) {
  const TemporaryDirectory directory;
  Train(directory, "fm", "reverse", {"--density", "rings"});
  const Finished finished = RunProgram(
      {"figures", "--models", "runs/reverse-fm", "--out", ".", "--only", "1"}, directory.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(Content(directory / "figure-1.svg").find("rings"), std::string::npos);
}

TEST(FiguresCommandTest, HasThemesAndLayouts) {
  const TemporaryDirectory directory;
  Train(directory, "fm", "reverse");
  const auto width_and_paper = [&](const char* theme, const char* layout) {
    EXPECT_EQ(Draw(directory, {"--only", "1", "--theme", theme, "--layout", layout}).exit_code, 0);
    const auto document = figures::ReadXml(Content(directory / "figures/figure-1.svg"));
    return std::pair{std::stod(document.All("svg").at(0).attributes.at("width")),
                     document.All("rect").at(0).attributes.at("fill")};
  };
  const auto light = width_and_paper("light", "wide");
  const auto dark = width_and_paper("dark", "tall");
  EXPECT_GT(light.first, 1.3 * dark.first);
  EXPECT_EQ(light.second, "#ffffff");
  EXPECT_NE(dark.second, "#ffffff");
}

TEST(FiguresCommandTest, RefusesWrongOptions) {
  const TemporaryDirectory directory;
  Train(directory, "fm", "reverse");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--only", "7"}, "--only"},
      {{"--only", "0"}, "--only"},
      {{"--only", "four"}, "--only"},
      {{"--steps", "0"}, "--steps: 0 is not a whole number from 1 to 1000"},
      {{"--steps", "1,2,3,4,5,6,7"}, "--steps: 7 numbers of steps are not 1 to 6"},
      {{"--flow-steps", "1001"}, "--flow-steps"},
      {{"--seed", "-1"}, "--seed"},
      {{"--theme", "pink"}, "--theme"},
      {{"--layout", "round"}, "--layout"}};
  for (const auto& [options, message] : cases) {
    const Finished finished = Draw(directory, options);
    EXPECT_EQ(finished.exit_code, 2) << options.at(1);
    EXPECT_NE(finished.error.find(message), std::string::npos) << finished.error;
    EXPECT_FALSE(std::filesystem::exists(directory / "figures"));
  }
}

TEST(FiguresCommandTest, RefusesInvalidModels) {
  const TemporaryDirectory directory;
  const Finished nowhere = Draw(directory);
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_NE(nowhere.error.find("--models: runs: No such file"), std::string::npos) << nowhere.error;
  std::filesystem::create_directories(directory / "runs/empty");
  const Finished empty = Draw(directory);
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_NE(empty.error.find("--models: runs: holds no run"), std::string::npos) << empty.error;
  Train(directory, "fm", "reverse");
  std::filesystem::copy(directory / "runs/reverse-fm", directory / "runs/twin",
                        std::filesystem::copy_options::recursive);
  const Finished twins = Draw(directory);
  EXPECT_EQ(twins.exit_code, 2);
  EXPECT_NE(twins.error.find("runs/reverse-fm and runs/twin are both of fm with direction reverse"),
            std::string::npos)
      << twins.error;
  std::filesystem::resize_file(directory / "runs/reverse-fm/model.safetensors", 100);
  const Finished damaged = Draw(directory);
  EXPECT_EQ(damaged.exit_code, 2);
  EXPECT_NE(damaged.error.find("--models: runs/reverse-fm/model.safetensors: "), std::string::npos)
      << damaged.error;
}

TEST(FiguresCommandTest, ErrorsNameTheMissingOrDamagedFile) {
  const TemporaryDirectory directory;
  TrainReverse(directory);
  std::filesystem::remove(directory / "runs/reverse-mf/checkpoints/000010.safetensors");
  const Finished checkpoint = Draw(directory, {"--only", "6"});
  EXPECT_EQ(checkpoint.exit_code, 2);
  EXPECT_NE(checkpoint.error.find("checkpoints/000010.safetensors: No such file"),
            std::string::npos)
      << checkpoint.error;
  std::filesystem::resize_file(directory / "runs/reverse-imf/losses.csv", 20);
  const Finished losses = Draw(directory, {"--only", "2"});
  EXPECT_EQ(losses.exit_code, 2) << losses.out;
  EXPECT_NE(losses.error.find("losses.csv"), std::string::npos) << losses.error;
  EXPECT_FALSE(std::filesystem::exists(directory / "figures/figure-2.svg"));
}

TEST(FiguresCommandTest, ReportsWriteErrors) {
  const TemporaryDirectory directory;
  Train(directory, "fm", "reverse");
  const Finished finished = RunProgram(
      {"figures", "--models", "runs", "--out", "runs/reverse-fm/losses.csv"}, directory.path());
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("cannot make runs/reverse-fm/losses.csv"), std::string::npos)
      << finished.error;
  const Finished full =
      RunProgram({"figures", "--models", "runs", "--out", "figures", "--only", "1"},
                 directory.path(), {.file_bytes_limit = 1000});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_NE(full.error.find("cannot write"), std::string::npos) << full.error;
  EXPECT_FALSE(std::filesystem::exists(directory / "figures/figure-1.svg"));
}

TEST(ReadLossesTest, RefusesInvalidFiles) {
  const TemporaryDirectory directory;
  const auto read = [&](const std::string& text, std::vector<float>* losses) {
    const std::string path = directory / "losses.csv";
    FILE* file = std::fopen(path.c_str(), "w");
    std::fputs(text.c_str(), file);
    std::fclose(file);
    return ReadLosses(path, losses);
  };
  std::vector<float> losses;
  EXPECT_EQ(read("iteration,loss\n1,2.5\n2,1e-3\n", &losses), "");
  EXPECT_EQ(losses, (std::vector<float>{2.5F, 1e-3F}));
  EXPECT_EQ(read("\xEF\xBB\xBFiteration,loss\r\n1,3\r\n2,2\r\n", &losses), "");
  EXPECT_EQ(losses, (std::vector<float>{3, 2})) << "as a spreadsheet saves it";
  EXPECT_EQ(read("iteration,loss\n1,2.5\n2,1e-3\n", &losses), "");
  EXPECT_NE(read("", &losses).find(": line 1 is not iteration,loss"), std::string::npos);
  for (const char* text :
       {"loss\n1\n", "iteration,loss\n2,1\n", "iteration,loss\n1;1\n", "iteration,loss\n1,\n",
        "iteration,loss\n1,1,1\n", "iteration,loss\n1,1\n1,1\n", "iteration,loss\n1,1\n\n",
        "iteration,loss\n1,1\n2,1"}) {
    EXPECT_NE(read(text, &losses), "") << text;
    EXPECT_EQ(losses.size(), 2U);
  }
}

}  // namespace
}  // namespace meanflow::cli
