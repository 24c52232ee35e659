import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadLabels } from '../../../web/plot/chart-style.js';

/** @param {number[]} ys @param {number} [bottom] */
const placed = (ys, bottom = 100) => {
  return spreadLabels(
    ys.map((y, index) => ({ y, index })),
    10,
    bottom,
  );
};

it.each([
  { about: 'far apart: as they are', ys: [20, 50], expected: [20, 50] },
  { about: 'in any order', ys: [50, 20], expected: [20, 50] },
  { about: 'too close: the lower one moves down', ys: [20, 23], expected: [20, 30] },
  { about: 'at the bottom: the upper ones move up', ys: [95, 98, 99], expected: [80, 90, 100] },
  { about: 'below the bottom', ys: [130], expected: [100] },
  { about: 'none', ys: [], expected: [] },
])('$about', ({ ys, expected }) => {
  expect(placed(ys).map(({ y }) => y)).toEqual(expected);
});

it('keeps the order, the gaps and the bottom, for any labels', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 8 }), (ys) => {
      const apart = placed(ys);
      expect(apart.map(({ index }) => ys[index])).toEqual(ys.toSorted((a, b) => a - b));
      for (let i = 1; i < apart.length; i++) {
        expect(apart[i].y - apart[i - 1].y).toBeGreaterThanOrEqual(10);
      }
      for (const { y } of apart) expect(y).toBeLessThanOrEqual(100);
    }),
  );
});
