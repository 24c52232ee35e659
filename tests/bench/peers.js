// Others that train the same, beside us, in turns: TensorFlow.js, jax-js and PyTorch.

import { find, measureNative } from './processes.js';
import { ratios, spread } from './statistics.js';

/** @typedef {Awaited<ReturnType<typeof import('./browser.js').openBenchPage>>} BenchPage */

/** Passes through the network that an iteration takes. */
const passes = { fm: 3, mf: 4, imf: 5 };

/** Methods that libraries for the browser have; MF takes a jvp. */
const contests = /** @type {const} */ ([
  { name: 'TensorFlow.js', worker: 'tfjs', method: 'fm' },
  { name: 'jax-js', worker: 'jax', method: 'fm' },
  { name: 'jax-js', worker: 'jax', method: 'mf' },
]);

export const peersHeader = ['peer', 'method', 'ours, it/s', 'theirs, it/s', 'ratio'];

/**
 * One thread each.
 * @param {BenchPage} bench
 * @param {number} seconds  of each
 * @param {number} turns
 * @returns {Promise<string[][]>} rows of `peersHeader`
 */
export async function peerRates(bench, seconds, turns) {
  const rows = [];
  for (const { name, worker, method } of contests) {
    /** @type {{ours: number[], theirs: number[]}} */
    const rates = { ours: [], theirs: [] };
    await bench.call('step', { method, seconds: 1 });
    await bench.call(worker, { method, seconds: 1 });
    for (let i = 0; i < turns; i++) {
      rates.ours.push(await bench.call('step', { method, seconds: seconds / turns }));
      rates.theirs.push(await bench.call(worker, { method, seconds: seconds / turns }));
    }
    const { ours, theirs } = rates;
    rows.push([name, method, spread(ours), spread(theirs), spread(ratios(ours, theirs), 1, 'x')]);
  }
  return rows;
}

/**
 * Seconds that the tutorial's run of iMF takes, reckoned from rates. The peers have no iMF: theirs are of a method that
 * they have, at the same time a pass through the network.
 * @param {BenchPage} bench
 * @param {number} seconds  of measuring, each
 * @returns {Promise<[string, number][]>}
 */
export async function tutorialRuns(bench, seconds) {
  const iterations = 5001;
  await bench.train(2, ['imf'], 1);
  const [ours] = await bench.train(2, ['imf'], seconds);
  /** @type {[string, number][]} */
  const runs = [['iMF as in the tutorial, 2 workers, from its rate', iterations / ours]];
  for (const { name, worker, method } of [contests[0], contests[2]]) {
    await bench.call(worker, { method, seconds: 1 });
    const rate = await bench.call(worker, { method, seconds });
    const title = `the same in ${name}, 1 thread, from its rate of ${method.toUpperCase()}`;
    runs.push([title, ((passes.imf / passes[method]) * iterations) / rate]);
  }
  return runs;
}

export const pytorchHeader = [
  'method',
  'threads',
  'PyTorch, it/s',
  'native, it/s',
  'ratio',
  'browser, it/s',
  'ratio',
];

/**
 * @param {BenchPage} bench
 * @param {ReturnType<typeof import('./processes.js').startPyTorch>} torch
 * @param {string} method
 * @param {number} threads  lane workers, in the browser
 * @param {number} turn     seconds
 * @param {number} turns
 * @returns {Promise<string[]>} a row of `pytorchHeader`
 */
export async function againstPyTorch(bench, torch, method, threads, turn, turns) {
  await bench.train(threads, [method], 1);
  await torch.measure(method, threads, 0);
  /** @type {Record<'torch' | 'native' | 'browser', number[]>} */
  const rates = { torch: [], native: [], browser: [] };
  for (let i = 0; i < turns; i++) {
    rates.torch.push(await torch.measure(method, threads, turn));
    // Of the three methods' turns, the one that counts.
    const all = await measureNative([String(turn), '0.1', String(threads)]);
    rates.native.push(Math.max(...find(all, method, threads).rates));
    rates.browser.push((await bench.train(threads, [method], turn))[0]);
  }
  return [
    method,
    String(threads),
    spread(rates.torch),
    spread(rates.native),
    spread(ratios(rates.native, rates.torch), 1, 'x'),
    spread(rates.browser),
    spread(ratios(rates.browser, rates.torch), 1, 'x'),
  ];
}
