// What small batches reach of the speed of large ones, in turns.

import { ratios, spread } from './statistics.js';

const SMALL = 512;
const LARGE = 4096;

/**
 * @param {Awaited<ReturnType<typeof import('./browser.js').openBenchPage>>} bench
 * @param {string[]} methods
 * @param {Record<string, number>} flop  of an iteration of LARGE samples, by method
 * @param {number} seconds
 * @param {number} turns
 * @returns {Promise<string[][]>} rows of `smallHeader`
 */
export async function smallBatches(bench, methods, flop, seconds, turns) {
  const speed = async (
    /** @type {string[]} */ together,
    /** @type {number} */ workers,
    /** @type {number} */ batch,
    time = seconds / turns,
  ) => {
    const rates = await bench.train(workers, together, time, { batch });
    const sum = rates.reduce((total, rate, i) => total + rate * flop[together[i]], 0);
    return (sum * batch) / LARGE / 1e9;
  };
  const rows = [];
  for (const workers of [1, 2]) {
    for (const together of [methods, ['imf']]) {
      for (const batch of [SMALL, LARGE]) await speed(together, workers, batch, 1);
      /** @type {{small: number[], large: number[]}} */
      const speeds = { small: [], large: [] };
      for (let i = 0; i < turns; i++) {
        speeds.small.push(await speed(together, workers, SMALL));
        speeds.large.push(await speed(together, workers, LARGE));
      }
      const share = spread(ratios(speeds.small, speeds.large), 100, '%');
      const { small, large } = speeds;
      rows.push([together.join(' + '), String(workers), spread(small), spread(large), share]);
    }
  }
  return rows;
}

export const smallHeader = [
  'methods',
  'workers',
  `GFLOP/s at ${SMALL}`,
  `at ${LARGE}`,
  'small of large',
];
