#include "meanflow/recipe.h"

#include "meanflow/settings_table.h"

namespace meanflow {

namespace {

using Values = std::vector<std::pair<std::string, FieldValue>>;

/// `base` and `more`, which has no field of `base`.
Values With(Values base, const Values& more) {
  base.insert(base.end(), more.begin(), more.end());
  return base;
}

/// What makes an iteration worth more: small batches under a decaying rate, targets of little
/// noise, evenly spread samples.
const Values& SmallBatches() {
  static const Values values = {{"batch", 512.0},
                                {"schedule", "cosine"},
                                {"beta2", 0.95},
                                {"target", "posterior"},
                                {"sequence", "lattice"}};
  return values;
}

/// Of LSD.
const Values& SmallBatchesOfLsd() {
  static const Values values = With(
      SmallBatches(), {{"equal_share", 0.7}, {"start_share", 0.7}, {"posterior_points", 1024.0}});
  return values;
}

/// Of FM, MF and iMF: 2500 iterations of 512 samples at 4 network passes each are a twentieth of
/// the tutorial's 5001 of 4096 at 5.
const Values& SmallBatchesOfMeanFlow() {
  static const Values values = With(SmallBatches(), {{"lr", 0.006},
                                                     {"equal_share", 0.5},
                                                     {"posterior_points", 512.0},
                                                     {"warmup", 100.0},
                                                     {"iterations", 2500.0}});
  return values;
}

}  // namespace

const std::vector<Recipe>& Recipes() {
  static const std::vector<Recipe> recipes = {
      {"tutorial", "As in the tutorial", "The tutorial's settings.", Method::kImf, {}},
      {"quick-imf", "Quick",
       "The tutorial's methods and network at a twentieth of its work: small batches, targets of "
       "little noise.",
       Method::kImf, SmallBatchesOfMeanFlow()},
      {"imf-plus",
       "iMF+",
       "Cosine rate, and r = t for half of the samples.",
       Method::kImf,
       {{"schedule", "cosine"}, {"equal_share", 0.5}}},
      {"sharp",
       "Sharp",
       "LSD at the tutorial's work: smaller batches, targets of little noise, and a network with "
       "Fourier features.",
       Method::kLsd,
       {{"schedule", "cosine"},
        {"warmup", 408.0},
        {"beta2", 0.99},
        {"equal_share", 0.6},
        {"start_share", 0.7},
        {"target", "posterior"},
        {"posterior_points", 4096.0},
        {"sequence", "lattice"},
        {"batch", 2048.0},
        {"iterations", 10200.0},
        {"features", 3.0},
        {"linear_path", "on"}}},
      {"quick", "Quick LSD",
       "LSD at a twentieth of the tutorial's work: small batches, targets of little noise, and a "
       "narrow network with Fourier features.",
       Method::kLsd,
       With(SmallBatchesOfLsd(), {{"lr", 0.008},
                                  {"warmup", 343.0},
                                  {"iterations", 8580.0},
                                  {"width", 64.0},
                                  {"features", 2.0},
                                  {"linear_path", "on"}})},
      {"quick-same-network", "Quick LSD, same network",
       "LSD at the same work with the tutorial's network.", Method::kLsd,
       With(SmallBatchesOfLsd(), {{"lr", 0.01}, {"warmup", 95.0}, {"iterations", 2381.0}})},
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
