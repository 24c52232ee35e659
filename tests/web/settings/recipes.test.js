import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { instantiate } from '../../../web/engine/wasm.js';
import { recipeFields, recipeOf, recipes, valuesOf } from '../../../web/settings/recipes.js';
import { defaultValues, findSetting, parseSetting } from '../../../web/settings/settings.js';

const bytes = await readFile(new URL('../../../build/wasm/meanflow.wasm', import.meta.url));
const module = await instantiate(await WebAssembly.compile(bytes));

it('has the recipes of the trainer', () => {
  expect(recipes).toEqual(JSON.parse(module.recipes()));
});

it.each(recipes)('gives $name values that their settings take', (recipe) => {
  for (const [name, value] of Object.entries(recipe.values)) {
    expect(parseSetting(findSetting(name), String(value))).toEqual({ value, message: '' });
    expect(recipeFields).toContain(name);
  }
});

it('knows a recipe by its values, and one that was changed by hand as none', () => {
  for (const recipe of recipes) {
    const values = { ...defaultValues(), seed: 7, ...valuesOf(recipe) };
    expect(recipeOf(values)).toBe(recipe);
    expect(recipeOf({ ...values, ema: 0.5 })).toBeUndefined();
  }
  expect(recipeOf(defaultValues())).toBe(recipes[0]);
});
