// A page with ten figures: those that are far from the screen leave one worker each, which has the run.

import { expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

const figure =
  '<mean-flow method="imf exact" width="16" depth="2" batch="64" count="64" iterations="100000" workers="2" hide="all" style="margin-bottom: 3000px"></mean-flow>';
const site = useSite({
  pages: {
    'ten.html': pageOf(figure.repeat(10)),
    'two.html': pageOf(figure.replace(/style=".*?"/, '').repeat(2)),
  },
});

it('ten figures do not keep forty workers, and each has its run when it is seen again', async () => {
  const { page } = await site.openPage({ width: 700, height: 800 });
  await page.goto(`${site.url}ten.html`);
  const iteration = (/** @type {number} */ index) =>
    page.$$eval('mean-flow', (all, at) => all[at].iteration, index);
  const see = (/** @type {number} */ index) =>
    page.$$eval('mean-flow', (all, at) => all[at].scrollIntoView({ block: 'center' }), index);
  const trains = async (/** @type {number} */ index, past = 5) => {
    await see(index);
    await expect.poll(() => iteration(index), { message: `figure ${index}` }).toBeGreaterThan(past);
  };
  for (let i = 0; i < 10; i++) await trains(i);
  await expect.poll(() => page.workers().length).toBe(9 + 4);
  const before = await iteration(0);
  await page.$$eval('mean-flow', ([first]) => {
    const count = (/** @type {CustomEvent} */ { detail }) => {
      if (detail.methods.length > 0) Object.assign(window, { run: detail.run });
    };
    Object.assign(window, { first: first.state.run, painted: false });
    first.addEventListener('flow-state', /** @type {any} */ (count));
    first.addEventListener('flow-paths', () => Object.assign(window, { painted: true }));
  });
  await trains(0, before + 5);
  const [first, run] = await page.evaluate(() => {
    const seen = /** @type {any} */ (window);
    return [seen.first, seen.run];
  });
  expect(run).toBe(first);
  await expect.poll(() => page.evaluate(() => /** @type {any} */ (window).painted)).toBe(true);
  await expect.poll(() => page.workers().length).toBe(9 + 4);
});

it('a figure that rests takes a step for a script, and rests again', async () => {
  const { page } = await site.openPage({ width: 700, height: 800 });
  await page.goto(`${site.url}ten.html`);
  await expect.poll(() => page.$eval('mean-flow', (one) => one.iteration)).toBeGreaterThan(5);
  await page.evaluate(() => scrollTo(0, 20_000));
  await expect.poll(() => page.$$eval('mean-flow', ([one]) => one.state.workers)).toBe(0);
  const iteration = () => page.$eval('mean-flow', (one) => one.iteration);
  const before = await iteration();
  await page.$eval('mean-flow', (one) => one.step());
  await expect.poll(iteration).toBe(before + 1);
  await expect.poll(() => page.$$eval('mean-flow', ([one]) => one.state.workers)).toBe(0);
});

it('of two in sight with everything hidden, the one that waits says so', async () => {
  const { page } = await site.openPage({ width: 500, height: 1200 });
  await page.goto(`${site.url}two.html`);
  const notes = () =>
    page.$$eval('>>> .mini-bar', (all) =>
      all
        .filter((bar) => bar.checkVisibility())
        .map((bar) => bar.textContent?.trim())
        .sort(),
    );
  await expect.poll(notes).toEqual(['Pause', 'Pause waiting: another figure trains']);
  await page.$$eval('mean-flow', (all) => {
    for (const one of all) one.pause();
  });
  await expect.poll(notes).toEqual(['Play', 'Play']);
});
