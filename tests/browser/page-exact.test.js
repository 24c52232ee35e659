// The exact flow on the page, and what networks are held against.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground();
});

/** @param {string} name  of a measure, such as sw2-imf */
const measure = async (name) =>
  Number.parseFloat(await playground.textOf(`[data-testid="${name}"]`));

/** @param {() => Promise<boolean>} holds */
async function until(holds) {
  for (const end = Date.now() + 60_000; !(await holds()); ) {
    expect(Date.now(), String(holds)).toBeLessThan(end);
    await playground.wait(0.05);
  }
}

/** Every panel's numbers are there. */
const measured = () =>
  until(async () => {
    for (const subject of ['fm', 'mf', 'imf', 'exact']) {
      if (Number.isNaN(await measure(`map-error-${subject}`))) return false;
    }
    return true;
  });

it('shows the exact flow with no training, for every problem', async () => {
  await measured();
  expect((await playground.read()).iteration).toBe(0);
  expect(await measure('on-support-exact')).toBe(100);
  expect(await measure('map-error-exact')).toBe(0);
  // Twice uniform mass on half of the cells.
  expect(await playground.densityAtSamples('exact')).toBeCloseTo(2, 5);
  await playground.choose('Direction', 'forward');
  await playground.until(({ status }) => status.startsWith('Direction'));
  await measured();
  expect(await playground.densityAtSamples('exact')).toBeCloseTo(2, 5);
  await playground.choose('Density', 'rings');
  await playground.until(({ status }) => status.startsWith('Density'));
  // Not before: until then the last run's numbers may still stand.
  await until(async () =>
    /by the exact flow over .* rings/.test(await playground.textOf('#summary-exact')),
  );
  await measured();
  expect(await measure('on-support-exact')).toBeGreaterThan(97);
});

it('moves exact particles along curves', async () => {
  await measured();
  const bend = await playground.page.evaluate(() => {
    const element = document.querySelector('mean-flow');
    const { paths } = /** @type {any} */ (element).playground.parts.stage.panel('exact');
    const { path, count, steps } = paths;
    const at = (/** @type {number} */ state, /** @type {number} */ i) =>
      path[2 * count * state + i];
    let most = 0;
    for (let i = 0; i < 2 * count; i++) {
      const straight = (at(0, i) + at(steps, i)) / 2;
      most = Math.max(most, Math.abs(at(steps / 2, i) - straight));
    }
    return most;
  });
  expect(bend).toBeGreaterThan(0.1);
});

it('measures networks, and anew when they were trained', async () => {
  await measured();
  const before = await measure('map-error-fm');
  expect(before).toBeGreaterThan(0.1);
  expect(await measure('on-support-imf')).toBeLessThan(80);
  expect(await measure('sw2-imf')).toBeGreaterThan(await measure('sw2-exact'));
  await playground.press('Step');
  await playground.until(({ iteration, samples }) => iteration === 1 && samples[0] === '1');
  await until(async () => (await measure('map-error-fm')) !== before);
});

it('tells the floors of the losses that have one', async () => {
  await until(async () => (await playground.textOf('#summary-loss')).includes('Floors'));
  expect(await playground.textOf('#summary-loss')).toContain('Floors: FM 1.689, iMF 1.836.');
  expect(await playground.textOf('.loss .note')).toContain('MF has no finite floor');
});

it('hides and shows the exact panel', async () => {
  const panels = () =>
    playground.page.$$eval('>>> figure[data-method]', (all) =>
      all.filter((panel) => panel.clientWidth > 0).map((panel) => panel.dataset.method),
    );
  expect(await panels()).toEqual(['fm', 'mf', 'imf', 'exact']);
  await playground.tick('Exact');
  expect(await panels()).toEqual(['fm', 'mf', 'imf']);
  await playground.tick('Exact');
  expect(await panels()).toEqual(['fm', 'mf', 'imf', 'exact']);
});
