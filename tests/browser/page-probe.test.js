// A probe: one point of noise, its way by every method and by the exact flow, and its numbers.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { methods, smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

const panels = [...methods, 'exact'];

beforeEach(async () => {
  playground = await site.openPlayground(smallAtZero);
});

/** @returns {Promise<string[][]>} the table, row by row; none without a probe */
const rows = () =>
  playground.page.evaluate(() => {
    const root = document.querySelector('mean-flow')?.shadowRoot;
    const table = root?.querySelector('.probe:not([hidden]) table');
    return [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
      [...row.children].map((cell) => (cell.textContent ?? '').trim()),
    );
  });

const caption = () => playground.page.$eval('>>> .probe caption', (text) => text.textContent ?? '');

const complete = async () => {
  await expect
    .poll(async () => (await rows()).map(([label, ...cells]) => label + cells.includes('–')))
    .toEqual(['FMfalse', 'MFfalse', 'iMFfalse', 'Exactfalse']);
  return rows();
};

/** Clicks at a share of a panel's sides. */
async function click(
  /** @type {string} */ panel,
  /** @type {number} */ x,
  /** @type {number} */ y,
) {
  const canvas = await playground.page.$(`>>> [data-method="${panel}"] canvas`);
  await canvas?.scrollIntoView();
  const box = await canvas?.boundingBox();
  if (!box) throw new Error(`${panel} has no picture`);
  await playground.page.mouse.click(box.x + x * box.width, box.y + y * box.height);
}

it('follows a point that is clicked, and says the numbers of the engine', async () => {
  await playground.settle();
  const plain = await playground.pictures(panels);
  await click('mf', 0.75, 0.5);
  const known = await complete();
  const expected = await playground.page.evaluate(async () => {
    const { playground } = /** @type {any} */ (document.querySelector('mean-flow'));
    const probe = playground.onDemand.loaded[0];
    const text = (/** @type {number} */ x) =>
      (Number(x.toFixed(2)) + 0).toFixed(2).replace('-', '−');
    return ['fm', 'mf', 'imf', 'exact'].map((name) => {
      const { path, steps } = probe.paths.get(name);
      const exact = probe.paths.get('exact').path.slice(-2);
      const [x, y] = path.slice(-2);
      const distance = Math.hypot(x - exact[0], y - exact[1]).toFixed(3);
      return { start: [...path.slice(0, 2)], steps, end: `(${text(x)}, ${text(y)})`, distance };
    });
  });
  for (const [i, { start, end, distance, steps }] of expected.entries()) {
    expect(start.map((x) => Math.round(10 * x) / 10)).toEqual([1.5, 0]);
    const [, shownSteps, ...numbers] = known[i];
    expect(numbers).toEqual([end, expected[3].end, distance]);
    expect(shownSteps).toBe(i < 3 ? String(steps) : 'any');
  }
  expect(known[3][4]).toBe('0.000');
  expect(await caption()).toMatch(/\(1\.5\d, −?0\.0\d\)/);
  const marked = await playground.pictures(panels);
  for (const [i, picture] of marked.entries()) expect(picture).not.toBe(plain[i]);
  await playground.page.keyboard.press('Escape');
  expect(await rows()).toEqual([]);
  await expect.poll(() => playground.pictures(panels)).toEqual(plain);
});

it('takes on other numbers of steps, and networks as they train', async () => {
  await click('exact', 0.6, 0.3);
  const first = await complete();
  await playground.choose('Steps', '4');
  await expect
    .poll(async () => (await rows()).map(([, steps]) => steps))
    .toEqual(['4', '4', '4', 'any']);
  await playground.press('Step');
  await playground.until(({ samples }) => samples.every((k) => k === '1'));
  await expect.poll(async () => (await rows())[1][2]).not.toBe(first[1][2]);
  expect((await rows())[3]).toEqual(first[3]);
  await playground.choose('Density', 'rings');
  await playground.until(({ status }) => status.startsWith('Density'));
  await expect.poll(async () => (await rows())[3][2]).not.toBe(first[3][2]);
  await complete();
  await playground.press('Remove probe');
  expect(await rows()).toEqual([]);
});

it('is set by keys', async () => {
  await playground.page.focus('>>> [data-method="imf"] canvas');
  const plain = await playground.pictures(panels);
  for (const key of /** @type {const} */ (['ArrowRight', 'ArrowRight', 'ArrowDown'])) {
    await playground.page.keyboard.press(key);
  }
  await expect
    .poll(() => playground.page.$eval('>>> [aria-live]', (text) => text.textContent))
    .toBe('x 0.2, y -0.1');
  // The cross-hair is where the focus is.
  await expect
    .poll(async () => (await playground.pictures(panels)).map((now, i) => now !== plain[i]))
    .toEqual([false, false, true, false]);
  await playground.page.keyboard.press('Enter');
  await complete();
  expect(await caption()).toContain('(0.20, −0.10)');
  await playground.page.keyboard.down('Shift');
  await playground.page.keyboard.press('ArrowUp');
  await playground.page.keyboard.up('Shift');
  await playground.page.keyboard.press('Enter');
  await expect.poll(caption).toContain('(0.20, 0.40)');
  await playground.page.keyboard.press('Escape');
  expect(await rows()).toEqual([]);
});

it('loads nothing for Tab and Escape', async () => {
  await playground.page.focus('>>> [data-method="fm"] canvas');
  await playground.page.keyboard.press('Escape');
  await playground.page.keyboard.press('Tab');
  await playground.settle();
  expect(await playground.page.$('>>> .probe')).toBeNull();
});
