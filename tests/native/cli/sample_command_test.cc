#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "files.h"
#include "io/model_file.h"
#include "meanflow/sampler.h"

namespace meanflow::cli {
namespace {

using Arguments = std::vector<std::string>;

Model MakeModel(Method method, Direction direction) {
  TrainConfig config;
  config.method = method;
  config.direction = direction;
  config.network = {.depth = 2, .width = 10};
  config.seed = 2;
  return {config, 3, Trainer(config).state().parameters};
}

void Save(const TensorFile& file, const std::string& path) {
  std::ofstream(path, std::ios::binary) << WriteSafetensors(file);
}

/// The numbers of a CSV file's rows, after its header.
std::vector<std::vector<float>> Rows(const std::string& text, const std::string& header) {
  std::istringstream csv(text);
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, header);
  std::vector<std::vector<float>> rows;
  while (std::getline(csv, line)) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(std::stof(cell));
  }
  return rows;
}

TEST(Sample, IsAFilter) {
  const TemporaryDirectory directory;
  Save(ModelToTensors(MakeModel(Method::kImf, Direction::kReverse)), directory / "a.safetensors");
  const Arguments options = {"--steps", "1", "--count", "3", "--out", "-"};
  const auto sample = [&](const std::string& model, const Environment& environment) {
    Arguments arguments = {"sample", "--model", model};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunProgram(arguments, directory.path(), environment);
  };
  const Finished piped = sample("-", {.input = directory / "a.safetensors"});
  ASSERT_EQ(piped.exit_code, 0) << piped.error;
  EXPECT_EQ(Rows(piped.out, "x,y").size(), 3u) << piped.out;
  EXPECT_EQ(piped.out, sample("a.safetensors", {}).out);
}

TEST(Sample, WritesWhatTheLibrarySamples) {
  for (const Method method : {Method::kFm, Method::kMf, Method::kImf}) {
    for (const Direction direction :
         {Direction::kReverse, Direction::kForward, Direction::kForwardAsPublished}) {
      const TemporaryDirectory directory;
      const Model model = MakeModel(method, direction);
      Save(ModelToTensors(model), directory / "model.safetensors");
      const Finished finished = RunProgram({"sample", "--model", "model.safetensors", "--steps",
                                            "3", "--count", "70", "--seed", "9", "--out", "a.csv"},
                                           directory.path());
      ASSERT_EQ(finished.exit_code, 0) << finished.error;
      Sampler sampler(method, direction, model.config.network);
      sampler.SetParameters(model.parameters.data());
      const std::vector<float> expected = sampler.Sample({.steps = 3, .count = 70, .seed = 9});
      const auto rows = Rows(FileContent(directory / "a.csv"), "x,y");
      ASSERT_EQ(rows.size(), 70u);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i], (std::vector<float>{expected[2 * i], expected[2 * i + 1]})) << i;
      }
    }
  }
}

TEST(Sample, WritesEveryStateOfThePath) {
  const TemporaryDirectory directory;
  const Model model = MakeModel(Method::kMf, Direction::kReverse);
  Save(ModelToTensors(model), directory / "model.safetensors");
  const Finished finished = RunProgram({"sample", "--model", "model.safetensors", "--steps", "4",
                                        "--count", "5", "--path", "--out", "a.csv"},
                                       directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  Sampler sampler(Method::kMf, Direction::kReverse, model.config.network);
  sampler.SetParameters(model.parameters.data());
  const std::vector<float> path =
      sampler.Path({.steps = 4, .count = 5, .seed = SampleConfig{}.seed});
  const auto rows = Rows(FileContent(directory / "a.csv"), "step,time,particle,x,y");
  ASSERT_EQ(rows.size(), 25u);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t step = i / 5;
    EXPECT_EQ(rows[i],
              (std::vector<float>{static_cast<float>(step), 1 - step / 4.0F,
                                  static_cast<float>(i % 5), path[2 * i], path[2 * i + 1]}))
        << i;
  }
}

TEST(Sample, DefaultsAndStandardOutput) {
  const TemporaryDirectory directory;
  Save(ModelToTensors(MakeModel(Method::kImf, Direction::kReverse)), directory / "m");
  const Arguments to_stdout = {"sample", "--model", "m", "--out", "-"};
  const Finished finished = RunProgram(to_stdout, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.error, "");
  EXPECT_EQ(Rows(finished.out, "x,y").size(), 2048u);
  EXPECT_EQ(RunProgram(to_stdout, directory.path()).out, finished.out);
  EXPECT_NE(
      RunProgram({"sample", "--model", "m", "--out", "-", "--seed", "2"}, directory.path()).out,
      finished.out);
}

TEST(Sample, PrintsJson) {
  const TemporaryDirectory directory;
  Save(ModelToTensors(MakeModel(Method::kMf, Direction::kForward)), directory / "m");
  const Finished finished = RunProgram(
      {"sample", "--model", "m", "--out", "a.csv", "--count", "500", "--json"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  const auto summary = nlohmann::json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(summary.is_object()) << finished.out;
  EXPECT_EQ(summary["method"], "mf");
  EXPECT_EQ(summary["direction"], "forward");
  EXPECT_EQ(summary["iteration"], 3);
  EXPECT_EQ(summary["steps"], 1);
  EXPECT_EQ(summary["count"], 500);
  EXPECT_EQ(summary["out"], "a.csv");
  double mean = 0;
  for (const auto& row : Rows(FileContent(directory / "a.csv"), "x,y")) mean += row[0] / 500;
  EXPECT_NEAR(summary["mean"][0].get<double>(), mean, 1e-6);
}

TEST(Sample, TakesFilesWithoutMetadata) {
  const TemporaryDirectory directory;
  const Model model = MakeModel(Method::kImf, Direction::kForward);
  Save(ModelToTensors(model), directory / "ours");
  TensorFile plain = ModelToTensors(model);
  plain.metadata.clear();
  Save(plain, directory / "pytorch");
  const Finished ours = RunProgram({"sample", "--model", "ours", "--out", "-"}, directory.path());
  EXPECT_EQ(RunProgram({"sample", "--model", "pytorch", "--direction", "forward", "--out", "-"},
                       directory.path())
                .out,
            ours.out);
  const Finished conflict = RunProgram(
      {"sample", "--model", "ours", "--direction", "reverse", "--out", "-"}, directory.path());
  EXPECT_EQ(conflict.exit_code, 2);
  EXPECT_NE(conflict.error.find("--direction: reverse is not the forward of ours"),
            std::string::npos)
      << conflict.error;
}

TEST(Sample, ErrorsNameTheOptionAndKeepTheOldFile) {
  const TemporaryDirectory directory;
  const Model model = MakeModel(Method::kMf, Direction::kReverse);
  Save(ModelToTensors(model), directory / "m");
  Model nan = model;
  nan.parameters[0] = std::nanf("");
  Save(ModelToTensors(nan), directory / "nan");
  Model huge = model;
  for (float& value : huge.parameters) value = 1e30F;
  Save(ModelToTensors(huge), directory / "huge");
  std::ofstream(directory / "text") << "not a model";
  std::ofstream(directory / "a.csv") << "before";
  struct Case {
    Arguments arguments;
    int exit_code;
    const char* message;
  };
  const Case cases[] = {
      {{"--model", "none"}, 2, "--model: none: No such file or directory"},
      {{"--model", "."}, 2, "--model: .: Is a directory"},
      {{"--model", "text"}, 2, "--model: text: the header would be"},
      {{"--model", "nan"}, 2, "tensor \"network.0.weight\" has a value that is not finite"},
      {{"--model", "huge"}, 1, "particle 0 left the range of numbers"},
      {{"--model", "m", "--steps", "0"}, 2, "--steps: 0 is not a whole number from 1 to 1000"},
      {{"--model", "m", "--steps", "1001"}, 2, "--steps: 1001 is not"},
      {{"--model", "m", "--count", "200001"}, 2, "--count: 200001 is not a whole number from 1"},
      {{"--model", "m", "--seed", "x"}, 2, "--seed: \"x\" is not a whole number from 0"},
      {{}, 2, "--model is required"},
  };
  for (const Case& wrong : cases) {
    Arguments arguments = {"sample", "--out", "a.csv"};
    arguments.insert(arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
    const Finished finished = RunProgram(arguments, directory.path());
    EXPECT_EQ(finished.exit_code, wrong.exit_code) << wrong.message;
    EXPECT_NE(finished.error.find(wrong.message), std::string::npos)
        << "said: " << finished.error << "not: " << wrong.message;
    EXPECT_EQ(FileContent(directory / "a.csv"), "before");
  }
  EXPECT_EQ(RunProgram({"sample", "--model", "m"}, directory.path()).exit_code, 2);
  EXPECT_EQ(directory.Files(), (Arguments{"a.csv", "huge", "m", "nan", "text"}));
}

TEST(Sample, WritesItsFileWithClosedStandardOutput) {
  const TemporaryDirectory directory;
  Save(ModelToTensors(MakeModel(Method::kMf, Direction::kReverse)), directory / "m");
  Arguments arguments = {"sample", "--model", "m", "--count", "9", "--out", "a.csv"};
  ASSERT_EQ(RunProgram(arguments, directory.path()).exit_code, 0);
  const std::string expected = FileContent(directory / "a.csv");
  arguments.back() = "b.csv";
  const Environment closed = {.without_output = true};
  EXPECT_EQ(RunProgram(arguments, directory.path(), closed).exit_code, 0);
  EXPECT_EQ(directory.Files(), (Arguments{"a.csv", "b.csv", "m"}));
  EXPECT_EQ(FileContent(directory / "b.csv"), expected);
  arguments.back() = "-";
  EXPECT_EQ(RunProgram(arguments, directory.path(), closed).exit_code, 1);
}

TEST(Sample, ReportsWriteErrors) {
  const TemporaryDirectory directory;
  Save(ModelToTensors(MakeModel(Method::kMf, Direction::kReverse)), directory / "m");
  struct Case {
    const char* out;
    const char* message;
  };
  for (const auto& [out, message] :
       {Case{"no/a.csv", "cannot write no/a.csv: No such file or directory"},
        Case{"/dev/full", "cannot write /dev/full: No space left on device"}}) {
    const Finished finished =
        RunProgram({"sample", "--model", "m", "--out", out}, directory.path());
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_NE(finished.error.find(message), std::string::npos) << finished.error;
  }
  const Finished full = RunProgram({"sample", "--model", "m", "--out", "a.csv"}, directory.path(),
                                   {.file_bytes_limit = 1000});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_NE(full.error.find("cannot write "), std::string::npos) << full.error;
  EXPECT_EQ(directory.Files(), Arguments{"m"});
}

}  // namespace
}  // namespace meanflow::cli
