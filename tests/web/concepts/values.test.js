import { expect, it } from 'vitest';
import { figureAttributes, valueNames } from '../../../web/concepts/attributes.js';
import { concepts } from '../../../web/concepts/concepts.js';
import {
  adjustTimes,
  anchorSetting,
  densitySetting,
  iterationSetting,
  readValue,
} from '../../../web/concepts/values.js';
import { checkpointIterations } from '../../../web/models/models.js';

it.each([
  [anchorSetting(0.5), '0.3', 0.3, ''],
  [anchorSetting(0.5), ' 1 ', 1, ''],
  [anchorSetting(0.5), '0', undefined, 't="0" is not a number from 0.05 to 1.'],
  [anchorSetting(0.5), 'soon', undefined, 't="soon" is not a number from 0.05 to 1.'],
  [anchorSetting(0.5), '', undefined, 't="" is not a number from 0.05 to 1.'],
  [iterationSetting(), '2000', '2000', ''],
  [
    iterationSetting(),
    '1500',
    undefined,
    'iteration="1500" is not one of 0, 1000, 2000, 3000, 4000 or 5000.',
  ],
  [
    densitySetting(),
    'drawing',
    undefined,
    'density="drawing" is not one of checkerboard, eight-gaussians, two-moons, two-spirals, rings or pinwheel.',
  ],
])('reads a value, or says what is wrong: %#', (setting, text, value, message) => {
  expect(readValue(setting, text)).toEqual({ value, message });
});

it('keeps r at most t', () => {
  const values = { t: 0.4, r: 0.7 };
  adjustTimes(values);
  expect(values).toEqual({ t: 0.4, r: 0.4 });
  values.r = 0.9;
  adjustTimes(values, 'r');
  expect(values).toEqual({ t: 0.9, r: 0.9 });
  const without = { t: 0.4 };
  adjustTimes(without);
  expect(without).toEqual({ t: 0.4 });
});

it('offers the networks that there are', () => {
  const offered = iterationSetting().choices?.map(({ value }) => Number(value));
  expect(offered).toEqual([0, ...checkpointIterations]);
});

it('has an attribute for each value of a figure', () => {
  const names = Object.values(concepts).flatMap(({ settings }) => settings.map(({ name }) => name));
  expect(new Set(names)).toEqual(new Set(valueNames));
  expect(figureAttributes).toEqual(['figure', ...valueNames, 'theme', 'models']);
});
