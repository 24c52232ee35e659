// Named settings: the tutorial's, and what samples sharper in one step. The trainer's own table, as
// src/meanflow/recipe.cc has it.

/** @import {Method} from '../engine/types.js' */
/** @import {Values} from './settings.js' */
import { findSetting, settings } from './settings.js';

/**
 * @typedef {object} Recipe
 * @property {string} name
 * @property {string} label   for people
 * @property {string} help    one sentence: what it does
 * @property {Method} method  what it is for
 * @property {Values} values  of settings that differ from their default
 */

/** @type {readonly Recipe[]} */
export const recipes = [
  {
    name: 'tutorial',
    label: 'As in the tutorial',
    help: "The tutorial's settings.",
    method: 'imf',
    values: {},
  },
  {
    name: 'imf-plus',
    label: 'iMF+',
    help: 'Cosine rate, and r = t for half of the samples.',
    method: 'imf',
    values: { schedule: 'cosine', equal_share: 0.5 },
  },
  {
    name: 'sharp',
    label: 'Sharp',
    help: 'LSD on posterior targets with a cosine rate from 0.01, most other samples anchored at the noise.',
    method: 'lsd',
    values: {
      lr: 0.01,
      schedule: 'cosine',
      warmup: 200,
      beta2: 0.99,
      equal_share: 0.7,
      start_share: 0.7,
      target: 'posterior',
    },
  },
];

/** Settings that a recipe decides: those it does not name are at their default. */
export const recipeFields = [
  'lr',
  ...settings.filter(({ section }) => section === 'sharper').map(({ name }) => name),
];

/** @param {Recipe} recipe @returns {Values} a value for every one of `recipeFields` */
export function valuesOf(recipe) {
  return Object.fromEntries(
    recipeFields.map((name) => [name, recipe.values[name] ?? findSetting(name).default]),
  );
}

/** The recipe that values are those of, if any. @param {Values} values */
export function recipeOf(values) {
  return recipes.find((recipe) => {
    return Object.entries(valuesOf(recipe)).every(([name, value]) => values[name] === value);
  });
}
