// Workers that fail or hang while they do something else than train and animate.

import { expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { visit } from './page-driver.js';
import { prepareFastTimers, speedUpTimers } from './timers.js';

/** @import {Page, WebWorker} from 'puppeteer-core' */

const site = useSite();

/** @param {WebWorker} worker @param {string} how */
const harm = (worker, how) =>
  worker.evaluate((how) => {
    setTimeout(() => {
      if (how === 'fails') throw new Error('out of order');
      for (;;);
    });
  }, how);

it('a survey that the sampler does not outlive ends, and may be begun again', async () => {
  const playground = await site.openPlayground();
  const { page } = playground;
  await playground.openSection('quality', 'figure.by-steps canvas');
  const progress = () => playground.textOf('.survey .note');
  const until = async (/** @type {RegExp} */ text) => {
    while (!text.test(await progress())) await playground.wait(0.05);
  };
  await playground.press('Measure by steps');
  await until(/^[1-9]\d* of 18 measured …$/);
  const workers = page.workers();
  await harm(workers[workers.length - 1], 'fails');
  await until(/^Only \d+ of 18 were measured, as that failed\.$/);
  await playground.settle();
  expect(await progress()).toMatch(/^Only/);
  await playground.press('Measure by steps');
  await until(/^[1-9]\d* of 18 measured …$/);
});

/** Scrolls to a figure and waits until it is drawn. @param {Page} page @param {number} number */
async function drawn(page, number) {
  const ready = (/** @type {number} */ wanted) => {
    const figures = document.querySelector('mean-flow-figures');
    const card = figures?.shadowRoot?.querySelector(`[data-figure="${wanted}"]`);
    (card ?? figures)?.scrollIntoView();
    return card?.classList.contains('ready');
  };
  await page.waitForFunction(ready, { timeout: 90_000, polling: 100 }, number);
}

it.each(['fails', 'hangs'])('figures are drawn again when their worker %s', async (how) => {
  const { page, problems } = await site.openPage();
  await page.evaluateOnNewDocument(prepareFastTimers);
  await visit(page, problems, site.url);
  const others = page.workers();
  await drawn(page, 1);
  const [worker] = page.workers().filter((candidate) => !others.includes(candidate));
  await harm(worker, how);
  await speedUpTimers(page);
  const banner = () =>
    page.$eval('mean-flow-figures', ({ shadowRoot }) => {
      return shadowRoot?.querySelector('.banner')?.textContent ?? '';
    });
  const failed =
    /^The worker that draws figures failed: .*(out of order|has not answered for 30 s)$/;
  while (!failed.test(await banner())) await new Promise((done) => setTimeout(done, 100));
  await drawn(page, 5);
  expect(await banner()).toBe('');
});

it('a figure that was on its way when its worker failed says so, and is drawn when asked again', async () => {
  const { page } = await site.openPlayground();
  const others = page.workers();
  await drawn(page, 1);
  const [worker] = page.workers().filter((candidate) => !others.includes(candidate));
  const card = '>>> figure[data-figure="6"]';
  await page.$eval(card, (figure) => figure.scrollIntoView());
  await page.waitForSelector(`${card} .picture svg`);
  await harm(worker, 'fails');
  await page.waitForFunction(
    (figure) => /figures failed: .*out of order/.test(figure?.textContent ?? ''),
    {},
    await page.$(card),
  );
  await page.$eval(`${card} > button`, (button) => button.scrollIntoView());
  const [again] = await page.$$(`${card} > button`);
  expect(await again.evaluate((button) => button.textContent)).toBe('Draw again');
  const save = await page.$(`${card} .buttons button`);
  expect(await save?.evaluate((button) => button.getAttribute('aria-disabled'))).toBe('true');
  await page.locator(`${card} > button`).click();
  await drawn(page, 6);
  expect(await again.isVisible()).toBe(false);
});
