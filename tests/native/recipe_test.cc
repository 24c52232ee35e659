#include "meanflow/recipe.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "io/config_json.h"
#include "io/field_text.h"

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
  ApplyRecipe(Recipes().front(), &config);
  TrainConfig expected;
  expected.batch = 64;
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
  ApplyRecipe(Recipes()[1], &config);
  EXPECT_EQ(config.optimizer.schedule, Schedule::kCosine);
  EXPECT_EQ(config.times.equal_share, 0.5);
  EXPECT_EQ(Recipes()[1].method, Method::kImf);
}

}  // namespace
}  // namespace meanflow
