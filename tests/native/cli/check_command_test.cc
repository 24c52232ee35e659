#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "files.h"

namespace meanflow::cli {
namespace {

using Json = nlohmann::json;

std::string Golden(const std::string& name) {
  return std::string(MEANFLOW_GOLDEN_DIR) + "/" + name + ".json";
}

Json GoldenJson(const std::string& name) {
  return Json::parse(FileContent(Golden(name)), nullptr, false);
}

TEST(Check, PassesOnTheReferenceFiles) {
  const Finished finished = RunProgram({"check", Golden("fm"), Golden("mf"), Golden("imf")}, "/");
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  for (const char* text : {"imf, 4 x 16, batch 12, 20 Adam steps", "\nprediction ", "\ntangent ",
                           "\ndudt ", "\ntarget ", "\nloss ", "\ngradients.network.0.weight ",
                           "\nadam.losses ", "\nadam.parameters.network.8.bias ", "ok: all 26"}) {
    EXPECT_NE(finished.out.find(text), std::string::npos) << text << " in:\n" << finished.out;
  }
  EXPECT_EQ(finished.error, "");
}

TEST(Check, ReadsTheStandardInputOnce) {
  const Finished finished = RunProgram({"check", "-"}, "/", {.input = Golden("fm")});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.out.find("the standard input: fm"), std::string::npos) << finished.out;
  const Finished twice = RunProgram({"check", "-", "-"}, "/", {.input = Golden("fm")});
  EXPECT_NE(twice.exit_code, 0);
  EXPECT_NE(twice.error.find("the standard input: was read already"), std::string::npos)
      << twice.error;
  const Finished none = RunProgram({"check", "-"}, "/", {.input = "/dev/null"});
  EXPECT_NE(none.error.find("the standard input: "), std::string::npos) << none.error;
}

TEST(Check, FailsOnAWrongValueAndShowsWhichQuantity) {
  const TemporaryDirectory directory;
  Json json = GoldenJson("mf");
  json["dudt"][2][1] = json["dudt"][2][1].get<double>() + 1e-4;
  std::ofstream(directory / "wrong.json") << json;
  const Finished finished = RunProgram({"check", "wrong.json", Golden("fm")}, directory.path());
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("1 of 2 files"), std::string::npos) << finished.error;
  const std::size_t row = finished.out.find("\ndudt ");
  ASSERT_NE(row, std::string::npos) << finished.out;
  const std::string line = finished.out.substr(row + 1, finished.out.find('\n', row + 1) - row - 1);
  EXPECT_NE(line.find("PAST"), std::string::npos) << line;
  EXPECT_NE(finished.out.find("FAILED: 1 of 26 quantities"), std::string::npos) << finished.out;
}

TEST(Check, PrintsJson) {
  const TemporaryDirectory directory;
  Json json = GoldenJson("fm");
  json["loss"] = 3;
  std::ofstream(directory / "wrong.json") << json;
  const Finished finished =
      RunProgram({"check", "--json", "wrong.json", Golden("imf")}, directory.path());
  EXPECT_EQ(finished.exit_code, 1);
  const Json summary = Json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(summary.is_object()) << finished.out;
  EXPECT_EQ(summary["passes"], false);
  EXPECT_EQ(summary["files"][0]["passes"], false);
  EXPECT_EQ(summary["files"][1]["passes"], true);
  for (const Json& row : summary["files"][0]["quantities"]) {
    EXPECT_EQ(row["double"]["passes"], row["quantity"] != "loss") << row;
  }
}

TEST(Check, ErrorsNameTheMissingField) {
  const TemporaryDirectory directory;
  const Json good = GoldenJson("imf");
  for (const auto& [name, value] : good.items()) {
    Json json = good;
    json.erase(name);
    std::ofstream(directory / "lacks.json") << json;
    const Finished finished = RunProgram({"check", "lacks.json"}, directory.path());
    EXPECT_EQ(finished.exit_code, 2) << name;
    EXPECT_NE(finished.error.find("lacks.json: " + name + ": the file lacks this field"),
              std::string::npos)
        << finished.error;
  }
}

TEST(Check, RefusesInvalidFiles) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "text") << "{\"loss\": NaN}";
  Finished finished = RunProgram({"check", "text"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("text: line 1, column 10: this is not JSON"), std::string::npos)
      << finished.error;
  finished = RunProgram({"check", "none.json"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("none.json: No such file or directory"), std::string::npos);
  finished = RunProgram({"check"}, directory.path());
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_NE(finished.error.find("reference is required"), std::string::npos) << finished.error;
}

TEST(Check, HelpStatesMetricAndTolerances) {
  const Finished finished = RunProgram({"check", "--help"}, "/");
  EXPECT_EQ(finished.exit_code, 0);
  for (const char* text : {"1e-6 in double", "1e-4 in float", "1e-2", "largest magnitude"}) {
    EXPECT_NE(finished.out.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace meanflow::cli
