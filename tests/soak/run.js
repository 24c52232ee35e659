// Trains for long in a page that is looked at, hidden and resized, and resets it many times: whether memory, nodes,
// listeners and speed stay as they were.
//   npm run soak -- [--iterations 20000] [--resets 50]
// Needs the built site in dist/. Exits with 1 when something grew.

import { parseArgs } from 'node:util';
import { launchBrowser, openPage, serveSite } from '../browser/harness.js';
import { Playground } from '../browser/page-driver.js';
import { holdingOf, watchMemories } from './memory.js';

/** @import {Holding} from './memory.js' */

const MB = 2 ** 20;

/** From here on nothing may grow. */
const SETTLED = 500;

/** What may come on top, all told: losses and checkpoints are kept, a few hundred KB. */
const ROOM = { heap: 4 * MB, workers: 6 * MB, wasm: 2 * MB, nodes: 300, listeners: 20 };

/** Iterations a second at the end, of those at the beginning: a machine has its moods. */
const SLOWEST = 0.6;

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '20000' },
    resets: { type: 'string', default: '50' },
  },
});
const iterations = Number(values.iterations);
const resets = Number(values.resets);

/** @param {string} label @param {Holding} holding @param {number} [rate] */
function print(label, { heap, workers, wasm, nodes, listeners }, rate) {
  const size = (/** @type {number} */ bytes) => (bytes / MB).toFixed(1).padStart(7);
  console.log(
    `${label.padEnd(24)}${size(heap)}${size(workers)}${size(wasm)}` +
      `${String(nodes).padStart(8)}${String(listeners).padStart(8)}${(rate?.toFixed(0) ?? '').padStart(8)}`,
  );
}

/**
 * @param {string} when
 * @param {Holding} before
 * @param {Holding} after
 * @returns {string[]} what grew
 */
function growth(when, before, after) {
  const names = /** @type {(keyof Holding)[]} */ (Object.keys(ROOM));
  return names
    .filter((name) => after[name] - before[name] > ROOM[name])
    .map((name) => `${name} went from ${before[name]} to ${after[name]} ${when}`);
}

/** Hides the page behind another for a moment. @param {Playground} playground */
async function hide({ page }) {
  const other = await page.browserContext().newPage();
  await other.bringToFront();
  await new Promise((done) => setTimeout(done, 500));
  await page.bringToFront();
  await other.close();
}

/** @param {Playground} playground @param {number} index */
async function disturb(playground, index) {
  if (index % 3 === 1) await hide(playground);
  const [width, height] = [
    [1440, 900],
    [800, 1000],
    [360, 800],
  ][index % 3];
  await playground.page.setViewport({ width, height });
}

/** @param {Playground} playground @returns {Promise<string[]>} what is wrong */
async function soak(playground) {
  const parts = 12;
  const rates = [];
  let before = /** @type {Holding | undefined} */ (undefined);
  let holding = /** @type {Holding | undefined} */ (undefined);
  let at = SETTLED;
  await playground.until(({ iteration }) => iteration >= at, 600);
  for (let part = 0; part <= parts; part++) {
    holding = await holdingOf(playground.page);
    before ??= holding;
    print(`iteration ${at}`, holding, rates.at(-1));
    if (part === parts) break;
    const { iteration: first } = await playground.read();
    const start = performance.now();
    at = SETTLED + Math.round(((iterations - SETTLED) * (part + 1)) / parts);
    const { iteration } = await playground.until((reading) => reading.iteration >= at, 3600);
    rates.push((1000 * (iteration - first)) / (performance.now() - start));
    await disturb(playground, part);
  }
  const mean = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0) / all.length;
  const [early, late] = [mean(rates.slice(0, 3)), mean(rates.slice(-3))];
  const wrong = growth('in training', /** @type {any} */ (before), /** @type {any} */ (holding));
  if (late < SLOWEST * early) {
    wrong.push(`speed fell from ${early.toFixed(0)} to ${late.toFixed(0)} iterations/s`);
  }
  return wrong;
}

/** @param {Playground} playground @returns {Promise<string[]>} what is wrong */
async function resetOften(playground) {
  let before = /** @type {Holding | undefined} */ (undefined);
  let holding = /** @type {Holding | undefined} */ (undefined);
  for (let reset = 1; reset <= resets; reset++) {
    await playground.press('Reset');
    await playground.until(({ iteration }) => iteration === 0);
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 20);
    if (reset !== 5 && reset !== resets) continue;
    await playground.press('Pause');
    await playground.settledIteration();
    holding = await holdingOf(playground.page);
    before ??= holding;
    print(`${reset} resets`, holding);
  }
  return before && holding ? growth('in resets', before, holding) : [];
}

const site = await serveSite();
const chromium = await launchBrowser();
try {
  const address = `${site.url}#v=1&width=16&depth=2&batch=64&count=512&iterations=1000000`;
  const { page, problems } = await openPage(chromium.browser);
  await watchMemories(page);
  await page.goto(address);
  const playground = new Playground(page, problems);
  console.log(`${' '.repeat(24)}     MB     MB     MB`);
  console.log(`${' '.repeat(24)}   page workers  wasm   nodes listeners  it/s`);
  const wrong = [...(await soak(playground)), ...(await resetOften(playground))];
  wrong.push(...playground.problems);
  for (const line of wrong) console.log(line);
  if (wrong.length === 0) console.log('Nothing grew.');
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await chromium.close();
  await site.close();
}
