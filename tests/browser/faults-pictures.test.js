// The process that draws crashes, and with it goes all that canvases show.

import { expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { launchBrowser } from './harness.js';
import { smallAtZero } from './page-driver.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {Playground} from './page-driver.js' */

// Others must not lose their pictures with it.
const site = useSite(undefined, () => launchBrowser());

/** Ends the process that draws; Chromium starts another. */
async function crashGraphics() {
  const session = await site.browser.target().createCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

/** Every canvas of the page from now on tells here what happens to it. @param {Page} page */
const noteLosses = (page) =>
  page.evaluate(() => {
    /** @type {string[]} */
    const told = [];
    const canvases = document.querySelector('mean-flow')?.shadowRoot?.querySelectorAll('canvas');
    for (const canvas of canvases ?? []) {
      for (const type of ['contextlost', 'contextrestored']) {
        canvas.addEventListener(type, () => told.push(type));
      }
    }
    Object.assign(window, { told });
    return canvases?.length ?? 0;
  });

/** What canvases were told. @param {Page} page @returns {Promise<string[]>} */
const told = (page) => page.evaluate(() => /** @type {any} */ (window).told);

/** The pixels of every canvas. @param {Page} page */
const pixels = (page) =>
  page.evaluate(() => {
    const canvases = document.querySelector('mean-flow')?.shadowRoot?.querySelectorAll('canvas');
    return [...(canvases ?? [])].map((canvas) => canvas.toDataURL());
  });

/** Those that stay: charts and measures follow at leisure. @param {Playground} playground */
async function pixelsAtRest(playground) {
  for (let before = await pixels(playground.page); ; ) {
    await playground.wait(1.5);
    const now = await pixels(playground.page);
    if (now.every((picture, i) => picture === before[i])) return now;
    before = now;
  }
}

it('pictures, charts and the drawing are drawn again as they were, and what was said is said again', async () => {
  const playground = await site.openPlayground(smallAtZero);
  const { page } = playground;
  await playground.press('Step');
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '1'));
  await playground.scrub(0.5);
  await playground.choose('Density', 'drawing');
  await page.waitForSelector('>>> .drawing-editor canvas', { visible: true });
  await page.$eval('>>> details.quality > summary', (summary) => {
    if (summary instanceof HTMLElement) summary.click();
  });
  await page.waitForSelector('>>> figure.by-steps canvas', { visible: true });
  await playground.press('Step');
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '2'));
  const chart = await page.waitForSelector('>>> figure.loss');
  await chart?.scrollIntoView();
  await page.waitForSelector('>>> figure.loss canvas');
  await page.$eval('mean-flow', (element) => {
    const { playground } = /** @type {any} */ (element);
    playground.reportFailure(Promise.reject(new Error('Said before.'))).catch(() => {});
  });
  const before = await pixelsAtRest(playground);
  const count = await noteLosses(page);
  expect(count).toBeGreaterThanOrEqual(8); // Five panels, three charts, the drawing.
  await crashGraphics();
  const lost = /^The browser has lost the pictures and restores them/;
  await playground.until(({ messages }) => lost.test(messages.join()));
  await page.waitForFunction(
    (count) => {
      const { told } = /** @type {any} */ (window);
      return (
        told.filter((/** @type {string} */ type) => type === 'contextrestored').length === count
      );
    },
    {},
    count,
  );
  expect(
    (await told(page)).filter((/** @type {string} */ type) => type === 'contextlost'),
  ).toHaveLength(count);
  const isAsBefore = async () => (await pixels(page)).map((picture, i) => picture === before[i]);
  await expect.poll(isAsBefore, { timeout: 30_000 }).toEqual(before.map(() => true));
  expect((await playground.read()).messages).toEqual(['Said before.']);
});

it('training goes on meanwhile, and so do moving pictures', async () => {
  const playground = await site.openPlayground(smallAtZero);
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration > 10);
  await noteLosses(playground.page);
  await crashGraphics();
  await playground.page.waitForFunction(() =>
    /** @type {any} */ (window).told.includes('contextrestored'),
  );
  const { iteration } = await playground.read();
  await playground.until((reading) => reading.iteration > iteration);
  const { samples } = await playground.until(({ messages }) => messages.length === 0);
  await playground.until((reading) => {
    return reading.samples.every((at, i) => Number(at) > Number(samples[i]));
  });
  const [picture] = await playground.pictures(['imf']);
  await playground.press('Play flow');
  for (let [now] = [picture]; now === picture; [now] = await playground.pictures(['imf']));
});
