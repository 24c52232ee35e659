// Trains for long in a page that is looked at, hidden and resized, and resets it many times: whether memory, nodes,
// listeners and speed stay as they were.
//   npm run soak -- [--iterations 20000] [--resets 50]
// Needs the built site in dist/. Exits with 1 when something grew.

import { parseArgs } from 'node:util';
import { launchBrowser, openPage } from '../browser/harness.js';
import { Playground } from '../browser/page-driver.js';
import { serveSite } from '../browser/site-server.js';
import { watchMemories } from './memory.js';
import { resetOften, small, trainLong } from './soak.js';

/** @import {Holding} from './memory.js' */

/** Iterations a second in the second half, of those in the first: a machine has its moods. */
const SLOWEST = 0.6;

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '20000' },
    resets: { type: 'string', default: '50' },
  },
});

/** @param {string} label @param {Holding} holding @param {number} [rate] */
function print(label, { heap, workers, wasm, nodes, listeners }, rate) {
  const size = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(1).padStart(7);
  console.log(
    `${label.padEnd(24)}${size(heap)}${size(workers)}${size(wasm)}` +
      `${String(nodes).padStart(8)}${String(listeners).padStart(8)}${(rate?.toFixed(0) ?? '').padStart(8)}`,
  );
}

/** @param {number[]} rates  part by part @returns {string[]} what is wrong with them */
function slowing(rates) {
  const half = rates.length / 2;
  const median = (/** @type {number[]} */ all) => all.sort((a, b) => a - b)[all.length >> 1];
  const [early, late] = [median(rates.slice(0, half)), median(rates.slice(half))];
  if (late >= SLOWEST * early) return [];
  return [`speed fell from ${early.toFixed(0)} to ${late.toFixed(0)} iterations/s`];
}

const site = await serveSite();
const chromium = await launchBrowser();
try {
  const { page, problems } = await openPage(chromium.browser);
  await watchMemories(page);
  await page.goto(site.url + small);
  const playground = new Playground(page, problems);
  console.log(`${' '.repeat(24)}     MB     MB     MB`);
  console.log(`${' '.repeat(24)}   page workers  wasm   nodes listeners  it/s`);
  const plan = { settled: 500, iterations: Number(values.iterations), parts: 12 };
  const { grown, rates } = await trainLong(playground, plan, print);
  const wrong = [...grown, ...slowing(rates)];
  wrong.push(...(await resetOften(playground, Number(values.resets), print)), ...problems);
  for (const line of wrong) console.log(line);
  if (wrong.length === 0) console.log('Nothing grew.');
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await chromium.close();
  await site.close();
}
