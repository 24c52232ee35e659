#include "cli/reproduce_run.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/learning_rate_phases.h"
#include "cli/program.h"
#include "files.h"
#include "io/model_file.h"
#include "io/receipt.h"

namespace meanflow::cli {
namespace {

constexpr char kSmallLink[] =
    "https://example.org/#v=1&batch=32&width=12&depth=2&iterations=25&seed=5";

/// The run of kSmallLink after some iterations.
Trainer SmallTrainer(Method method, int iterations) {
  TrainConfig config;
  config.method = method;
  config.network = {.depth = 2, .width = 12};
  config.batch = 32;
  config.iterations = 25;
  config.seed = 5;
  Trainer trainer(config);
  for (int i = 0; i < iterations; ++i) EXPECT_EQ(trainer.Step(), "");
  return trainer;
}

Finished RunFromUrl(const std::string& url, const std::vector<std::string>& more = {}) {
  const TemporaryDirectory directory;
  std::vector<std::string> arguments = {"train", "--from-url", url};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunProgram(arguments, directory.path());
}

std::string Mf(const std::string& receipt, const std::string& loss, const std::string& arithmetic) {
  return std::string(kSmallLink) + "&method=mf&at=10&arithmetic=" + arithmetic +
         "&receipt=mf:" + receipt + ":" + loss;
}

double MeanLoss(const Trainer& trainer) {
  double sum = 0;
  for (const float loss : trainer.state().losses) sum += loss;
  return sum / trainer.state().iteration;
}

#if defined(MEANFLOW_PLAIN_PROGRAM)
TEST(ReproduceRun, HasABuildOfEachArithmetic) {
  // Runs of tests/golden/links.json.
  const TemporaryDirectory directory;
  const auto run = [&](const std::string& receipt, const std::string& arithmetic, bool plain) {
    const std::string link = std::string(kSmallLink) + "&method=lsd&at=7&arithmetic=" + arithmetic +
                             "&receipt=lsd:" + receipt + ":1.18163";
    return RunProgram({"train", "--from-url", link}, directory.path(), {.plain = plain});
  };
  const Finished plain = run("80ddf2752275d991", "plain", true);
  EXPECT_EQ(plain.exit_code, 0) << plain.error;
  EXPECT_NE(plain.out.find("(plain): same to the bit"), std::string::npos) << plain.out;
  if (Arithmetic() == "plain") return;
  const Finished fused = run("2b203977fc75ce6b", "fused", false);
  EXPECT_EQ(fused.exit_code, 0) << fused.error;
  EXPECT_NE(fused.out.find("(fused): same to the bit"), std::string::npos) << fused.out;
  const Finished other = run("80ddf2752275d991", "plain", false);
  EXPECT_EQ(other.exit_code, 0) << other.error;
  EXPECT_NE(other.out.find("meanflow_plain has its bits"), std::string::npos) << other.out;
}
#endif

TEST(ReproduceRun, TrainsEveryMethodOfTheLinkToItsIteration) {
  const Finished finished = RunFromUrl(std::string(kSmallLink) + "&at=fm:10,imf:12", {"--json"});
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  const auto runs = nlohmann::json::parse(finished.out);
  ASSERT_EQ(runs.size(), 2u);
  const std::pair<Method, int> expected[] = {{Method::kFm, 10}, {Method::kImf, 12}};
  for (int i = 0; i < 2; ++i) {
    const Trainer trainer = SmallTrainer(expected[i].first, expected[i].second);
    EXPECT_EQ(runs[i]["method"], Name(expected[i].first));
    EXPECT_EQ(runs[i]["iteration"], expected[i].second);
    EXPECT_EQ(runs[i]["receipt"], Receipt(trainer.state().parameters));
    EXPECT_EQ(runs[i]["arithmetic"], Arithmetic());
    EXPECT_NEAR(runs[i]["loss"], MeanLoss(trainer), 1e-6);
    EXPECT_EQ(runs[i]["verdict"], "nothing to compare");
  }
}

TEST(ReproduceRun, ComparesReceiptsOfTheSameArithmetic) {
  const std::string receipt = Receipt(SmallTrainer(Method::kMf, 10).state().parameters);
  const Finished same = RunFromUrl(Mf(receipt, "1", Arithmetic()));
  EXPECT_EQ(same.exit_code, 0) << same.error;
  EXPECT_NE(same.out.find("same to the bit"), std::string::npos) << same.out;
  const Finished other = RunFromUrl(Mf("0123456789abcdef", "1", Arithmetic()));
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_NE(other.error.find("DIFFERS"), std::string::npos) << other.error;
}

TEST(ReproduceRun, ComparesLossesWithAnotherArithmeticAndSaysSo) {
  const double loss = MeanLoss(SmallTrainer(Method::kMf, 10));
  const Finished close = RunFromUrl(Mf("0123456789abcdef", std::to_string(loss * 1.005), "other"));
  EXPECT_EQ(close.exit_code, 0) << close.error;
  EXPECT_NE(close.out.find("only losses compare"), std::string::npos) << close.out;
  EXPECT_NE(close.out.find("within 1 %"), std::string::npos) << close.out;
  const Finished far = RunFromUrl(Mf("0123456789abcdef", std::to_string(loss * 1.02), "other"));
  EXPECT_EQ(far.exit_code, 1);
  EXPECT_NE(far.error.find("MORE than 1 %"), std::string::npos) << far.error;
}

TEST(ReproduceRun, FollowsThePhasesWithTheSameOptimizer) {
  Trainer trainer = SmallTrainer(Method::kMf, 0);
  for (const auto& [until, rate] :
       {LearningRatePhase{4, 0.03}, LearningRatePhase{9, 0.01}, LearningRatePhase{12, 0.003}}) {
    trainer.SetLearningRate(rate);
    while (trainer.state().iteration < until) ASSERT_EQ(trainer.Step(), "");
  }
  const std::string receipt = Receipt(trainer.state().parameters);
  const std::string url = std::string(kSmallLink) +
                          "&method=mf&at=4@0.03:9@0.01:12&arithmetic=" + Arithmetic() +
                          "&receipt=mf:" + receipt + ":1";
  const Finished finished = RunFromUrl(url);
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_NE(finished.out.find("4 iterations at a rate of 0.03, up to 9 at 0.01"), std::string::npos)
      << finished.out;
  EXPECT_NE(finished.out.find("same to the bit"), std::string::npos) << finished.out;
  const Finished level =
      RunFromUrl(std::string(kSmallLink) + "&method=mf&at=12&arithmetic=" + Arithmetic() +
                 "&receipt=mf:" + receipt + ":1");
  EXPECT_EQ(level.exit_code, 1) << "at one rate it is another run";
}

TEST(ReproduceRun, SavesRunsBelowOut) {
  const TemporaryDirectory directory;
  const std::string url = std::string(kSmallLink) + "&method=mf,fm&at=10";
  const Finished finished =
      RunProgram({"train", "--from-url", url, "--out", "both"}, directory.path());
  ASSERT_EQ(finished.exit_code, 0) << finished.error;
  for (const Method method : {Method::kFm, Method::kMf}) {
    TensorFile file;
    Model model;
    const std::string path = directory / ("both/" + std::string(Name(method)));
    ASSERT_EQ(ReadSafetensors(FileContent(path + "/model.safetensors"), &file), "");
    ASSERT_EQ(ModelFromTensors(file, &model), "");
    EXPECT_EQ(model.parameters, SmallTrainer(method, 10).state().parameters);
  }
  const Finished resumed = RunProgram({"train", "--resume", "both/mf"}, directory.path());
  EXPECT_EQ(resumed.exit_code, 0) << resumed.error;
  EXPECT_NE(resumed.out.find("iteration 25 of 25"), std::string::npos) << resumed.out;
}

TEST(ReproduceRun, RefusesAnExistingRunBeforeTraining) {
  const TemporaryDirectory directory;
  const std::string url = std::string(kSmallLink) + "&method=mf&at=10";
  const std::vector<std::string> arguments = {"train", "--from-url", url, "--out", "run"};
  ASSERT_EQ(RunProgram(arguments, directory.path()).exit_code, 0);
  const Finished again = RunProgram(arguments, directory.path());
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(again.out, "");
  EXPECT_EQ(again.error.find("meanflow train: --out: run already holds a run"), 0u) << again.error;
}

TEST(ReproduceRun, PrintsTheResultWhenItCannotBeSaved) {
  const TemporaryDirectory directory;
  const std::string url = std::string(kSmallLink) + "&method=mf&at=10";
  const Finished full = RunProgram({"train", "--from-url", url, "--out", "run"}, directory.path(),
                                   {.file_bytes_limit = 1000});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_NE(full.error.find("cannot write run/checkpoints/000010"), std::string::npos)
      << full.error;
  const std::string receipt = Receipt(SmallTrainer(Method::kMf, 10).state().parameters);
  EXPECT_NE(full.out.find("receipt " + receipt), std::string::npos) << full.out;
}

TEST(ReproduceRun, ChoosesOneMethod) {
  const Finished one = RunFromUrl(std::string(kSmallLink) + "&at=2", {"--method", "mf", "--json"});
  ASSERT_EQ(one.exit_code, 0) << one.error;
  EXPECT_EQ(nlohmann::json::parse(one.out).size(), 1u);
  const Finished none = RunFromUrl(std::string(kSmallLink) + "&method=fm", {"--method", "mf"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.error.find("--method: mf does not train in this link"), std::string::npos);
}

TEST(ReproduceRun, RefusesOtherOptions) {
  EXPECT_NE(RunFromUrl(kSmallLink, {"--seed", "3"}).error.find("--seed: not with --from-url"),
            std::string::npos);
  EXPECT_NE(RunFromUrl(kSmallLink, {"--resume", "a"}).error.find("--resume: not with --from-url"),
            std::string::npos);
  const Finished wrong = RunFromUrl("#v=1&lr=11");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.error.find("--from-url: lr: 11 is not a number above 0 and at most 10"),
            std::string::npos)
      << wrong.error;
}

TEST(ReproduceRun, ReportsDivergence) {
  const Finished finished = RunFromUrl("#v=1&method=fm&batch=8&width=12&depth=16&lr=10");
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_NE(finished.error.find("finite"), std::string::npos) << finished.error;
}

}  // namespace
}  // namespace meanflow::cli
