// Whole runs, held to the bit: what rewrites the trainer must change nothing here.
#include <gtest/gtest.h>

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
  const auto receipt = [](const std::vector<float>& values) {
    return Receipt(ConstVectorMap<float>(values.data(), static_cast<Eigen::Index>(values.size())));
  };
  return {{"parameters", Receipt(state.EvaluationParameters())},
          {"losses", receipt(state.losses)},
          {"samples", receipt(sampler.Sample({.steps = 3, .count = 101, .seed = 1}))}};
}

/// tests/golden/receipts.json has runs, each with its settings and its receipts by arithmetic.
TEST(GoldenReceipts, RunsHaveTheirBits) {
  std::ifstream file(MEANFLOW_GOLDEN_DIR "/receipts.json");
  const auto golden = nlohmann::json::parse(file);
  for (const auto& run : golden.at("runs")) {
    const nlohmann::json receipts = ReceiptsOf(run.at("settings"));
    EXPECT_EQ(receipts, run.at("receipts").at(Arithmetic()))
        << run.at("name") << ", " << Arithmetic();
  }
}

}  // namespace
}  // namespace meanflow
