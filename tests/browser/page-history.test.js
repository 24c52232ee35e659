// The slider through training history, and what panels say of the past.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

const history = 'Training history';

beforeEach(async () => {
  playground = await site.openPlayground(smallAtZero);
  await playground.enter('Iterations', '200');
  await playground.until(({ status }) => status.startsWith('Iterations'));
  await playground.press('Train');
  await playground.until(({ samples }) => samples.every((k) => k === '200'));
});

/** @param {string} testId */
const textOf = (testId) =>
  playground.page.$eval(`>>> [data-testid="${testId}"]`, (place) => place.textContent ?? '');

it('plays any checkpoint, and then the latest again', async () => {
  const latest = await playground.pictures();
  const { losses } = await playground.read();
  expect(await playground.sliderText(history)).toBe('latest');
  await playground.slide(history, 3);
  expect(await playground.sliderText(history)).toBe('iteration 30');
  const past = await playground.until(({ samples }) => samples.every((k) => k === '30'));
  await expect.poll(() => textOf('measured-imf')).toBe('30');
  const engine = await playground.page.evaluate(async () => {
    const { playground } = /** @type {any} */ (document.querySelector('mean-flow'));
    const { engine, parts } = playground;
    const { steps, count, seed, path } = parts.stage.panel('imf').paths;
    const same = await engine.sample({ method: 'imf', steps, count, seed, checkpoint: 3 });
    let sum = 0;
    for (const loss of engine.losses('imf').slice(0, 30)) sum += loss;
    return { same: String(same.path) === String(path), loss: (sum / 30).toFixed(3) };
  });
  expect(engine.same).toBe(true);
  expect(past.losses[2]).toBe(engine.loss);
  expect(past.iteration).toBe(200);
  expect(await playground.pictures()).not.toEqual(latest);
  await playground.slide(history, 99);
  expect(await playground.sliderText(history)).toBe('latest');
  await playground.until(({ samples }) => samples.every((k) => k === '200'));
  await expect.poll(() => playground.pictures()).toEqual(latest);
  expect((await playground.read()).losses).toEqual(losses);
});

it('stays where it was put while training goes on, and follows when it was not', async () => {
  await playground.press('Reset');
  await playground.until(({ iteration }) => iteration === 0);
  expect(await playground.sliderText(history)).toBe('latest');
  for (const k of [1, 2, 3]) {
    await playground.press('Step');
    await playground.until(({ samples }) => samples.every((shown) => Number(shown) === k));
  }
  expect(await playground.sliderText(history)).toBe('latest');
  const slider = await playground.page.$(`aria/${history}[role="slider"]`);
  await slider?.focus();
  await playground.page.keyboard.press('Home');
  await playground.until(({ samples }) => samples.every((k) => k === '0'));
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration === 200);
  await playground.settledIteration();
  expect(await playground.sliderText(history)).toBe('iteration 0');
  expect((await playground.read()).samples).toEqual(['0', '0', '0']);
  await playground.press('New seed');
  await playground.until(({ iteration }) => iteration === 0);
  expect(await playground.sliderText(history)).toBe('latest');
});
