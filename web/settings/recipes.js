// Named settings: the tutorial's, and what samples sharper in one step. The table is in src/meanflow/recipe.cc.

import { recipeSettings, recipes } from '#tables';
import { findSetting } from './settings.js';

export { recipes };

/**
 * @typedef {import('#tables').Recipe} Recipe
 * @typedef {import('#tables').Values} Values
 */

/** @param {Recipe} recipe @returns {Values} a value for every one of `recipeSettings` */
export function valuesOf(recipe) {
  return Object.fromEntries(
    recipeSettings.map((name) => [name, recipe.values[name] ?? findSetting(name).default]),
  );
}

/** The recipe that values are those of, if any. @param {Values} values */
export function recipeOf(values) {
  return recipes.find((recipe) => {
    return Object.entries(valuesOf(recipe)).every(([name, value]) => values[name] === value);
  });
}
