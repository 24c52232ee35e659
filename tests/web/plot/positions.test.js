import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionsAt } from '../../../web/plot/positions.js';

/** Two particles in two steps. @param {number[]} times */
const paths = (times) => ({
  count: 2,
  times: Float32Array.from(times),
  path: Float32Array.from([0, 0, 4, 4, 1, 2, 4, 0, 1, 6, 0, 0]),
});

/** @param {ReturnType<typeof paths>} path @param {number} time */
const at = (path, time) => {
  const positions = new Float32Array(4);
  positionsAt(path, time, positions);
  return [...positions];
};

describe('positionsAt', () => {
  for (const [direction, times] of /** @type {[string, number[]][]} */ ([
    ['reverse', [1, 0.5, 0]],
    ['forward', [0, 0.5, 1]],
  ])) {
    it(`gives the solver's states at its times, ${direction}`, () => {
      expect(at(paths(times), times[0])).toEqual([0, 0, 4, 4]);
      expect(at(paths(times), times[1])).toEqual([1, 2, 4, 0]);
      expect(at(paths(times), times[2])).toEqual([1, 6, 0, 0]);
    });

    it(`interpolates linearly between them, ${direction}`, () => {
      const quarter = times[0] + (times[1] - times[0]) / 2;
      expect(at(paths(times), quarter)).toEqual([0.5, 1, 4, 2]);
    });

    it(`stays at the ends outside these times, ${direction}`, () => {
      const sign = Math.sign(times[2] - times[0]);
      expect(at(paths(times), times[0] - sign)).toEqual([0, 0, 4, 4]);
      expect(at(paths(times), times[2] + sign)).toEqual([1, 6, 0, 0]);
    });
  }

  it('stays on the segment of its time, for any number of steps', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), unit, fc.boolean(), (steps, share, falls) => {
        const states = Float32Array.from({ length: 2 * (steps + 1) }, (_, i) => (i * 37) % 11);
        const times = Float32Array.from({ length: steps + 1 }, (_, k) =>
          falls ? 1 - k / steps : k / steps,
        );
        const positions = new Float32Array(2);
        positionsAt({ count: 1, times, path: states }, falls ? 1 - share : share, positions);
        const segments = [-1, 0, 1].map((offset) => Math.floor(share * steps) + offset);
        const within = segments.some((segment) => {
          if (segment < 0 || segment >= steps) return false;
          return [0, 1].every((axis) => {
            const ends = [states[2 * segment + axis], states[2 * segment + 2 + axis]];
            const [low, high] = [Math.min(...ends), Math.max(...ends)];
            return positions[axis] >= low - 1e-5 && positions[axis] <= high + 1e-5;
          });
        });
        expect(within, `segment ${share * steps} of ${steps}: ${positions}`).toBe(true);
      }),
    );
  });
});
