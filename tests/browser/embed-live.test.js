// Attributes of a run and of the view, changed by a script while the figure is at work.

import { beforeEach, describe, expect, it } from 'vitest';
import { pageOf, rests } from './element-page.js';
import { repeatInNode } from './engine-runs.js';
import { useSite } from './fixture.js';

/** @import {Page} from 'puppeteer-core' */

const small = 'method="imf" batch="64" width="16" depth="2" seed="5" iterations="400"';
const values = { batch: 64, width: 16, depth: 2, seed: 5, iterations: 400, lr: 0.003 };

const site = useSite({
  pages: {
    'live.html': pageOf(`<mean-flow ${small} at="30"></mean-flow>`),
    'trained.html': pageOf('<mean-flow method="imf" trained></mean-flow>'),
  },
});

/** @type {Page} */
let page;

/** @param {string} name */
async function open(name) {
  ({ page } = await site.openPage({ width: 704 }));
  await page.goto(site.url + name);
}

/** Sets attributes at once; null removes one. @param {Record<string, string | null>} attributes */
const set = (attributes) =>
  page.$eval(
    'mean-flow',
    (figure, all) => {
      for (const [name, text] of Object.entries(all)) {
        if (text === null) figure.removeAttribute(name);
        else figure.setAttribute(name, text);
      }
    },
    attributes,
  );

/** iMF's. */
async function receipt() {
  const receipts = await page.$eval('mean-flow', (figure) => figure.engine.receipts());
  return receipts.receipts.find(({ method }) => method === 'imf');
}

/** Which run it is: another one began when it counts on. */
const run = () => page.$eval('mean-flow', (figure) => figure.state.run);

/** @param {import('../../web/share/link.js').Link['at']} at @param {import('../../web/share/link.js').Link['phases']} phases */
const wanted = async (at, phases = {}, more = {}) => {
  const { receipts } = await repeatInNode({ values: { ...values, ...more }, at, phases });
  return receipts.find(({ method }) => method === 'imf');
};

const texts = (/** @type {string} */ selector) =>
  page.$$eval(`>>> ${selector}`, (all) =>
    all
      .map((one) => one.textContent)
      .join(' ')
      .trim(),
  );

describe('at', () => {
  beforeEach(async () => {
    await open('live.html');
    await rests(page, 30);
  });

  it('has the figure train on to it, in the same run, and compare a new receipt', async () => {
    const first = await run();
    const there = await wanted({ imf: 50 });
    await set({ at: '50', arithmetic: 'fused', receipt: `imf:${there?.receipt}:1.5` });
    await rests(page, 50);
    expect(await run()).toBe(first);
    expect(await receipt()).toEqual(there);
    await expect
      .poll(() => texts('.notice:not([hidden])'))
      .toContain('to the bit, up to iteration 50');
    await set({ receipt: 'imf:0123456789abcdef:1.5' });
    await expect.poll(() => texts('.notice:not([hidden])')).toContain("differs from the link's");
    await set({ at: '60', receipt: null, arithmetic: null });
    await rests(page, 60);
    expect(await texts('.notice:not([hidden])')).toBe('');
  });

  it('before where the run is begins it anew, as does a way by other rates', async () => {
    const first = await run();
    await set({ at: '20' });
    await rests(page, 20);
    expect(await run()).toBeGreaterThan(first);
    expect(await receipt()).toEqual(await wanted({ imf: 20 }));
    await set({ at: 'imf:10@0.03:40' });
    await rests(page, 40);
    const phases = { imf: [{ until: 10, lr: 0.03 }] };
    expect(await receipt()).toEqual(await wanted({ imf: 40 }, phases));
    expect(await page.$eval('mean-flow', (figure) => figure.settings.lr)).toBe(0.003);
    const second = await run();
    await set({ at: 'imf:10@0.03:50' });
    await rests(page, 50);
    expect(await run()).toBe(second);
    await set({ at: '0' });
    await rests(page, 0);
  });

  it('counts after settings that change with it, and gives way to none', async () => {
    await set({ at: '25', seed: '6' });
    await rests(page, 25);
    expect(await receipt()).toEqual(await wanted({ imf: 25 }, {}, { seed: 6 }));
    await set({ at: null });
    await page.$eval('mean-flow', (figure) => figure.train());
    await rests(page, 400);
    await set({ at: '401' });
    await expect.poll(() => texts('.banner')).toMatch(/at: "401" is not a whole number from 0 to/);
    await set({ at: '395' });
    await rests(page, 395);
    expect(await texts('.banner')).toBe('');
  });

  it('that changes again and again leads to the last', async () => {
    for (const at of ['300', '35', '45', '40']) await set({ at });
    await rests(page, 40);
    expect(await receipt()).toEqual(await wanted({ imf: 40 }));
  });

  it('is missed where there is a receipt alone', async () => {
    await set({ at: null, arithmetic: 'fused', receipt: 'imf:0123456789abcdef:1.5' });
    const said = 'receipt: it is of a run up to the iteration "at", which is missing.';
    await expect.poll(() => texts('.banner')).toContain(said);
    await set({ receipt: null, arithmetic: null });
    await expect.poll(() => texts('.banner')).toBe('');
  });
});

it('the view follows: time, layers, history, and which methods train', async () => {
  await open('live.html');
  await rests(page, 30);
  const clock = () =>
    page.$eval('mean-flow', (figure) => {
      const { playing, fraction } = figure.playground?.parts.stage.playback ?? {};
      return playing ? 'playing' : fraction;
    });
  await set({ time: '0.25' });
  await expect.poll(clock).toBe(0.75);
  await set({ time: '2' });
  await expect.poll(() => texts('.banner')).toContain('time: "2" is not a number from 0 to 1.');
  expect(await clock()).toBe(0.75);
  await set({ time: null });
  await expect.poll(clock).toBe('playing');
  const layer = () =>
    page.$eval('mean-flow', (figure) => figure.playground?.onDemand.view.view.imf?.layer);
  const layerChosen = () =>
    page.$eval('>>> #layer', (select) => /** @type {HTMLSelectElement} */ (select).value);
  await set({ view: 'average' });
  await expect.poll(layer).toBe('average');
  await page.waitForSelector('>>> #layer', { visible: true });
  await expect.poll(() => layerChosen()).toBe('average');
  await set({ view: null });
  await expect.poll(layer).toBeUndefined();
  await expect.poll(() => layerChosen()).toBe('none');
  const history = () => texts('[data-testid="training-history"]');
  await set({ history: '20' });
  await expect.poll(history).toBe('iteration 20');
  await set({ history: null });
  await expect.poll(history).toBe('');
  await set({ method: 'fm imf', train: 'imf' });
  await rests(page, 30);
  await set({ train: null, at: '35' });
  await rests(page, 35);
  const states = await page.$eval('mean-flow', (figure) => figure.state.methods);
  expect(states.map(({ method, iteration }) => [method, iteration])).toEqual([
    ['fm', 35],
    ['imf', 35],
  ]);
});

it('gives way to another playground, as when other methods are to be on show', async () => {
  await open('live.html');
  await rests(page, 30);
  for (const method of ['fm', 'mf', 'imf']) {
    // On its way, in one that is about to go; what it leaves behind would be uncaught.
    await set({ at: method === 'mf' ? '20' : '50' });
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await set({ method });
  }
  await rests(page, 50);
  expect(await receipt()).toEqual(await wanted({ imf: 50 }));
  expect(await texts('.banner')).toBe('');
});

it('a figure of trained networks begins a run of its own for at', async () => {
  await open('trained.html');
  await page.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 5000);
  await set({ at: '2' });
  await rests(page, 2);
  expect(await receipt()).toMatchObject({ imported: false, iteration: 2 });
});
