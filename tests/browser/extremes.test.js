// The ends of every range in the page: each works or is refused with its range, and the page goes on.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground(smallAtZero);
});

it.each([
  ['Learning rate', '10'],
  ['Width', '1'],
  ['Width', '1024'],
  ['Depth', '1'],
  ['Depth', '16'],
  ['Batch size', '8'],
  ['Batch size', '65536'],
  ['Iterations', '1'],
  ['Seed', '4294967295'],
])('%s %s trains and is sampled', async (name, value) => {
  if (value === '1024') await playground.enter('Depth', '2');
  await playground.enter(name, value);
  await playground.until(({ status }) => status.startsWith(`${name} ${value}.`));
  const losses = await playground.lossesAfterOneStep();
  for (const loss of losses) expect(Number(loss)).toBeGreaterThan(0);
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '1'));
  expect((await playground.read()).messages).toEqual([]);
});

/** Sets the element's attributes. @param {Record<string, string>} attributes */
const set = (attributes) =>
  playground.page.evaluate((all) => {
    const element = document.querySelector('mean-flow');
    for (const [name, value] of Object.entries(all)) element?.setAttribute(name, value);
  }, attributes);

/** How many particles every panel shows, in how many steps. @param {number} count @param {number} steps */
const shows = (count, steps) =>
  playground.until(({ summaries }) =>
    summaries.every(
      (summary) =>
        summary.startsWith(`${count} particles move`) && summary.includes(`in ${steps} step`),
    ),
  );

it('200,000 particles are sampled in a step, a thousand steps with fewer, and both together refused', async () => {
  await set({ count: '200000' });
  await shows(200_000, 1);
  await set({ steps: '1000' });
  const refused = await playground.until(({ messages }) => messages.length > 0);
  expect(refused.messages.join()).toMatch(/200000 paths of 1000 steps do not fit; at most \d+ do/);
  await shows(200_000, 1);
  await set({ count: '100' });
  await shows(100, 1);
  await set({ steps: '2' });
  await set({ steps: '1000' });
  await shows(100, 1000);
  await playground.lossesAfterOneStep();
});

it.each([
  ['the coarsest grid', '2.AABA'],
  ['the finest grid', `64.B${'A'.repeat(64 * 64 - 1)}`],
])('a drawing of one cell of %s trains, is sampled and has its exact flow', async (_, drawing) => {
  await set({ drawing, density: 'drawing' });
  const weights = () =>
    playground.page.evaluate(() => {
      const element = /** @type {any} */ (document.querySelector('mean-flow'));
      return [...element.playground.parts.stage.panel('exact').density.weights];
    });
  await expect.poll(async () => (await weights()).filter((mass) => mass > 0)).toEqual([1]);
  const losses = await playground.lossesAfterOneStep();
  for (const loss of losses) expect(Number(loss)).toBeGreaterThan(0);
  await expect.poll(() => playground.textOf('[data-testid="on-support-exact"]')).toMatch(/^100/);
  expect((await playground.read()).messages).toEqual([]);
});
