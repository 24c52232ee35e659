#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "io/config_json.h"
#include "small_run.h"

namespace meanflow::cli {
namespace {

namespace fs = std::filesystem;

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
  std::ofstream(directory / "picture.ppm") << "P3 2 2 1\n1 1 1 0 0 0\n0 0 0 1 1 1\n";
  EXPECT_EQ(drawing_of("f", two + Arguments{"--drawing-file", "picture.ppm"}), "2._AA_");
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
  std::ofstream(directory / "picture.png") << "\x89PNG\r\n";
  finished = RunProgram(Arguments{"train", "--out", "e", "--drawing-file", "picture.png"},
                        directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("--drawing-file: picture.png: it is a PNG picture: the page draws "
                                "from it; elsewhere convert it to PGM or PPM"),
            std::string::npos)
      << finished.error;

  // The model has its drawing; a resumed run keeps it.
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

}  // namespace
}  // namespace meanflow::cli
