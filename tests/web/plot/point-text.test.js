import { expect, it } from 'vitest';
import { pointText } from '../../../web/plot/point-text.js';

it.each([
  [[0.3, -0.7], '(0.30, −0.70)'],
  [[-0.004, 0.004], '(0.00, 0.00)'],
  [[-0.006, -10.004], '(−0.01, −10.00)'],
])('formats %j as %s', (point, text) => {
  expect(pointText(point)).toBe(text);
});

it('shows a dash for an unknown point', () => {
  expect(pointText(undefined)).toBe('–');
});
