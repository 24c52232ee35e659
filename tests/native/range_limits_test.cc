// Training, sampling and metrics at the limits of every setting's range.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "io/field_text.h"
#include "meanflow/metrics.h"
#include "meanflow/named_densities.h"
#include "meanflow/sampler.h"
#include "meanflow/trainer.h"

namespace meanflow {
namespace {

template <typename Values>
bool AllFinite(const Values& values) {
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::isfinite(value); });
}

/// Settings of one training step, by name.
struct RangeLimit {
  std::string name;
  std::vector<std::pair<std::string, double>> settings;
};

/// Other settings are small.
const RangeLimit kRangeLimits[] = {
    {"LearningRate10", {{"lr", 10}, {"width", 8}, {"batch", 64}}},
    {"SmallestLearningRate", {{"lr", 5e-324}, {"width", 8}, {"batch", 64}}},
    {"NoMomentum", {{"beta1", 0}, {"beta2", 0}, {"epsilon", 1}, {"width", 8}, {"batch", 64}}},
    {"Width1", {{"width", 1}, {"batch", 64}}},
    {"Width1024", {{"width", 1024}, {"depth", 2}, {"batch", 8}}},
    {"Depth1", {{"depth", 1}, {"batch", 64}}},
    {"Depth16", {{"depth", 16}, {"width", 8}, {"batch", 64}}},
    {"Smallest", {{"depth", 1}, {"width", 1}, {"batch", 8}}},
    {"Batch8", {{"batch", 8}}},
    {"Batch65536", {{"batch", 65536}, {"width", 8}}},
    {"OneCell", {{"cells", 1}, {"width", 8}, {"batch", 64}}},
    {"ManyCells", {{"cells", 32}, {"scale", 4}, {"width", 8}, {"batch", 64}}},
    {"SmallScale", {{"scale", 0.25}, {"width", 8}, {"batch", 64}}},
    {"LargestSeed", {{"seed", 4294967295}, {"width", 8}, {"batch", 64}}},
};

class RangeLimits : public testing::TestWithParam<RangeLimit> {};

TEST_P(RangeLimits, TrainAndSample) {
  for (const Method method : {Method::kFm, Method::kMf, Method::kImf}) {
    SCOPED_TRACE(Name(method));
    TrainConfig config;
    config.method = method;
    for (const auto& [name, value] : GetParam().settings) {
      ASSERT_EQ(SetField(name, value, &config), "");
    }
    Trainer trainer(config);
    ASSERT_EQ(trainer.Step(), "");
    EXPECT_TRUE(std::isfinite(trainer.state().losses[0]));
    EXPECT_GT(trainer.state().losses[0], 0);
    EXPECT_TRUE(AllFinite(trainer.state().parameters));

    Sampler sampler(method, config.direction, config.network);
    sampler.SetParameters(trainer.state().parameters.data());
    EXPECT_TRUE(AllFinite(sampler.Sample({.steps = 2, .count = 5, .seed = 1})));
  }
}

INSTANTIATE_TEST_SUITE_P(Training, RangeLimits, testing::ValuesIn(kRangeLimits),
                         [](const auto& info) { return info.param.name; });

TEST(RangeLimits, SamplerTakesMostStepsAndParticles) {
  const NetworkConfig network{.depth = 1, .width = 4};
  TrainConfig config;
  config.network = network;
  const Vector<float> parameters = Trainer(config).state().parameters;
  for (const Direction direction :
       {Direction::kReverse, Direction::kForward, Direction::kForwardAsPublished}) {
    Sampler sampler(config.method, direction, network);
    sampler.SetParameters(parameters.data());
    const std::vector<float> path = sampler.Path({.steps = 1000, .count = 3, .seed = 1});
    EXPECT_EQ(path.size(), 1001u * 2 * 3);
    EXPECT_TRUE(AllFinite(path));
    const std::vector<float> many = sampler.Sample({.steps = 1, .count = 200000, .seed = 1});
    ASSERT_EQ(many.size(), 400000u);
    EXPECT_TRUE(AllFinite(many));
  }
  EXPECT_EQ(Validate(SampleConfig{.steps = 1001}),
            "steps: 1001 is not a whole number from 1 to 1000");
  EXPECT_EQ(Validate(SampleConfig{.count = 200001}),
            "count: 200001 is not a whole number from 1 to 200000");
}

TEST(RangeLimits, QualityMeterTakesFewestAndMostParticles) {
  const GridDensity density = MakeDensity(DensityConfig{});
  for (const int count : {1, 200000}) {
    const std::vector<float> noise = StartingNoise(1, count);
    const SampleQuality quality = QualityMeter(density, count, 1).Measure(noise.data());
    EXPECT_GE(quality.on_support, 0);
    EXPECT_LE(quality.on_support, 1);
    EXPECT_TRUE(std::isfinite(quality.sliced_wasserstein)) << count;
    EXPECT_TRUE(std::isfinite(quality.total_variation)) << count;
  }
}

/// Trains at a learning rate at which training diverges.
TEST(RangeLimits, DivergenceKeepsTheLastFiniteState) {
  TrainConfig config;
  config.network = {.depth = 6, .width = 16};
  config.batch = 8;
  config.optimizer = {.learning_rate = 10, .beta1 = 0, .beta2 = 0, .epsilon = 1e-8};
  Trainer trainer(config);
  std::string error;
  while (error.empty() && !trainer.Done()) error = trainer.Step();
  EXPECT_NE(error.find("not finite"), std::string::npos) << error;
  EXPECT_NE(error.find(" iteration " + std::to_string(trainer.state().iteration + 1)),
            std::string::npos)
      << error << " and not after " << trainer.state().iteration;
  EXPECT_TRUE(AllFinite(trainer.state().parameters));
  EXPECT_TRUE(AllFinite(trainer.state().moments.first));
  EXPECT_TRUE(AllFinite(trainer.state().moments.second));
  EXPECT_TRUE(AllFinite(trainer.state().losses));
}

}  // namespace
}  // namespace meanflow
