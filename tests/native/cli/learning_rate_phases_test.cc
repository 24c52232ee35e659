#include "cli/learning_rate_phases.h"

#include <gtest/gtest.h>

#include "io/config_json.h"

namespace meanflow::cli {
namespace {

/// As text for comparisons: "300@10 400@1".
std::string Text(const LearningRatePhases& phases) {
  std::string text;
  for (const auto& [until, rate] : phases) {
    text +=
        (text.empty() ? "" : " ") + std::to_string(until) + "@" + std::to_string(rate).substr(0, 4);
  }
  return text;
}

TEST(LearningRatePhases, GiveTheRateOfEveryIteration) {
  const LearningRatePhases phases = {{300, 10}, {400, 1}};
  EXPECT_EQ(LearningRateAt(1, phases, 0.1), 10);
  EXPECT_EQ(LearningRateAt(300, phases, 0.1), 10);
  EXPECT_EQ(LearningRateAt(301, phases, 0.1), 1);
  EXPECT_EQ(LearningRateAt(400, phases, 0.1), 1);
  EXPECT_EQ(LearningRateAt(401, phases, 0.1), 0.1);
  EXPECT_EQ(LearningRateAt(1, {}, 0.1), 0.1);
}

TEST(LearningRatePhases, AreThoseTrainedIn) {
  const LearningRatePhases ten = {{300, 10}};
  EXPECT_EQ(Text(PhasesAfterRateChange({}, 10, 300, 1)), "300@10.0");
  EXPECT_EQ(Text(PhasesAfterRateChange(ten, 1, 400, 0.1)), "300@10.0 400@1.00");
  EXPECT_EQ(Text(PhasesAfterRateChange(ten, 1, 300, 0.1)), "300@10.0") << "nothing was done at 1";
  EXPECT_EQ(Text(PhasesAfterRateChange(ten, 1, 300, 10)), "") << "the same rate as before";
  EXPECT_EQ(Text(PhasesAfterRateChange(ten, 1, 400, 1)), "300@10.0") << "the same rate";
  EXPECT_EQ(Text(PhasesAfterRateChange(ten, 1, 200, 0.1)), "200@10.0")
      << "the rest of the phase is to come";
  EXPECT_EQ(Text(PhasesAfterRateChange({}, 10, 0, 1)), "");
}

TEST(LearningRatePhases, AreInOrderWithinTheRun) {
  EXPECT_EQ(Validate({}, 5), "");
  EXPECT_EQ(Validate({{2, 10}, {5, 1}}, 5), "");
  EXPECT_EQ(Validate({{0, 10}}, 5), "phases: 0 is not a whole number from 1 to 5");
  EXPECT_EQ(Validate({{2, 1}, {2, 3}}, 5), "phases: 2 is not a whole number from 3 to 5");
  EXPECT_EQ(Validate({{6, 1}}, 5), "phases: 6 is not a whole number from 1 to 5");
  EXPECT_EQ(Validate({{2, 11}}, 5), "phases: lr: 11 is not a number above 0 and at most 10");
}

TEST(LearningRatePhases, AreSavedInTheConfiguration) {
  TrainConfig config;
  config.seed = 7;
  EXPECT_EQ(ConfigToJson(config, {}), ToJson(config, 2));
  const LearningRatePhases phases = {{300, 10}, {400, 0.25}};
  const std::string json = ConfigToJson(config, phases);
  EXPECT_NE(json.find("\"phases\""), std::string::npos) << json;
  TrainConfig read;
  LearningRatePhases found;
  ASSERT_EQ(ConfigFromJson(json, &read, &found), "");
  EXPECT_EQ(ToJson(read), ToJson(config));
  EXPECT_EQ(Text(found), Text(phases));
  ASSERT_EQ(ConfigFromJson(ToJson(config), &read, &found), "");
  EXPECT_TRUE(found.empty());
  // The plain reader refuses phases, so it never reads such a run as one of a single rate.
  EXPECT_NE(FromJson(json, &read), "");
}

TEST(LearningRatePhases, RefuseInvalidConfigurations) {
  const std::string form = R"(phases: is not a list as in [{"until": 300, "lr": 10}])";
  const std::pair<std::string, std::string> cases[] = {
      {R"({"phases": 3})", form},
      {R"({"phases": [3]})", form},
      {R"({"phases": [{"until": 3}]})", form},
      {R"({"phases": [{"until": "3", "lr": 1}]})", form},
      {R"({"phases": [{"until": 3, "lr": 1, "more": 1}]})", form},
      {R"({"phases": [{"until": 1.5, "lr": 1}]})",
       "phases: until: 1.5 is not a whole number from 1 to 1000000"},
      {R"({"phases": [{"until": 9, "lr": 1}], "iterations": 5})",
       "phases: 9 is not a whole number from 1 to 5"},
      {R"({"phases": [{"until": 3, "lr": 0}]})",
       "phases: lr: 0 is not a number above 0 and at most 10"},
      {R"({"phases": [], "batch": 7})",
       "batch: 7 is not a whole number from 8 to 65536, a multiple of 8"},
      {R"({"phases": [], "phases": []})", ""},
  };
  for (const auto& [json, message] : cases) {
    TrainConfig config;
    LearningRatePhases phases = {{1, 1}};
    const std::string error = ConfigFromJson(json, &config, &phases);
    EXPECT_NE(error, "") << json;
    EXPECT_TRUE(message.empty() || error == message) << json << ": " << error;
    EXPECT_EQ(Text(phases), "1@1.00") << json;
  }
}

}  // namespace
}  // namespace meanflow::cli
