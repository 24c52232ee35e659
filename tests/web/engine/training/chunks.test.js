import { describe, expect, it } from 'vitest';
import { chunkSizes, gradientsOf, isBatch, LANES } from '../../../../web/engine/training/chunks.js';

/** Samples times parameters: a batch of 512 and one of 64 of the default network, and one that is always shared. */
const [MEDIUM, SMALL, LARGE] = [512 * 50_000, 64 * 50_000, 65_536 * 50_000];

describe('chunkSizes', () => {
  it('divides all lanes of an iteration', () => {
    for (const work of [SMALL, MEDIUM, LARGE]) {
      for (let workers = 1; workers <= 16; ++workers) {
        for (let methods = 1; methods <= 4; ++methods) {
          const sizes = chunkSizes(workers, methods, work);
          expect(sizes.reduce((sum, size) => sum + size)).toBe(LANES);
          expect(Math.min(...sizes)).toBeGreaterThan(0);
          expect(sizes.length).toBeLessThanOrEqual(LANES);
        }
      }
    }
  });

  it('gives a worker a whole batch when there are more methods than workers', () => {
    expect(chunkSizes(2, 3, MEDIUM)).toEqual([8]);
    expect(chunkSizes(3, 3, MEDIUM)).toEqual([3, 3, 2]);
    expect(chunkSizes(2, 1, MEDIUM)).toEqual([3, 3, 1, 1]);
    expect(chunkSizes(1, 1, MEDIUM)).toEqual([8]);
  });

  it('shares long iterations, and no short ones', () => {
    expect(chunkSizes(1, 3, LARGE)).toEqual([6, 2]);
    expect(chunkSizes(2, 3, LARGE)).toEqual([3, 3, 1, 1]);
    expect(chunkSizes(8, 1, SMALL)).toEqual([8]);
  });
});

it('counts the sum of a whole batch as one gradient', () => {
  expect([1, 3, 8].map(gradientsOf)).toEqual([1, 3, 1]);
  expect(isBatch([0, 1, 2, 3, 4, 5, 6, 7])).toBe(true);
  expect(isBatch([0, 1])).toBe(false);
});
