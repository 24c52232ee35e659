import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { saveInto } from './harness.js';
import { atZero } from './page-driver.js';

/** @import {Page} from 'puppeteer-core' */

const TIMEOUT = 300_000;

const site = useSite();
/** @type {Page} */
let page;

/** @param {{width?: number, dark?: boolean}} [options] */
async function open({ width = 1440, dark = false } = {}) {
  ({ page } = await site.openPage({ width }));
  await page.emulateMediaFeatures([
    { name: 'prefers-reduced-motion', value: 'reduce' },
    { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
  ]);
  await page.goto(site.url + atZero);
  // What is above them takes its place first.
  await page.waitForFunction(() => {
    const { playground } = /** @type {any} */ (document.querySelector('mean-flow')) ?? {};
    return playground?.engine.state.run > 0;
  });
  await page.waitForFunction(
    () => {
      const figures = document.querySelector('mean-flow-figures');
      figures?.scrollIntoView();
      return figures?.shadowRoot;
    },
    { polling: 100 },
  );
}

/** Has figures 3 and 4 drawn in few steps, which takes no time. @param {string} steps */
async function inFewSteps(steps) {
  await page.waitForSelector('>>> #figure-4-steps');
  for (const number of [3, 4]) await set(number, 'steps', steps);
}

/** Scrolls to a figure and waits until it is drawn. @param {number} number */
async function drawn(number) {
  const ready = (/** @type {number} */ wanted) => {
    const root = document.querySelector('mean-flow-figures')?.shadowRoot;
    const card = root?.querySelector(`[data-figure="${wanted}"]`);
    card?.scrollIntoView();
    return card?.classList.contains('ready');
  };
  await page.waitForFunction(ready, { timeout: TIMEOUT, polling: 100 }, number);
}

/** That a figure has the space that was kept for it. @param {number} number @param {'wide' | 'tall'} layout */
async function expectItsSpace(number, layout) {
  const { kept, taken } = await page.$eval(
    `>>> [data-figure="${number}"] .picture`,
    (picture, name) => ({
      kept: getComputedStyle(picture).getPropertyValue(`--${name}`),
      taken: picture.querySelector('svg')?.getAttribute('viewBox'),
    }),
    layout,
  );
  expect(`0 0 ${kept}`, `figure ${number}`).toBe(taken?.replace(/ (\d+)$/, ' / $1'));
}

/** What a figure shows. @param {number} number */
function read(number) {
  return page.$eval(`>>> [data-figure="${number}"]`, (card) => ({
    title: card.querySelector('h3')?.textContent,
    caption: card.querySelector('figcaption')?.textContent ?? '',
    message: card.querySelector('.message')?.textContent,
    texts: [...card.querySelectorAll('svg text')].map((text) => text.textContent),
    bytes: card.querySelector('svg')?.outerHTML.length ?? 0,
    width: card.querySelector('svg')?.getAttribute('width'),
    paper: card.querySelector('svg rect')?.getAttribute('fill'),
  }));
}

/** @param {number} number @param {string} control @param {string} value */
async function set(number, control, value) {
  await page.$eval(
    `>>> #figure-${number}-${control}`,
    (input, text) => {
      if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return;
      input.value = text;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    value,
  );
}

it('draws all six figures from the networks that come with the page', {
  timeout: TIMEOUT,
}, async () => {
  await open();
  const headings = [];
  for (const number of [1, 2, 3, 4, 5, 6]) {
    await drawn(number);
    await expectItsSpace(number, 'wide');
    const { title, caption, texts, bytes, message } = await read(number);
    headings.push(title);
    expect(message).toBe('');
    expect(caption.length).toBeGreaterThan(80);
    expect(texts.length).toBeGreaterThan(8);
    expect(texts).not.toContain('…');
    expect(bytes).toBeGreaterThan(20_000);
  }
  expect(headings[3]).toBe('Figure 4. Samples in reverse time');
});

it('draws anew as the controls say, and says what they may not', { timeout: TIMEOUT }, async () => {
  await open();
  await inFewSteps('1, 3');
  await drawn(4);
  await set(4, 'count', '500');
  await page.waitForFunction(() =>
    document
      .querySelector('mean-flow-figures')
      ?.shadowRoot?.querySelector('[data-figure="4"] figcaption')
      ?.textContent?.includes('500 samples'),
  );
  await drawn(4);
  const before = await read(4);
  expect(before.texts.filter((text) => text?.startsWith('T = '))).toEqual(['T = 1', 'T = 3']);
  await set(4, 'steps', '1, 0');
  const after = await read(4);
  expect(after.message).toBe('Steps: "1, 0" is not 1 to 6 whole numbers from 1 to 1000.');
  expect(after.texts).toEqual(before.texts);
  await set(4, 'steps', '2');
  await drawn(4);
  expect((await read(4)).message).toBe('');
});

it('draws the current run, and says when that has another direction', {
  timeout: TIMEOUT,
}, async () => {
  await open();
  await inFewSteps('1');
  await drawn(4);
  const shipped = await read(4);
  await set(4, 'source', 'current');
  await page.waitForFunction(
    () =>
      document
        .querySelector('mean-flow-figures')
        ?.shadowRoot?.querySelector('[data-figure="4"] figcaption')
        ?.textContent?.includes(' 0 iterations'),
    { timeout: TIMEOUT },
  );
  await drawn(4);
  expect((await read(4)).texts).not.toEqual(shipped.texts);
  // Of two directions, so that no run has all that it shows.
  expect(await page.$$('>>> #figure-3-source')).toEqual([]);
  const note = await page.$eval(
    '>>> [data-figure="3"] .figure-controls .note',
    (place) => place.textContent,
  );
  expect(note).toMatch(/^Compares directions/);
  const before = await read(4);
  await page.$eval('mean-flow', (element) =>
    /** @type {any} */ (element).set('direction', 'forward'),
  );
  await set(4, 'source', 'current');
  await drawn(4);
  const { message, texts } = await read(4);
  expect(message).toBe(
    "This figure needs FM, MF and iMF in direction reverse; the current run's direction is forward.",
  );
  expect(texts).toEqual(before.texts);
});

it('saves SVG and PNG, light and wide, whatever the page looks like', {
  timeout: TIMEOUT,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meanflow-figures-'));
  try {
    await open({ width: 360, dark: true });
    await saveInto(page, folder);
    for (const number of [1, 2]) {
      await drawn(number);
      await expectItsSpace(number, 'tall');
    }
    const onShow = await read(2);
    expect(Number(onShow.width)).toBeLessThan(400);
    expect(onShow.paper).toBe('#101318');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    for (const kind of ['SVG', 'PNG']) {
      await page.locator(`aria/Save ${kind}, figure 2[role="button"]`).click();
    }
    const names = ['figure-2.png', 'figure-2.svg'];
    /** @type {string[]} */
    let saved = [];
    while (!names.every((name) => saved.includes(name))) {
      saved = await readdir(folder);
      await new Promise((done) => setTimeout(done, 100));
    }
    const svg = await readFile(join(folder, 'figure-2.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="7\d\d"/);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toContain('<desc>Training losses');
    const png = await readFile(join(folder, 'figure-2.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('saves all figures as one file, and draws those that are not yet for it', {
  timeout: TIMEOUT,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meanflow-figures-'));
  try {
    await open();
    await saveInto(page, folder);
    await inFewSteps('1');
    await set(4, 'source', 'current');
    await page.$eval('mean-flow-figures', (element) => element.scrollIntoView());
    await page.locator('>>> .save-all button').click();
    await page.waitForFunction(
      () =>
        document
          .querySelector('mean-flow-figures')
          ?.shadowRoot?.querySelector('.save-all [role="status"]')
          ?.textContent?.startsWith('Saved'),
      { timeout: TIMEOUT },
    );
    while (!(await readdir(folder)).includes('figures.zip')) {
      await new Promise((done) => setTimeout(done, 100));
    }
    const files = unzipSync(await readFile(join(folder, 'figures.zip')));
    const numbers = [1, 2, 3, 4, 5, 6];
    expect(Object.keys(files)).toEqual([
      'README.txt',
      ...numbers.map((number) => `figure-${number}.svg`),
    ]);
    const texts = Object.values(files).map((bytes) => new TextDecoder().decode(bytes));
    for (const svg of texts.slice(1)) {
      expect(svg).toMatch(/^<svg /);
      expect(svg.trimEnd()).toMatch(/<\/svg>$/);
      expect(svg.length).toBeGreaterThan(20_000);
    }
    for (const number of numbers) {
      const { title, caption } = await read(number);
      expect(texts[0]).toContain(`${title}\nfigure-${number}.svg\n\n${caption}\n`);
    }
    expect(texts[0].match(/From trained networks/g)).toHaveLength(5);
    expect(texts[0]).toMatch(/ {2}imf at iteration 0: [0-9a-f]{16}\n/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('in print say that they are not drawn, where nobody has scrolled to them', async () => {
  const said = (/** @type {string} */ selector) =>
    page.$eval(selector, (part) => getComputedStyle(part, '::before').content);
  // So low that they are far from it while what is above them has yet to take its place.
  ({ page } = await site.openPage({ width: 1440, height: 200 }));
  await page.goto(site.url + atZero);
  await page.emulateMediaType('print');
  await expect.poll(() => said('mean-flow-figures')).toContain('Not drawn yet');
  await open();
  await drawn(1);
  await page.emulateMediaType('print');
  expect(await said('mean-flow-figures')).toBe('none');
  expect(await said('>>> [data-figure="1"] .picture')).toBe('none');
  expect(await said('>>> [data-figure="6"] .picture')).toContain('Not drawn yet');
});
