#include "cli/share_link.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "files.h"
#include "io/config_json.h"

namespace meanflow::cli {
namespace {

std::vector<LinkedRun> Read(const std::string& url) {
  std::vector<LinkedRun> runs;
  EXPECT_EQ(ReadShareLink(url, &runs), "") << url;
  return runs;
}

std::string ErrorOf(const std::string& url) {
  std::vector<LinkedRun> runs;
  std::string error = ReadShareLink(url, &runs);
  EXPECT_TRUE(error.empty() || runs.empty()) << url;
  return error;
}

TEST(ShareLink, IsFoundInFragmentOrQuery) {
  for (const std::string url :
       {"https://example.org/a/?x=1#v=1&seed=7", "https://example.org/?v=1&seed=7#playground",
        "#v=1&seed=7", "?v=1&seed=7", "v=1&seed=7", "embed.html?seed=7&v=1",
        "https://example.org/?utm_source=mail&seed=7", "https://example.org/#seed=7"}) {
    const std::vector<LinkedRun> runs = Read(url);
    ASSERT_EQ(runs.size(), 3u) << url << ": FM, MF and iMF, which the page shows by itself";
    EXPECT_EQ(runs[0].config.seed, 7u) << url;
  }
}

TEST(ShareLink, IsFoundInAddressesOfProgramsThatWrapLinks) {
  for (const std::string url :
       {"https://deu01.safelinks.example/?url=https%3A%2F%2Fx.org%2F%23v%3D1%26method%3Dimf%26seed%"
        "3D5%26at%3D20&data=05&reserved=0",
        "https://search.example/url?q=https%3A%2F%2Fx.org%2F%3Fv%3D1%26method%3Dimf%26seed%3D5%26at"
        "%3D20&sa=D",
        "https://out.example/#to=https%253A%252F%252Fx.org%252F%2523v%253D1%2526method%253Dimf%2526"
        "seed%253D5%2526at%253D20",
        "https://a.example/?u=https%3A%2F%2Fb.example%2F%3Furl%3Dhttps%253A%252F%252Fx.org%252F%252"
        "3v%253D1%2526method%253Dimf%2526seed%253D5%2526at%253D20",
        "https://wrapper.example/?seed=1&url=https%3A%2F%2Fx.org%2F%23v%3D1%26method%3Dimf%26seed%3"
        "D5%26at%3D20"}) {
    const std::vector<LinkedRun> runs = Read(url);
    ASSERT_EQ(runs.size(), 1u) << url;
    EXPECT_EQ(runs[0].config.method, Method::kImf) << url;
    EXPECT_EQ(runs[0].config.seed, 5u) << url;
    EXPECT_EQ(runs[0].iteration, 20) << url;
  }
}

TEST(ShareLink, IsRepaired) {
  for (const std::string url :
       {"#v%3D1%26method%3Dimf%26lr%3D1e%252B0%26at%3D20", "#/v=1&method=imf&lr=1e%2B0&at=20",
        "#!v=1&method=imf&lr=1e%2B0&at=20", "?v%3d1%26method%3dimf%26lr%3d1e%252B0%26at%3d20",
        "https://x.org/%23v%3D1%26method%3Dimf%26lr%3D1e%252B0%26at%3D20",
        "https://x.org/#!/v=1&amp;method=imf&amp;lr=1e%2B0&amp;at=20",
        "https://x.org/#v=1&amp;amp;method=imf&#38;lr=1e%2B0&#x26;at=20",
        "#/?v%253D1%2526method%253Dimf%2526lr%253D1e%25252B0%2526at%253D20"}) {
    const std::vector<LinkedRun> runs = Read(url);
    ASSERT_EQ(runs.size(), 1u) << url;
    EXPECT_EQ(runs[0].config.optimizer.learning_rate, 1) << url;
    EXPECT_EQ(runs[0].iteration, 20) << url;
  }
}

TEST(ShareLink, IsMissedWhereThereIsNone) {
  for (const std::string url :
       {"", "https://example.org/", "https://example.org/#", "https://example.org/?",
        "https://example.org/?utm_source=mail", "https://example.org/#section", "imf",
        "https://example.org/?url=https%3A%2F%2Fx.org%2F%23section", "https://x.org/?q=seed"}) {
    EXPECT_EQ(ErrorOf(url),
              "there is no link of the playground in it, neither \"v=1\" nor a setting's name")
        << url;
  }
}

TEST(ShareLink, IsFoundInAddressesAsProgramsPassThemOn) {
  const nlohmann::json golden =
      nlohmann::json::parse(FileContent(std::string(MEANFLOW_GOLDEN_DIR) + "/links.json"));
  const std::vector<LinkedRun> expected = Read(golden["passed_on"]["text"]);
  for (const std::string address : golden["passed_on"]["addresses"]) {
    const std::vector<LinkedRun> runs = Read(address);
    ASSERT_EQ(runs.size(), expected.size()) << address;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      EXPECT_EQ(ToJson(runs[i].config), ToJson(expected[i].config)) << address;
    }
  }
  for (const std::string address : golden["foreign"]) {
    EXPECT_EQ(ErrorOf(address).find("there is no link of the playground in it"), 0u) << address;
  }
}

TEST(ShareLink, EndsInAddressesWrappedWithoutEnd) {
  std::string url = "?v=1";
  for (int i = 0; i < 100; ++i) url = "?u=" + url;
  EXPECT_NE(ErrorOf(url), "");
}

TEST(ShareLink, SetsEveryFieldAndTakesDefaultsForTheRest) {
  const std::vector<LinkedRun> runs = Read(
      "#v=1&method=imf,exact&density=two-moons&lr=1e-2&batch=64&steps=4&time=0.5&view=average."
      "trails&field=0.8,0.2&at=12");
  ASSERT_EQ(runs.size(), 1u);
  TrainConfig expected;
  expected.method = Method::kImf;
  expected.density.name = "two-moons";
  expected.optimizer.learning_rate = 0.01;
  expected.batch = 64;
  EXPECT_EQ(ToJson(runs[0].config), ToJson(expected));
  EXPECT_EQ(runs[0].iteration, 12);
  EXPECT_FALSE(runs[0].expected);
}

TEST(ShareLink, ReadsMethodsAndIterations) {
  EXPECT_EQ(Read("v=1&method=fm+mf&train=mf").size(), 1u);
  EXPECT_EQ(Read("v=1&method=fm,mf")[1].iteration, TrainConfig{}.iterations);
  const std::vector<LinkedRun> runs = Read("v=1&at=imf:3,fm:5&iterations=5");
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].config.method, Method::kFm);
  EXPECT_EQ(runs[0].iteration, 5);
  EXPECT_EQ(runs[1].config.method, Method::kImf);
  EXPECT_EQ(runs[1].iteration, 3);
}

TEST(ShareLink, ReadsADrawing) {
  const std::vector<LinkedRun> runs = Read("v=1&drawing=4._*F-A*I&density=drawing");
  EXPECT_EQ(runs[0].config.density.drawing, "4._*F-A*I");
}

TEST(ShareLink, ReadsReceipts) {
  const std::vector<LinkedRun> runs =
      Read("v=1&method=fm,mf&arithmetic=simd128&receipt=fm:0123456789abcdef:1.5");
  ASSERT_TRUE(runs[0].expected);
  EXPECT_EQ(runs[0].expected->arithmetic, "simd128");
  EXPECT_EQ(runs[0].expected->receipt, "0123456789abcdef");
  EXPECT_EQ(runs[0].expected->loss, 1.5);
  EXPECT_FALSE(runs[1].expected);
  const std::string without_loss = "v=1&method=fm&arithmetic=a&receipt=fm:0123456789abcdef";
  EXPECT_TRUE(std::isnan(Read(without_loss)[0].expected->loss));
}

TEST(ShareLink, DecodesAsFormsEncode) {
  EXPECT_EQ(Read("v=1&density=two%2Dmoons&method=fm%2Cmf").size(), 2u);
  EXPECT_EQ(ErrorOf("v=1&density=%zz%4"),
            ErrorOf("v=1&density=%25zz%254"));  // Invalid codes stay unchanged.
}

TEST(ShareLink, ErrorsNameTheParameter) {
  EXPECT_EQ(ErrorOf("v=3"), "v: \"3\" is not version 1 or 2");
  EXPECT_EQ(ErrorOf("v=1&batch=7"),
            "batch: 7 is not a whole number from 8 to 65536, a multiple of 8");
  EXPECT_EQ(ErrorOf("v=1&seed="), "seed: \"\" is not a whole number from 0 to 4294967295");
  EXPECT_EQ(ErrorOf("v=1&densty=rings"), "\"densty\" is not a setting");
  EXPECT_EQ(ErrorOf("v=1&density=drawing"),
            "drawing: the density \"drawing\" needs one, and there is none");
  EXPECT_EQ(ErrorOf("v=1&density=drawing&drawing=2.B"),
            "drawing: it has 1 of the 4 cells that 2 x 2 has");
  EXPECT_EQ(ErrorOf("v=1&seed=1&seed=1"), "\"seed\" is said twice");
  EXPECT_EQ(ErrorOf("v=1&steps=0"), "steps: 0 is not a whole number from 1 to 1000");
  EXPECT_NE(ErrorOf("v=1&method=cow").find("method: \"cow\" is not some of fm, mf, "),
            std::string::npos);
  EXPECT_EQ(ErrorOf("v=1&method=exact"), "method: no method trains in this link");
  for (const std::string at : {"6000", "-1", "1.5", "", "fm", "fm:1:2", "cow:1", "fm:6000"}) {
    EXPECT_EQ(ErrorOf("v=1&at=" + at).find("at: \"" + at + "\" is not a whole number"), 0u) << at;
  }
  for (const std::string receipt : {"fm", "fm:12", "fm:0123456789abcdeg", "cow:0123456789abcdef",
                                    "fm:0123456789abcdef:x", "fm:0123456789abcdef:1:2"}) {
    EXPECT_EQ(ErrorOf("v=1&arithmetic=a&receipt=" + receipt).find("receipt: "), 0u) << receipt;
  }
  EXPECT_EQ(ErrorOf("v=1&receipt=fm:0123456789abcdef").find("arithmetic: "), 0u);
}

// tests/golden/links.json has links in the page's format; tests/web/share/golden-links.test.js
// tests the page with the same links.

nlohmann::json GoldenLinks() {
  return nlohmann::json::parse(FileContent(std::string(MEANFLOW_GOLDEN_DIR) + "/links.json"));
}

/// The configuration of a link's method in the golden file.
TrainConfig GoldenConfig(const nlohmann::json& values, const std::string& method) {
  nlohmann::json object = {{"method", method}};
  for (const auto& [name, value] : values.items()) {
    if (name != "steps" && name != "count") object[name] = value;
  }
  TrainConfig config;
  EXPECT_EQ(FromJson(object.dump(), &config), "");
  return config;
}

void ExpectExpectedResult(const nlohmann::json& link, const std::string& method,
                          const LinkedRun& run) {
  const bool proven = !link["proof"].is_null() && link["proof"]["methods"].contains(method);
  ASSERT_EQ(run.expected.has_value(), proven) << method;
  if (!proven) return;
  const auto& proof = link["proof"]["methods"][method];
  EXPECT_EQ(run.expected->arithmetic, link["proof"]["arithmetic"].get<std::string>());
  EXPECT_EQ(run.expected->receipt, proof["receipt"].get<std::string>());
  if (proof["loss"].is_null()) {
    EXPECT_TRUE(std::isnan(run.expected->loss));
  } else {
    EXPECT_EQ(run.expected->loss, proof["loss"].get<double>());
  }
}

void ExpectPhases(const nlohmann::json& link, const std::string& method, const LinkedRun& run) {
  auto phases = nlohmann::json::array();
  for (const auto& [until, rate] : run.phases) phases.push_back({{"until", until}, {"lr", rate}});
  const nlohmann::json none = nlohmann::json::object();
  const nlohmann::json all = link.value("phases", none);
  EXPECT_EQ(phases, all.value(method, nlohmann::json::array())) << method;
}

TEST(ShareLink, ReadsLinksOfThePage) {
  const nlohmann::json golden = GoldenLinks();
  ASSERT_GE(golden["links"].size(), 8u);
  for (const auto& link : golden["links"]) {
    const std::string text = link["text"];
    SCOPED_TRACE(link["about"].get<std::string>() + ": " + text);
    const std::vector<LinkedRun> runs = Read("https://example.org/flow/#" + text);
    ASSERT_EQ(runs.size(), link["runs"].size());
    for (const LinkedRun& run : runs) {
      const std::string method(Name(run.config.method));
      ASSERT_TRUE(link["runs"].contains(method)) << method;
      EXPECT_EQ(run.iteration, link["runs"][method]) << method;
      EXPECT_EQ(ToJson(run.config), ToJson(GoldenConfig(link["values"], method)));
      ExpectExpectedResult(link, method, run);
      ExpectPhases(link, method, run);
    }
  }
}

TEST(ShareLink, RefusesDamagedLinksLikeThePage) {
  const nlohmann::json golden = GoldenLinks();
  ASSERT_GE(golden["damaged"].size(), 7u);
  for (const auto& link : golden["damaged"]) {
    const std::string text = link["text"];
    EXPECT_EQ(ErrorOf(text).find(link["program"].get<std::string>()), 0u)
        << text << ": " << ErrorOf(text);
  }
}

TEST(ShareLink, OfThePageIsReproduced) {
  const nlohmann::json golden = GoldenLinks();
  int repeated = 0;
  for (const auto& link : golden["links"]) {
    if (!link.value("repeats", false)) continue;
    ++repeated;
    SCOPED_TRACE(link["about"].get<std::string>());
    const std::string url = "https://example.org/flow/#" + link["text"].get<std::string>();
    const TemporaryDirectory directory;
    const Finished finished = RunProgram({"train", "--from-url", url, "--json"}, directory.path());
    ASSERT_EQ(finished.exit_code, 0) << finished.error;
    const auto runs = nlohmann::json::parse(finished.out);
    ASSERT_EQ(runs.size(), link["runs"].size());
    for (const auto& run : runs) {
      const std::string method = run["method"];
      EXPECT_EQ(run["iteration"], link["runs"][method]);
      EXPECT_TRUE(run["verdict"] == "close" || run["verdict"] == "same to the bit") << run.dump(2);
      const double wanted = link["proof"]["methods"][method]["loss"];
      EXPECT_NEAR(run["loss"].get<double>(), wanted, 1e-3 * wanted) << method;
    }
  }
  EXPECT_GE(repeated, 2);
}

}  // namespace
}  // namespace meanflow::cli
