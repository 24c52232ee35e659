import { expect, it } from 'vitest';
import { lossText } from '../../../web/plot/loss-text.js';

it.each([
  [Number.NaN, '–'],
  [0, '0.000'],
  [1.6884, '1.688'],
  [9999, '9999.000'],
  [2.34e9, '2.34e+9'],
  [1.1e35, '1.10e+35'],
  [Number.POSITIVE_INFINITY, '∞'],
])('shows a loss of %f as %s', (loss, text) => {
  expect(lossText(loss)).toBe(text);
});
