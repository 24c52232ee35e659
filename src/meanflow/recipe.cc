#include "meanflow/recipe.h"

#include <cassert>
#include <nlohmann/json.hpp>

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

const std::vector<std::string>& RecipeFields() {
  static const std::vector<std::string> fields = {"lr",
                                                  "beta1",
                                                  "beta2",
                                                  "epsilon",
                                                  "schedule",
                                                  "warmup",
                                                  "clip",
                                                  "ema",
                                                  "times",
                                                  "times_mean",
                                                  "times_deviation",
                                                  "equal_share",
                                                  "start_share",
                                                  "time_inputs",
                                                  "tangent",
                                                  "target",
                                                  "adaptive_power",
                                                  "adaptive_constant"};
  return fields;
}

void ApplyRecipe(const Recipe& recipe, TrainConfig* config) {
  for (const std::string& name : RecipeFields()) {
    SetField(name, GetField(TrainConfig{}, name), config);
  }
  for (const auto& [name, value] : recipe.values) {
    [[maybe_unused]] const std::string error = SetField(name, value, config);
    assert(error.empty());
  }
}

std::string RecipesToJson() {
  auto array = nlohmann::ordered_json::array();
  for (const Recipe& recipe : Recipes()) {
    auto values = nlohmann::ordered_json::object();
    for (const auto& [name, value] : recipe.values) {
      std::visit([&values, &name = name](const auto& of) { values[name] = of; }, value);
    }
    array.push_back({{"name", recipe.name},
                     {"label", recipe.label},
                     {"help", recipe.help},
                     {"method", Name(recipe.method)},
                     {"values", values}});
  }
  return array.dump();
}

}  // namespace meanflow
