#include "meanflow/recipe.h"

#include "meanflow/settings_table.h"

namespace meanflow {

const std::vector<Recipe>& Recipes() {
  static const std::vector<Recipe> recipes = {
      {"tutorial", "As in the tutorial", "The tutorial's settings.", Method::kImf, {}},
      {"imf-plus",
       "iMF+",
       "Cosine rate, and r = t for half of the samples.",
       Method::kImf,
       {{"schedule", "cosine"}, {"equal_share", 0.5}}},
      {"sharp",
       "Sharp",
       "LSD on posterior targets with a cosine rate from 0.01, most other samples anchored at the "
       "noise.",
       Method::kLsd,
       {{"lr", 0.01},
        {"schedule", "cosine"},
        {"warmup", 200.0},
        {"beta2", 0.99},
        {"equal_share", 0.7},
        {"start_share", 0.7},
        {"target", "posterior"}}},
  };
  return recipes;
}

const std::vector<std::string_view>& RecipeFields() {
  static const std::vector<std::string_view> fields = [] {
    std::vector<std::string_view> all;
    for (const Setting& setting : kSettings) {
      if (setting.recipe) all.push_back(setting.name);
    }
    return all;
  }();
  return fields;
}

void ApplyRecipe(const Recipe& recipe, TrainConfig* config) {
  for (const std::string_view name : RecipeFields()) {
    StoreField(name, DefaultOf(name), config);
  }
  for (const auto& [name, value] : recipe.values) StoreField(name, value, config);
}

}  // namespace meanflow
