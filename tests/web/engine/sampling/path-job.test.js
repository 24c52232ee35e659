import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSize, PathJob } from '../../../../web/engine/sampling/path-job.js';

/** Every particle and step moves differently, so mixing up blocks or steps is detected. */
const sampler = {
  /** @param {number} index @param {number} steps @param {Float32Array} positions */
  step: (index, steps, positions) => positions.map((x) => Math.fround(x + (index + 1) / steps)),
};

describe('PathJob', () => {
  it('returns the states of all particles, whatever the block size', () => {
    const sizes = fc.record({
      count: fc.integer({ min: 1, max: 50 }),
      steps: fc.integer({ min: 1, max: 6 }),
      size: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(sizes, ({ count, steps, size }) => {
        const noise = Float32Array.from({ length: 2 * count }, (_, i) => i);
        const job = new PathJob(sampler, noise.slice(), steps, size);
        while (!job.finished) job.advance();
        let state = noise;
        expect(job.path.slice(0, noise.length)).toEqual(state);
        for (let step = 1; step <= steps; ++step) {
          state = sampler.step(step - 1, steps, state);
          const from = step * noise.length;
          expect(job.path.slice(from, from + noise.length), `state ${step}`).toEqual(state);
        }
        expect(job.path.length).toBe((steps + 1) * noise.length);
      }),
    );
  });

  it('uses smaller blocks for larger networks', () => {
    const sizes = [10, 50_000, 1_000_000, 16_000_000].map(blockSize);
    expect(sizes).toEqual([2048, 2000, 100, 64]);
  });
});
