import { expect, it } from 'vitest';
import { duration } from '../../../../web/element/controls/run-bar.js';

it.each([
  [0.2, '1 s'],
  [59.1, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3600, '1 h 0 min'],
  [90061, '25 h 1 min'],
])('formats %f seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
