// Charts: loaded when they come into sight, and read with a pointer or the keyboard.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground(smallAtZero);
});

/** Brings the chart of losses into sight. */
const lossChart = async () => {
  await playground.page.$eval('>>> .loss .chart', (host) =>
    host.scrollIntoView({ block: 'center' }),
  );
  // Visible, as what comes into a shadow root is otherwise not noticed.
  return playground.page.waitForSelector('>>> .loss .u-over', { visible: true });
};

/** @returns {Promise<string[]>} what is read, line by line; empty when nothing is */
const readout = () =>
  playground.page.$eval('>>> .loss .readout', (box) =>
    box instanceof HTMLElement && !box.hidden ? (box.textContent ?? '').split('\n') : [],
  );

/**
 * Does something until the chart, which follows the run at leisure, reads as it should.
 * @param {() => Promise<unknown>} act
 * @param {RegExp} place  the first line
 * @returns {Promise<string[]>} all lines
 */
async function read(act, place) {
  /** @type {string[]} */
  let lines = [];
  const first = async () => {
    await act();
    lines = await readout();
    return lines[0] ?? '';
  };
  await expect.poll(first, { timeout: 30_000 }).toMatch(place);
  return lines;
}

const press = (/** @type {import('puppeteer-core').KeyInput} */ key) => async () => {
  await playground.page.focus('>>> .loss .chart');
  await playground.page.keyboard.press(key);
};

it('draws losses once they are in sight, not before', async () => {
  expect(await playground.page.$('>>> .loss canvas')).toBeNull();
  await lossChart();
  expect(await playground.page.$$('>>> .loss canvas')).toHaveLength(1);
});

it('reads losses under the pointer and by arrow keys', async () => {
  for (const k of [1, 2, 3]) {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === k);
  }
  const over = await lossChart();
  expect(await readout()).toEqual([]);
  // The axis goes to 100.
  const point = async () => {
    const box = await over?.boundingBox();
    if (box) await playground.page.mouse.move(box.x + 0.02 * box.width, box.y + 20);
  };
  const [, ...losses] = await read(point, /^iteration 2$/);
  expect(losses.map((line) => line.split(' ')[0])).toEqual(['FM', 'MF', 'iMF']);
  await playground.page.mouse.move(0, 0);
  expect(await readout()).toEqual([]);
  const shown = (await playground.read()).losses;
  expect(await read(press('End'), /^iteration 3$/)).toEqual([
    'iteration 3',
    `FM ${shown[0]}`,
    `MF ${shown[1]}`,
    `iMF ${shown[2]}`,
  ]);
  await playground.page.keyboard.press('ArrowLeft');
  expect((await readout())[0]).toBe('iteration 2');
  await playground.page.keyboard.press('Escape');
  expect(await readout()).toEqual([]);
});

it('keeps a pinned run in view of the next, by iteration and by seconds', async () => {
  await lossChart();
  await playground.press('Pin this run');
  const message = () => playground.page.$eval('>>> .pins + .note', (line) => line.textContent);
  expect(await message()).toBe('There is nothing to pin before the first iteration.');
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration > 60);
  await playground.press('Pause');
  const last = await playground.settledIteration();
  const first = (await playground.read()).losses;
  await playground.press('Pin this run');
  const label = await playground.page.$eval('>>> .pins li', (item) => item.textContent);
  expect(label).toBe(`1 Batch size 64, Width 16; iteration ${last}Unpin`);
  await playground.enter('Seed', '9');
  await playground.until(({ iteration }) => iteration === 0);
  for (const k of [1, 2, 3]) {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === k);
  }
  // The pinned run has gone farther.
  const [, ...lines] = await read(press('End'), RegExp(`^iteration ${last}$`));
  expect(lines).toEqual([
    'FM –',
    'MF –',
    'iMF –',
    `FM 1 ${first[0]}`,
    `MF 1 ${first[1]}`,
    `iMF 1 ${first[2]}`,
  ]);
  await playground.page.keyboard.press('Home');
  expect((await readout()).every((line) => !line.endsWith('–'))).toBe(true);

  await playground.choose('Against', 'seconds');
  const [, ...late] = await read(press('End'), /^\d+\.\d s$/);
  const known = late.filter((line) => !line.endsWith('–'));
  expect(known.length).toBeGreaterThan(0);
  expect(known.every((line) => / 1 /.test(line))).toBe(true);

  await playground.press('Unpin run 1');
  await playground.choose('Against', 'iteration');
  expect(await playground.page.$$('>>> .pins li')).toEqual([]);
  await read(press('End'), /^iteration 3$/);
});
