// Measures speed and weight, beside peers where they are installed.
//   npm run bench -- [--only native,kernels,browser,small,boundary,showing,peers,pytorch,weight,start,pictures,frames,dragging,tasks] [--seconds 3]
// What is compared is measured in turns; tables give the median, and the range in brackets.

import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openBenchPage } from './browser.js';
import { dragFigures } from './dragging.js';
import { againstPyTorch, peerRates, peersHeader, pytorchHeader, tutorialRuns } from './peers.js';
import { secondsToPictures, shares } from './pictures.js';
import { find, measureNative, pytorchVersion, startPyTorch } from './processes.js';
import { frameTimes, startTimes, weigh } from './site.js';
import { smallBatches, smallHeader } from './small-batches.js';
import { printTable, ratios, round, spread } from './statistics.js';
import { longestTasks } from './tasks.js';

/** @import {Measured} from './processes.js' */
/** @typedef {Awaited<ReturnType<typeof openBenchPage>>} BenchPage */

const METHODS = ['fm', 'mf', 'imf'];
const TURNS = 5;
const TITLES = { method: 'method', rate: 'it/s', gflops: 'GFLOP/s', share: 'of ceiling' };

/** @typedef {'plain' | 'fused'} Arithmetic */
const ARITHMETICS = /** @type {const} */ (['plain', 'fused']);

/** @type {Map<Arithmetic, Promise<BenchPage>>} */
const benchPages = new Map();
/** @param {Arithmetic} [arithmetic] */
const page = (arithmetic = 'fused') => {
  const opened = benchPages.get(arithmetic) ?? openBenchPage(arithmetic);
  benchPages.set(arithmetic, opened);
  return opened;
};

/** Flop of an iteration by method, as main.cc counts them. */
async function flopOf() {
  const measured = await measureNative(['0', '0', '1']);
  return Object.fromEntries(METHODS.map((method) => [method, find(measured, method).flop]));
}

/** Rows of rate, GFLOP/s and share. @param {Measured[]} all */
function rowsOf(all) {
  const ceiling = find(all, 'ceiling');
  return all.map(({ name, threads, flop, rates }) => {
    const share = ratios(rates, ceiling.rates).map((ratio) => (ratio * flop) / ceiling.flop);
    const best = round((Math.max(...rates) * flop) / 1e9);
    const shareText = name === 'ceiling' ? '' : spread(share, 100 / threads, '%');
    return [name, String(threads), spread(rates), spread(rates, flop / 1e9), best, shareText];
  });
}
const HEADER = ['', 'threads', 'calls/s', TITLES.gflops, 'best', TITLES.share];

/** @param {string} seconds */
async function native(seconds) {
  const all = await measureNative([seconds, '1', 'ceiling', '1', '2']);
  printTable('Native: training', HEADER, rowsOf(all));
}

/** @param {string} seconds */
async function kernels(seconds) {
  const args = [seconds, '1', 'ceiling', 'kernels'];
  const title = '128 x 128 times 128 x 64';
  printTable(`Native: kernels, ${title}`, HEADER, rowsOf(await measureNative(args)));
  for (const arithmetic of ARITHMETICS) {
    const all = await (await page(arithmetic)).call('native', args);
    printTable(`WebAssembly in one worker, ${arithmetic}: kernels, ${title}`, HEADER, rowsOf(all));
  }
}

/**
 * Measures of methods that train together in one arithmetic, a value a turn.
 * @typedef {object} Training
 * @property {number[]} ceilings    GFLOP/s
 * @property {number[][]} speeds    GFLOP/s by workers - 1
 * @property {number[][][]} rates   it/s by workers - 1 and method
 */

/**
 * One turn: the ceiling, then one lane worker and two.
 *
 * @param {BenchPage} bench
 * @param {string[]} methods
 * @param {number} turn  seconds
 * @param {Record<string, number>} flop  of an iteration
 * @param {Training} training
 */
async function takeTurn(bench, methods, turn, flop, { ceilings, speeds, rates }) {
  const [ceiling] = await bench.call('native', [String(turn / 4), '0', 'ceiling']);
  ceilings.push((Math.max(...ceiling.rates) * ceiling.flop) / 1e9);
  for (const k of [0, 1]) {
    const rate = await bench.train(k + 1, methods, turn);
    rate.forEach((value, j) => {
      rates[k][j].push(value);
    });
    speeds[k].push(rate.reduce((sum, value, j) => sum + (value * flop[methods[j]]) / 1e9, 0));
  }
}

/** The engine with 1 and 2 lane workers, beside the ceiling, in both arithmetics. @param {string} seconds */
async function browser(seconds) {
  const turn = Number(seconds) / TURNS;
  const flop = await flopOf();
  const benches = await Promise.all(ARITHMETICS.map(page));
  for (const bench of benches) {
    await bench.call('native', ['0', '1', 'ceiling']);
    for (const workers of [1, 2]) await bench.train(workers, METHODS, 2);
  }
  const rows = [];
  for (const methods of [...METHODS.map((method) => [method]), METHODS]) {
    const perMethod = () => methods.map(() => /** @type {number[]} */ ([]));
    /** @type {Training[]} */
    const all = benches.map(() => ({
      ceilings: [],
      speeds: [[], []],
      rates: [perMethod(), perMethod()],
    }));
    for (let i = 0; i < TURNS; i++) {
      for (const [a, bench] of benches.entries()) {
        await takeTurn(bench, methods, turn, flop, all[a]);
      }
    }
    for (const [a, { ceilings, speeds, rates }] of all.entries()) {
      for (const k of [0, 1]) {
        rows.push([
          methods.join(' + '),
          ARITHMETICS[a],
          String(k + 1),
          rates[k].map((values) => spread(values)).join(' + '),
          spread(speeds[k]),
          spread(ratios(speeds[k], ceilings), 100 / (k + 1), '%'),
          k ? spread(ratios(speeds[1], speeds[0])) : '',
          a ? spread(ratios(speeds[k], all[0].speeds[k])) : '',
        ]);
      }
    }
  }
  const { method, rate, gflops, share } = TITLES;
  const header = [method, 'arithmetic', 'workers', rate, gflops, share, '2 vs 1', 'vs plain'];
  printTable('Chromium: the engine, workers by messages', header, rows);
}

/** @param {string} seconds */
async function small(seconds) {
  const rows = await smallBatches(await page(), METHODS, await flopOf(), Number(seconds), TURNS);
  printTable('Chromium: small batches', smallHeader, rows);
}

/** @param {string} seconds */
async function boundary(seconds) {
  const bench = await page();
  const { all, messages, bytes } = await bench.boundary(Number(seconds));
  const rate = await bench.call('step', { method: 'imf', seconds: Number(seconds) });
  const share = (/** @type {number} */ ms) => [round(ms), `${round((ms * rate) / 10)}%`];
  printTable(
    `Chromium: the boundary, ${round(bytes / 1e6)} MB of gradients an iteration`,
    ['', 'ms', 'of an iMF iteration'],
    [
      ['two messages there and back', ...share(messages)],
      ['parameters in, gradients out: copies', ...share(all - messages)],
    ],
  );
}

/** What it costs training that particles move meanwhile. @param {string} seconds */
async function showing(seconds) {
  const bench = await page();
  const turn = Number(seconds) / TURNS;
  const rows = [];
  for (const workers of [1, 2]) {
    for (const steps of [1, 100]) {
      /** @type {{without: number[], with: number[]}} */
      const rates = { without: [], with: [] };
      await bench.train(workers, METHODS, 1, { steps });
      for (let i = 0; i < TURNS; i++) {
        rates.without.push((await bench.train(workers, METHODS, turn))[0]);
        rates.with.push((await bench.train(workers, METHODS, turn, { steps }))[0]);
      }
      const ratio = spread(ratios(rates.with, rates.without), 100, '%');
      rows.push([String(workers), String(steps), spread(rates.without), spread(rates.with), ratio]);
    }
  }
  const header = ['workers', 'T', 'hidden, it/s', 'shown, it/s', 'shown of hidden'];
  printTable('Chromium: training the three methods while their particles are shown', header, rows);
}

/** @param {string} seconds */
async function peers(seconds) {
  const rows = await peerRates(await page(), Number(seconds), TURNS);
  printTable('Chromium: peers on WebAssembly, one thread each', peersHeader, rows);
}

/** @param {string} seconds */
async function pytorch(seconds) {
  const version = pytorchVersion();
  if (!version) {
    console.log('\nPyTorch: not installed (python3-torch), left out');
    return;
  }
  const torch = startPyTorch();
  try {
    const blas = await torch.blas();
    const turn = Number(seconds) / TURNS;
    const rows = [];
    for (const threads of [1, 2]) {
      for (const method of METHODS)
        rows.push(await againstPyTorch(await page(), torch, method, threads, turn, TURNS));
    }
    printTable(`PyTorch ${version} with ${blas}`, pytorchHeader, rows);
  } finally {
    torch.close();
  }
}

async function weight() {
  const rows = Object.entries(await weigh()).map(([kind, bytes]) => [kind, String(bytes)]);
  printTable('The first view, gzipped', ['', 'bytes'], rows);
}

async function start() {
  const rows = [];
  for (const trained of [false, true]) {
    const times = await startTimes(5, { trained });
    rows.push([trained ? 'networks that come with the page' : 'training at once', spread(times)]);
  }
  printTable('From navigation to the first loss on show', ['', 'ms'], rows);
}

/** Longest, s. */
const PATIENCE = 90;

/** @param {string} seconds */
async function pictures(seconds) {
  const text = (/** @type {number | null} */ time) =>
    time === null ? 'never' : `${round(time)} s`;
  const rows = (await secondsToPictures(PATIENCE)).map(({ name, best, reached, whole }) => [
    name,
    ...reached.map(text),
    best.toFixed(3),
    text(whole),
  ]);
  const unknown = ['', ...shares.map(() => '')];
  for (const [name, whole] of await tutorialRuns(await page(), Number(seconds)))
    rows.push([name, ...unknown, text(whole)]);
  const header = ['recipe', ...shares.map((share) => `on support ${share}`), 'best', 'whole run'];
  printTable('From Train to a picture in one step', header, rows);
}

/** @param {string} seconds */
async function frames(seconds) {
  const times = await frameTimes(Number(seconds));
  const rate = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
  const late = times.filter((time) => time > 25).length;
  printTable(
    'The page while it trains and plays',
    ['frames/s', 'ms between frames', 'later than 25 ms'],
    [[round(rate), spread(times), `${late} of ${times.length}`]],
  );
}

/** @param {string} seconds */
async function dragging(seconds) {
  const rows = (await dragFigures(Number(seconds))).map(({ name, frames: times, answers }) => {
    const total = times.reduce((sum, time) => sum + time, 0);
    return [name, round((1000 * times.length) / total), round((1000 * answers) / total)];
  });
  printTable('Figures while their place is moved', ['', 'frames/s', 'pictures/s'], rows);
}

async function tasks() {
  const rows = (await longestTasks()).map(({ scene, tasks: all }) => {
    const longer = all.filter((time) => time > 50).length;
    return [scene, all.slice(0, 5).map(round).join(' '), `${longer} of ${all.length}`];
  });
  const header = ['', 'longest, ms of processor time', 'over 50 ms'];
  printTable("Tasks of the page's main thread", header, rows);
}

const topics = {
  native,
  kernels,
  browser,
  small,
  boundary,
  showing,
  peers,
  pytorch,
  weight,
  start,
  pictures,
  frames,
  dragging,
  tasks,
};
const { values } = parseArgs({
  options: { only: { type: 'string' }, seconds: { type: 'string', default: '3' } },
});
const chosen = values.only?.split(',') ?? Object.keys(topics);
const unknown = chosen.filter((name) => !(name in topics));
if (unknown.length > 0 || !(Number(values.seconds) > 0)) {
  console.error(`--only takes ${Object.keys(topics).join(',')}; --seconds a positive number`);
  process.exit(2);
}

execFileSync(`${import.meta.dirname}/build`, { stdio: ['ignore', 'inherit', 'inherit'] });
const load = () => loadavg().map(round).join(' ');
console.log(`${cpus()[0].model}, ${cpus().length} processors; load before: ${load()}`);
try {
  for (const [name, topic] of Object.entries(topics)) {
    if (!chosen.includes(name)) continue;
    await topic(values.seconds).catch((/** @type {Error} */ error) => {
      console.error(`\n${name} could not be measured: ${error.stack}`);
      process.exitCode = 1;
    });
  }
} finally {
  for (const opened of benchPages.values()) await (await opened).close();
}
for (const opened of benchPages.values()) {
  const { problems } = await opened;
  if (problems.length) console.log('\nIn the page:', problems);
}
console.log(`\nLoad after: ${load()}`);
