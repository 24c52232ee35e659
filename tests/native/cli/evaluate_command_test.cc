#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/program.h"
#include "files.h"
#include "io/model_file.h"
#include "io/safetensors.h"

namespace meanflow::cli {
namespace {

/// A directory with a trained model of a drawn density; "bare.safetensors" is the same without
/// metadata, as saved by PyTorch.
class Evaluate : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(directory_ / "points.csv") << "x,y\n-1,-1\n-1,-1\n1,1\n";
    const Finished trained =
        RunProgram({"train", "--out", "a", "--drawing", "2._AAg", "--iterations", "3", "--batch",
                    "32", "--hidden", "8", "--depth", "2", "--method", "imf"},
                   directory_.path());
    ASSERT_EQ(trained.exit_code, 0) << trained.error;
    TensorFile file;
    ASSERT_EQ(ReadSafetensors(FileContent(directory_ / "a/model.safetensors"), &file), "");
    file.metadata.clear();
    std::ofstream(directory_ / "bare.safetensors", std::ios::binary) << WriteSafetensors(file);
  }

  Finished Run(const std::string& model, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"evaluate", "--model", model, "--count",
                                          "500",      "--steps", "1,3", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunProgram(arguments, directory_.path());
  }

  TemporaryDirectory directory_;
};

TEST_F(Evaluate, MeasuresAgainstADrawingFromAFile) {
  const Finished own = Run("a/model.safetensors");
  ASSERT_EQ(own.exit_code, 0) << own.error;
  const auto expected = nlohmann::json::parse(own.out);
  EXPECT_EQ(expected["density"], "drawing");
  EXPECT_EQ(expected["steps"]["exact"]["on_support"], 1) << own.out;
  for (const std::vector<std::string>& drawing :
       {std::vector<std::string>{"--drawing-file", "points.csv", "--drawing-size", "2"},
        std::vector<std::string>{"--drawing", "2._AAg"}}) {
    const Finished bare = Run("bare.safetensors", drawing);
    ASSERT_EQ(bare.exit_code, 0) << bare.error;
    const auto result = nlohmann::json::parse(bare.out);
    EXPECT_EQ(result["density"], "drawing");
    EXPECT_EQ(result["steps"], expected["steps"]);
    EXPECT_EQ(result["data"], expected["data"]);
  }
  // Options may repeat the metadata of a file of `train`, but not contradict it.
  EXPECT_EQ(
      Run("a/model.safetensors", {"--drawing-file", "points.csv", "--drawing-size", "2"}).exit_code,
      0);
  const Finished other =
      Run("a/model.safetensors", {"--drawing-file", "points.csv", "--drawing-size", "4"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.error.find("--drawing-file: 4."), std::string::npos) << other.error;
  EXPECT_NE(other.error.find("is not the 2._AAg of a/model.safetensors"), std::string::npos)
      << other.error;
}

TEST_F(Evaluate, ErrorsNameTheDrawingOption) {
  const std::pair<std::vector<std::string>, std::string> wrong[] = {
      {{"--drawing-file", "none.csv"}, "--drawing-file: none.csv: No such file"},
      {{"--drawing-file", "points.csv", "--density", "rings"},
       "--drawing-file: has no use with --density rings"},
      {{"--drawing-file", "points.csv", "--drawing", "2._AAg"},
       "--drawing-file: not with --drawing"},
      {{"--density", "drawing"}, "drawing: the density \"drawing\" needs one"},
      {{"--drawing-size", "1"}, "--drawing-size: 1 is not a whole number from 2 to 64"},
  };
  for (const auto& [arguments, message] : wrong) {
    const Finished finished = Run("bare.safetensors", arguments);
    EXPECT_EQ(finished.exit_code, 2) << message;
    EXPECT_NE(finished.error.find(message), std::string::npos) << finished.error;
  }
  const Finished help = RunProgram({"evaluate", "--help"}, directory_.path());
  for (const char* const option : {"--drawing-file FILE", "--drawing-size", "--drawing-light"}) {
    EXPECT_NE(help.out.find(option), std::string::npos) << help.out;
  }
}

}  // namespace
}  // namespace meanflow::cli
