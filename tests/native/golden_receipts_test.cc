// Whole runs, held to the bit: what rewrites the trainer must change nothing here.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/config_json.h"
#include "io/receipt.h"
#include "meanflow/sampler.h"
#include "meanflow/trainer.h"

namespace meanflow {
namespace {

/// Trains as `settings` say and samples in three steps. Returns the receipt of the parameters, of
/// the losses, and of the samples.
nlohmann::json ReceiptsOf(const nlohmann::json& settings) {
  TrainConfig config;
  const std::string error = FromJson(settings.dump(), &config);
  EXPECT_EQ(error, "");
  Trainer trainer(config);
  while (!trainer.Done()) {
    if (trainer.Step() != "") break;
  }
  EXPECT_TRUE(trainer.Done()) << settings;
  const TrainState& state = trainer.state();
  Sampler sampler(config.method, config.direction, config.network);
  sampler.SetParameters(state.EvaluationParameters().data());
  return {{"parameters", Receipt(state.EvaluationParameters())},
          {"losses", Receipt(state.losses)},
          {"samples", Receipt(sampler.Sample({.steps = 3, .count = 101, .seed = 1}))}};
}

/// What decides the bits: the arithmetic, and of native builds the C library, whose functions (log,
/// exp, sin, ...) differ between versions by a last bit.
std::string Platform() {
#if defined(__GLIBC__)
  return Arithmetic() + ", glibc " + std::to_string(__GLIBC__) + "." +
         std::to_string(__GLIBC_MINOR__);
#else
  return Arithmetic();
#endif
}

/// tests/golden/receipts.json has runs, each with its settings and its receipts by platform. Where
/// this platform is not in the file, the test prints what could be added, and is skipped.
TEST(GoldenReceipts, RunsHaveTheirBits) {
  std::ifstream file(MEANFLOW_GOLDEN_DIR "/receipts.json");
  const auto golden = nlohmann::json::parse(file);
  int compared = 0;
  for (const auto& run : golden.at("runs")) {
    const auto& known = run.at("receipts");
    const nlohmann::json receipts = ReceiptsOf(run.at("settings"));
    const auto expected = known.find(Platform());
    if (expected == known.end()) {
      std::printf("%s: \"%s\": %s\n", run.at("name").dump().c_str(), Platform().c_str(),
                  receipts.dump().c_str());
      continue;
    }
    ++compared;
    EXPECT_EQ(receipts, *expected) << run.at("name") << " on " << Platform();
  }
  if (compared == 0) GTEST_SKIP() << "no receipts of " << Platform() << " are known";
}

}  // namespace
}  // namespace meanflow
