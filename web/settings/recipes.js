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

/**
 * About how long a recipe takes, from the rate of a run under other values: an iteration takes as long as its
 * multiply-adds, and a sample with r = t three passes through the network where others take five.
 *
 * @param {Recipe} recipe
 * @param {Values} values
 * @param {number} rate  iterations a second under `values`
 * @returns {number} seconds
 */
export function secondsOf(recipe, values, rate) {
  const own = valuesOf(recipe);
  const ratio = workOf({ ...values, ...own }) / workOf({ ...values });
  return (Number(own.iterations) / rate) * ratio;
}

/** Of an iteration. @param {Values} values */
function workOf(values) {
  return Number(values.batch) * weightsOf(values) * (5 - 2 * Number(values.equal_share));
}

/** Of the network: multiply-adds of one pass of a sample. @param {Values} values */
export function weightsOf({ width, depth, features }) {
  const [w, inputs] = [Number(width), 4 * (1 + 2 * Number(features))];
  return w * (inputs + 2 + (Number(depth) - 1) * w);
}
