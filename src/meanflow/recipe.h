// Named settings: the tutorial's, what samples sharper in one step, and what does so in seconds.
#ifndef MEANFLOW_RECIPE_H_
#define MEANFLOW_RECIPE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/settings.h"

namespace meanflow {

/// A choice of how to train: values of fields that a form or an option sets together.
struct Recipe {
  std::string name;   ///< As on the command line.
  std::string label;  ///< For readers.
  std::string help;   ///< One sentence: what it does.
  Method method;      ///< What it is for.
  /// Fields other than "method" that differ from RecipeFields()' defaults.
  std::vector<std::pair<std::string, FieldValue>> values;
};

/// "tutorial", all at its default, first.
const std::vector<Recipe>& Recipes();

/// Every field that recipes decide; what a recipe does not name is at its default.
const std::vector<std::string_view>& RecipeFields();

/// Sets RecipeFields() to the recipe's values; the method stays.
void ApplyRecipe(const Recipe& recipe, TrainConfig* config);

}  // namespace meanflow

#endif  // MEANFLOW_RECIPE_H_
