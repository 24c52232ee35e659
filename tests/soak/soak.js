// Training for long in a page that is looked at, hidden and resized, and resetting it many times: what is held then.

/** @import {Playground} from '../browser/page-driver.js' */
/** @import {Holding} from './memory.js' */
import { holdingOf } from './memory.js';

const MB = 2 ** 20;

/** What may come on top, all told: losses and checkpoints are kept, a few hundred KB. */
const ROOM = { heap: 4 * MB, workers: 6 * MB, wasm: 2 * MB, nodes: 60, listeners: 5 };

/** Told of what is held on the way. @typedef {(label: string, holding: Holding, rate?: number) => void} Witness */

/** A network so small that thousands of iterations take no time, for a run without end. */
export const small = '#v=1&width=16&depth=2&batch=64&count=512&iterations=1000000';

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

/**
 * @param {string} when
 * @param {Holding} before
 * @param {Playground} playground
 * @returns {Promise<string[]>} what has grown and stays so: the page is measured again, as it may be amid something
 */
async function lasting(when, before, playground) {
  for (let attempt = 1; ; attempt++) {
    const grown = growth(when, before, await holdingOf(playground.page));
    if (grown.length === 0 || attempt === 4) return grown;
    await playground.wait(1);
  }
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

/**
 * Trains a page that is training, hiding and resizing it on the way.
 * @param {Playground} playground
 * @param {{settled: number, iterations: number, parts: number}} plan  at least so many; from `settled` on nothing may grow
 * @param {Witness} [witness]
 * @returns {Promise<{grown: string[], rates: number[]}>} what grew; iterations a second in each part
 */
export async function trainLong(playground, { settled, iterations, parts }, witness = () => {}) {
  await playground.until(({ iteration }) => iteration >= settled, 600);
  const before = await holdingOf(playground.page);
  witness(`iteration ${settled}`, before);
  const rates = [];
  for (let part = 0; part < parts; part++) {
    const { iteration: first } = await playground.read();
    const start = performance.now();
    // It trains on while it is measured, so these come on top.
    const goal = first + Math.ceil((iterations - settled) / parts);
    const { iteration } = await playground.until((reading) => reading.iteration >= goal, 3600);
    rates.push((1000 * (iteration - first)) / (performance.now() - start));
    await disturb(playground, part);
    witness(`iteration ${iteration}`, await holdingOf(playground.page), rates.at(-1));
  }
  return { grown: await lasting('in training', before, playground), rates };
}

/**
 * @param {Playground} playground
 * @param {number} resets  the first five may leave something
 * @param {Witness} [witness]
 * @returns {Promise<string[]>} what grew
 */
export async function resetOften(playground, resets, witness = () => {}) {
  let before = /** @type {Holding | undefined} */ (undefined);
  for (let reset = 1; reset <= resets; reset++) {
    await playground.press('Reset');
    await playground.until(({ iteration }) => iteration === 0);
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 20);
    if (reset !== 5 && reset !== resets) continue;
    await playground.press('Pause');
    await playground.settledIteration();
    const now = await holdingOf(playground.page);
    witness(`${reset} resets`, now);
    before ??= now;
  }
  return before ? lasting('in resets', before, playground) : [];
}
