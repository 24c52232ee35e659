#include "io/config_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "io/field_text.h"
#include "meanflow/density.h"
#include "mutations.h"

namespace meanflow {
namespace {

/// No value is the default.
TrainConfig Unusual() {
  TrainConfig config;
  config.method = Method::kFm;
  config.direction = Direction::kForwardAsPublished;
  config.density = {.name = "drawing", .cells = 7, .scale = 1.1, .drawing = "2.AB_C"};
  config.network = {.depth = 2, .width = 33};
  config.optimizer = {.learning_rate = 0.1, .beta1 = 1.0 / 3, .beta2 = 0.95, .epsilon = 1e-300};
  config.optimizer.schedule = Schedule::kCosine;
  config.optimizer.warmup = 33;
  config.optimizer.clip = 0.7;
  config.optimizer.ema = 0.999;
  config.times = {.distribution = TimeDistribution::kLogitNormal,
                  .mean = 0.3,
                  .deviation = 0.8,
                  .equal_share = 0.25,
                  .start_share = 0.1};
  config.network.time_inputs = TimeInputs::kInterval;
  config.network.features = 3;
  config.network.linear_path = LinearPath::kOn;
  config.sequence = Sequence::kLattice;
  config.loss = {.tangent = Tangent::kExact,
                 .target = Target::kPosterior,
                 .posterior_points = 700,
                 .adaptive_power = 0.5,
                 .adaptive_constant = 0.02};
  config.batch = 80;
  config.iterations = 123456;
  config.checkpoint_every = 17;
  config.seed = 4294967295;
  return config;
}

TEST(ConfigJson, ReadsBackEveryFieldExactly) {
  TrainConfig read;
  ASSERT_EQ(FromJson(ToJson(Unusual()), &read), "");
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    EXPECT_EQ(GetField(read, name), GetField(Unusual(), name)) << name;
    EXPECT_NE(GetField(read, name), GetField(TrainConfig{}, name)) << name;
  }
  SampleConfig sampling;
  ASSERT_EQ(FromJson(ToJson(SampleConfig{.steps = 100, .count = 9, .seed = 3}), &sampling), "");
  EXPECT_EQ(sampling.steps, 100);
  EXPECT_EQ(sampling.count, 9);
  EXPECT_EQ(sampling.seed, 3u);
}

TEST(ConfigJson, WritesPlainNumbersInTheOrderOfFields) {
  EXPECT_EQ(ToJson(SampleConfig{.steps = 2, .count = 3, .seed = 4294967295}),
            R"({"seed":4294967295,"steps":2,"count":3})");
  EXPECT_EQ(ToJson(TrainConfig{}).rfind(R"({"method":"imf","direction":"reverse",)", 0), 0u)
      << ToJson(TrainConfig{});
}

TEST(ConfigJson, WhatIsLeftOutStays) {
  TrainConfig config = Unusual();
  ASSERT_EQ(FromJson(R"({"lr": 1, "batch": 16.0})", &config), "");
  EXPECT_EQ(config.optimizer.learning_rate, 1);
  EXPECT_EQ(config.batch, 16);
  EXPECT_EQ(config.network.width, 33);
  ASSERT_EQ(FromJson("{}", &config), "");
  EXPECT_EQ(config.batch, 16);
}

TEST(ConfigJson, RefusesByNameAndLeavesTheConfigAlone) {
  struct Case {
    const char* json;
    const char* message;
  };
  const Case cases[] = {
      {"", "this is not JSON"},
      {"[]", "not a JSON object"},
      {R"({"lr": 1)", "this is not JSON"},
      {R"({"lr": 1, "lr": 2})", "\"lr\" occurs twice"},
      {R"({"learning_rate": 1})", "\"learning_rate\" is not a setting"},
      {R"({"steps": 1})", "\"steps\" is not a setting"},
      {R"({"lr": 0})", "lr: 0 is not a number above 0 and at most 10"},
      {R"({"lr": "0.1"})", "lr: \"0.1\" is not a number above 0"},
      {R"({"lr": null})", "lr: \"null\" is not a number above 0"},
      {R"({"lr": [1]})", "lr: \"[1]\" is not a number above 0"},
      {R"({"lr": 1e999})", "a number is too large"},
      {R"({"batch": 12})", "batch: 12 is not a whole number from 8 to 65536, a multiple of 8"},
      {R"({"width": 1.5})", "width: 1.5 is not a whole number from 1 to 1024"},
      {R"({"seed": -1})", "seed: -1 is not a whole number from 0 to 4294967295"},
      {R"({"seed": 18446744073709551616})", "seed: 1.844674407e+19 is not"},
      {R"({"method": 1})", "method: \"1\" is not one of fm, mf"},
      {R"({"method": "FM"})", "method: \"FM\" is not one of fm, mf"},
      {R"({"density": true})", "density: \"true\" is not one of checkerboard"},
      {R"({"drawing": 1})", "drawing: \"1\" is not nothing, or a drawing: its size from 2"},
      {R"({"drawing": "2.AAAA"})", "drawing: it is empty: no cell has any mass"},
      {R"({"drawing": ""})", "drawing: the density \"drawing\" needs one, and there is none"},
      {R"({"seed": 5, "density": "\u001b[2J"})", "density: \"\\u001b[2J\" is not one of"},
  };
  for (const Case& wrong : cases) {
    TrainConfig config = Unusual();
    const std::string error = FromJson(wrong.json, &config);
    EXPECT_NE(error.find(wrong.message), std::string::npos) << wrong.json << ": " << error;
    EXPECT_EQ(ToJson(config), ToJson(Unusual())) << wrong.json;
  }
}

TEST(ConfigJson, DamageGivesAMessageOrAValidConfig) {
  const std::string good = ToJson(Unusual());
  for (std::uint32_t seed = 0; seed < 5000; ++seed) {
    TrainConfig config;
    if (FromJson(Mutate(good, seed), &config).empty()) {
      ASSERT_EQ(Validate(config), "") << "seed " << seed;
    }
  }
}

TEST(ConfigFields, TextReadsBack) {
  for (const std::string_view name : FieldNames<TrainConfig>()) {
    const FieldValue value = GetField(Unusual(), name);
    FieldValue read;
    ASSERT_EQ(FromText(FindField(name), ToText(value), &read), "") << name;
    EXPECT_EQ(read, value) << name << " as " << ToText(value);
  }
  FieldValue ignored;
  EXPECT_EQ(FromText(FindField("cells"), "4 ", &ignored), "") << "JSON allows space";
  for (const char* text : {"", "four", "4,", "0x4", "[4]", "\"4\""}) {
    EXPECT_EQ(FromText(FindField("cells"), text, &ignored).rfind("cells: ", 0), 0u) << text;
  }
}

}  // namespace
}  // namespace meanflow
