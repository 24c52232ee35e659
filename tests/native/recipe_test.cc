#include "meanflow/recipe.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "io/config_json.h"
#include "io/field_text.h"
#include "meanflow/mlp.h"

namespace meanflow {
namespace {

TEST(Recipes, EveryValueIsOneThatItsFieldTakes) {
  for (const Recipe& recipe : Recipes()) {
    for (const auto& [name, value] : recipe.values) {
      TrainConfig config;
      EXPECT_EQ(SetField(name, value, &config), "") << recipe.name;
      EXPECT_NE(GetField(config, name), GetField(TrainConfig{}, name))
          << recipe.name << " " << name;
      EXPECT_NE(std::count(RecipeFields().begin(), RecipeFields().end(), name), 0) << name;
    }
  }
}

TEST(Recipes, TheFirstIsTheDefault) {
  TrainConfig config;
  config.optimizer.schedule = Schedule::kCosine;
  config.times.equal_share = 0.3;
  config.batch = 64;
  config.seed = 7;
  ApplyRecipe(Recipes().front(), &config);
  TrainConfig expected;
  expected.seed = 7;
  EXPECT_EQ(ToJson(config), ToJson(expected));
}

TEST(Recipes, SetTheirFieldsAndNoOthers) {
  for (const Recipe& recipe : Recipes()) {
    TrainConfig config;
    config.seed = 5;
    config.optimizer.ema = 0.9;
    ApplyRecipe(recipe, &config);
    EXPECT_EQ(config.seed, 5U);
    EXPECT_EQ(Validate(config), "");
    for (const auto& [name, value] : recipe.values) EXPECT_EQ(GetField(config, name), value);
  }
}

TEST(Recipes, TutorialChangesNothingAndTheOthersWhatTheyName) {
  EXPECT_EQ(Recipes()[0].name, "tutorial");
  EXPECT_TRUE(Recipes()[0].values.empty());
  TrainConfig config;
  const Recipe& plus = Recipes()[2];
  EXPECT_EQ(plus.name, "imf-plus");
  ApplyRecipe(plus, &config);
  EXPECT_EQ(config.optimizer.schedule, Schedule::kCosine);
  EXPECT_EQ(config.times.equal_share, 0.5);
  EXPECT_EQ(plus.method, Method::kImf);
}

/// Network passes of a sample: a pass of the tangent counts one, one backwards two.
double PassesPerSample(const TrainConfig& config) {
  const double equal = EqualShare(config);
  const bool is_lsd = config.method == Method::kLsd;
  const bool has_own_tangent = TangentOf(config) == Tangent::kConditional && !is_lsd;
  // With r = t: there and back. LSD: u with its tangent, the teacher, and back through both.
  const double others = is_lsd ? 7 : has_own_tangent ? 4 : 5;
  return equal * 3 + (1 - equal) * others;
}

/// Multiply-adds of a run's weights, roughly.
double Work(const TrainConfig& config) {
  const auto weights = static_cast<double>(ShapeOf(config.method, config.network).ParameterCount());
  return weights * config.batch * config.iterations * PassesPerSample(config);
}

TEST(Recipes, QuickOnesTakeATwentiethOfTheTutorialsWork) {
  const double tutorial = Work(TrainConfig{});
  int quick = 0;
  for (const Recipe& recipe : Recipes()) {
    if (!recipe.name.starts_with("quick")) continue;
    ++quick;
    TrainConfig config;
    config.method = recipe.method;
    ApplyRecipe(recipe, &config);
    EXPECT_LT(Work(config) / tutorial, 0.0501) << recipe.name;
    EXPECT_GT(Work(config) / tutorial, 0.035) << recipe.name;
  }
  EXPECT_EQ(quick, 3);
}

}  // namespace
}  // namespace meanflow
