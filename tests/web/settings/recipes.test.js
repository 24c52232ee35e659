import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { recipeSettings } from '#tables';
import { instantiate } from '../../../web/engine/wasm.js';
import { recipeOf, recipes, secondsOf, valuesOf } from '../../../web/settings/recipes.js';
import { defaultValues, findSetting, parseSetting } from '../../../web/settings/settings.js';

const bytes = await readFile(new URL('../../../build/wasm/meanflow.wasm', import.meta.url));
const module = await instantiate(await WebAssembly.compile(bytes));

it('has recipes whose values the trainer takes, the tutorial first', () => {
  for (const { method, values } of recipes) {
    expect(module.validate(JSON.stringify({ method, ...values }))).toBe('');
  }
  expect(recipes[0]).toMatchObject({ name: 'tutorial', values: {} });
  expect(recipes.find(({ name }) => name === 'imf-plus')).toMatchObject({
    method: 'imf',
    values: { schedule: 'cosine', equal_share: 0.5 },
  });
});

it.each(recipes)('gives $name values that their settings take', (recipe) => {
  for (const [name, value] of Object.entries(recipe.values)) {
    expect(parseSetting(findSetting(name), String(value))).toEqual({ value, message: '' });
    expect(recipeSettings).toContain(name);
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

it('estimates how long a recipe takes from the rate of a run', () => {
  const [tutorial] = recipes;
  const quick = recipes.find(({ name }) => name === 'quick-imf') ?? tutorial;
  // At its own rate, a recipe takes its iterations.
  expect(secondsOf(tutorial, defaultValues(), 10)).toBeCloseTo(500.1);
  expect(secondsOf(quick, valuesOf(quick), 100)).toBeCloseTo(25);
  // A twentieth of the work, and back.
  expect(secondsOf(quick, defaultValues(), 10)).toBeCloseTo(500.1 / 20, 0);
  expect(secondsOf(tutorial, valuesOf(quick), 100) / 500.1).toBeCloseTo(1, 1);
  // A network of half the width has a quarter of the weights.
  expect(secondsOf(tutorial, { ...defaultValues(), width: 64 }, 40)).toBeCloseTo(493, -1);
});
