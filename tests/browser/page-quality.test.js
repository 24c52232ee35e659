// Charts of quality: live against iterations, on demand against numbers of steps.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { methods, smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground(smallAtZero);
});

/** @param {string} figure @returns {Promise<string[][]>} its table, row by row */
async function table(figure) {
  await playground.page.$eval(`>>> .${figure} .chart-table`, (details) =>
    details.setAttribute('open', ''),
  );
  await playground.nextFrame();
  return playground.page.$$eval(`>>> .${figure} tbody tr`, (rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
  );
}

/** The pixels of a chart. @param {string} figure */
const picture = (figure) =>
  playground.page.$eval(`>>> .${figure} canvas`, (canvas) =>
    /** @type {HTMLCanvasElement} */ (canvas).toDataURL(),
  );

it('shows the numbers of samples in other steps no longer, and again in these', async () => {
  await expect.poll(() => playground.textOf('[data-testid="measured-imf"]')).toBe('0');
  const [known, others, again] = await playground.page.evaluate(() => {
    const { stage } = /** @type {any} */ (document.querySelector('mean-flow')).playground.parts;
    const panel = stage.panel('imf');
    return [1, 7, 1].map((steps) => {
      panel.expectSteps(steps);
      return [...panel.quality, panel.measuredAt].map(({ textContent }) => textContent);
    });
  });
  expect(known).not.toContain('–');
  expect(new Set(others)).toEqual(new Set(['–']));
  expect(again).toEqual(known);
});

it('draws quality as it changes, also what was measured before it was opened', async () => {
  const known = () => playground.textOf('[data-testid="measured-imf"]');
  await expect.poll(known).toBe('0');
  await playground.press('Step');
  await playground.until(({ samples }) => samples.every((k) => k === '1'));
  await expect.poll(known).toBe('1');
  await playground.openSection('quality', '#quality');
  const panels = async () =>
    Promise.all(
      ['fm', 'mf', 'imf', 'exact'].map((name) =>
        playground.textOf(`[data-testid="map-error-${name}"]`),
      ),
    );
  await expect
    .poll(async () => (await table('by-iteration')).at(-1)?.slice(1))
    .toEqual(await panels());
  expect((await table('by-iteration')).map(([iteration]) => iteration)).toEqual(['0', '1']);
  const before = await picture('by-iteration');
  await playground.press('Step');
  await playground.until(({ samples }) => samples.every((k) => k === '2'));
  await expect.poll(async () => (await table('by-iteration')).at(-1)?.[0]).toBe('2');
  expect(await picture('by-iteration')).not.toBe(before);
  expect(await playground.textOf('.by-iteration figcaption')).toBe(
    'Flow-map error against iteration, in 1 step',
  );

  for (const [measure, name] of [
    ['on-support', 'On support'],
    ['tv', 'TV'],
    ['sw2', 'SW₂'],
  ]) {
    const last = await picture('by-iteration');
    await playground.choose('Quality', measure);
    expect(await playground.textOf('.by-iteration figcaption')).toMatch(`${name} against`);
    await expect.poll(() => picture('by-iteration')).not.toBe(last);
    const shown = await playground.textOf(`[data-testid="${measure}-imf"]`);
    expect(shown).toContain((await table('by-iteration')).at(-1)?.[3]);
  }
  expect(await playground.textOf('#summary-by-iteration')).toMatch(
    /^At 2: FM .*, MF .*, iMF .*, Exact /,
  );
});

/** What the chart's readout says at the end of its axis. */
async function lastReadout() {
  await playground.page.$eval('>>> .by-iteration .chart', (host) =>
    /** @type {HTMLElement} */ (host).focus(),
  );
  await playground.page.keyboard.press('End');
  const text = await playground.textOf('.by-iteration .readout');
  return text.split('\n');
}

it('charts quality against seconds and work, beside a pinned run with its own', async () => {
  const measured = () =>
    Promise.all(methods.map((name) => playground.textOf(`[data-testid="measured-${name}"]`)));
  const train = async (/** @type {number} */ iterations) => {
    for (let k = 1; k <= iterations; k++) {
      await playground.press('Step');
      await playground.until(({ samples }) => samples.every((text) => text === String(k)));
    }
    await expect.poll(measured).toEqual(methods.map(() => String(iterations)));
  };
  await playground.openSection('quality', '#quality');
  await train(3);
  await playground.page.$eval('>>> .loss .chart', (host) => host.scrollIntoView());
  await playground.page.waitForSelector('>>> .loss .chart-table', { visible: true });
  await playground.press('Pin this run');
  await playground.enter('Seed', '9');
  await playground.until(({ samples }) => samples.every((text) => text === '0'));
  await train(2);
  // The pinned run has gone farther.
  await expect.poll(async () => (await table('by-iteration')).at(-1)?.[0]).toBe('2');
  await expect.poll(async () => (await lastReadout())[0]).toBe('iteration 3');
  expect((await lastReadout()).slice(-3).map((line) => line.replace(/ [\d.]+$/, ''))).toEqual([
    'FM 1',
    'MF 1',
    'iMF 1',
  ]);

  const before = await picture('by-iteration');
  await playground.choose('Quality against', 'seconds');
  expect(await playground.textOf('.by-iteration figcaption')).toBe(
    'Flow-map error against seconds of training, in 1 step',
  );
  expect(await playground.textOf('.by-iteration .note')).toMatch(/pauses do not count/);
  expect(await playground.textOf('.by-iteration summary')).toBe(
    'Table of quality against seconds of training',
  );
  await expect.poll(() => picture('by-iteration')).not.toBe(before);
  const seconds = (await table('by-iteration')).map(([place]) => place);
  expect(seconds.every((place) => /^\d+\.\d$/.test(place))).toBe(true);
  expect(seconds.toSorted((a, b) => Number(a) - Number(b))).toEqual(seconds);

  await playground.choose('Quality against', 'work');
  // iMF, 5 passes of 64 samples through 16 units a layer, where the tutorial has 4096 and 128.
  const work = (2 * 64 * weights(16)) / (5001 * 4096 * weights(128));
  expect((await table('by-iteration')).at(-1)?.[0]).toBe(String(Number(work.toPrecision(3))));
  expect(await lastReadout()).toContainEqual(expect.stringMatching(/^iMF 1 /));
});

/** Of a network of 4 hidden layers. @param {number} width */
const weights = (width) => width * (4 + 2 + 3 * width);

it('measures by steps on demand, in every number of them', async () => {
  await playground.openSection('quality', '#quality');
  expect(await table('by-steps')).toEqual([]);
  expect(await playground.textOf('#summary-by-steps')).toBe('Nothing was measured yet.');
  await playground.press('Measure by steps');
  const complete = async () => {
    const rows = await table('by-steps');
    return rows.length === 6 && !rows.flat().includes('–');
  };
  await expect.poll(complete).toBe(true);
  const rows = await table('by-steps');
  expect(rows.map(([steps]) => steps)).toEqual(['1', '2', '4', '10', '100', '500']);
  // One step is what the panels show.
  const shown = await Promise.all(
    ['fm', 'mf', 'imf', 'exact'].map((name) =>
      playground.textOf(`[data-testid="map-error-${name}"]`),
    ),
  );
  expect(rows[0].slice(1)).toEqual(shown);
  expect(await playground.textOf('.by-steps figcaption')).toBe(
    'Flow-map error against number of steps, at iteration 0',
  );
  await playground.choose('Steps', '10');
  await playground.until(({ summaries }) => summaries.every((text) => text.includes('10 steps')));
  await expect.poll(() => playground.textOf('[data-testid="map-error-mf"]')).toBe(rows[3][2]);
  await playground.press('New seed');
  await expect.poll(() => table('by-steps')).toEqual([]);
});

it('tells the losses in a table, too', async () => {
  for (const k of [1, 2, 3]) {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === k);
  }
  await playground.page.$eval('>>> .loss .chart', (host) => host.scrollIntoView());
  await playground.page.waitForSelector('>>> .loss .chart-table', { visible: true });
  const { losses } = await playground.read();
  await expect.poll(async () => (await table('loss')).at(-1)).toEqual(['3', ...losses]);
  expect(await table('loss')).toHaveLength(3);
});
