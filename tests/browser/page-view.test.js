// What panels show beside dots: layers, their times, and what they mean.

import { beforeEach, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { methods, smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground(smallAtZero);
  await playground.openSection('view', '#layer');
});

const panels = [...methods, 'exact'];

/** Until every panel's picture is, or is not, another one than it was. */
async function untilPictures(
  /** @type {string[]} */ before,
  /** @type {string[]} */ changed = panels,
) {
  const expected = panels.map((name) => changed.includes(name));
  await expect
    .poll(async () => (await playground.pictures(panels)).map((now, i) => now !== before[i]), {
      timeout: 20_000,
    })
    .toEqual(expected);
}

/** The field on show, as the page has it, and the same asked for otherwise. */
const fieldOf = (/** @type {string} */ method, /** @type {string} */ kind) =>
  playground.page.evaluate(
    async (method, kind) => {
      const { playground } = /** @type {any} */ (document.querySelector('mean-flow'));
      const { layers } = playground.onDemand.loaded[0];
      const field = layers.fields.get(`${method} ${kind}`);
      if (!field) return undefined;
      const { t, r, size, extent, values } = field;
      const request = { method, t, r, size, extent };
      const { velocities } = await playground.engine.velocityField(request);
      return { t, r, size, iteration: field.iteration, values: [...values], same: [...velocities] };
    },
    method,
    kind,
  );

it('calls a norm and the velocity of a pair as the notation below does', async () => {
  await playground.choose('Layer', 'jacobian');
  const note = await playground.textOf('.view-controls .note');
  expect(note).toContain('spectral norm ‖J‖');
  expect(note).toContain('J (v − u(x, t, t))');
  expect(await playground.textOf('#layer option:checked')).toContain('‖J‖');
});

it('shows every layer, and nothing of it afterwards', async () => {
  const plain = await playground.pictures(panels);
  let before = plain;
  // Not both velocities in turn: those of FM are the same.
  for (const layer of ['velocity', 'samples', 'average', 'target', 'difference', 'jacobian']) {
    await playground.choose('Layer', layer);
    await untilPictures(before);
    await playground.wait(0.5); // What comes in pieces.
    before = await playground.pictures(panels);
    const note = await playground.page.$eval('>>> .view .note', (all) => all.textContent ?? '');
    expect(note.length, layer).toBeGreaterThan(20);
    expect(await playground.page.$$('>>> .layer-scale > *'), layer).toHaveLength(1);
  }
  await playground.choose('Layer', 'none');
  await expect.poll(() => playground.pictures(panels)).toEqual(plain);
});

it('asks the network for the times that are set', async () => {
  await playground.choose('Layer', 'average');
  await playground.slide('Field time t', 0.8);
  await playground.slide('Field end r', 0.3);
  await expect.poll(async () => (await fieldOf('mf', 'average'))?.r).toBe(0.3);
  const field = await fieldOf('mf', 'average');
  expect(field).toMatchObject({ t: 0.8, iteration: 0 });
  expect(field?.values).toHaveLength(2 * Number(field?.size) ** 2);
  expect(field?.values).toEqual(field?.same);
  await playground.press('Step');
  await expect.poll(async () => (await fieldOf('mf', 'average'))?.iteration).toBe(1);
  const next = await fieldOf('mf', 'average');
  expect(next?.values).not.toEqual(field?.values);
  expect(next?.values).toEqual(next?.same);
});

it('keeps r on the data side of t, in either direction', async () => {
  await playground.choose('Layer', 'average');
  const times = async () => [
    await playground.sliderText('Field time t'),
    await playground.sliderText('Field end r'),
  ];
  expect(await times()).toEqual(['t = 1.00, noise', 'r = 0.00, data']);
  await playground.slide('Field end r', 0.6);
  await playground.slide('Field time t', 0.4);
  expect(await times()).toEqual(['t = 0.40', 'r = 0.40']);
  await playground.choose('Direction', 'forward');
  await expect.poll(times).toEqual(['t = 0.60', 'r = 0.60']);
  await playground.slide('Field end r', 0.2);
  expect(await times()).toEqual(['t = 0.20', 'r = 0.20']);
  const slider = await playground.page.$('aria/Field end r[role="slider"]');
  await slider?.focus();
  await playground.page.keyboard.press('ArrowRight');
  expect(await times()).toEqual(['t = 0.20', 'r = 0.21']);
  await playground.choose('Layer', 'velocity');
  expect(await slider?.isVisible()).toBe(false);
});

it('shows a layer in one panel only, if told so', async () => {
  const plain = await playground.pictures(panels);
  await playground.choose('Show in', 'mf');
  await playground.choose('Layer', 'target');
  await untilPictures(plain, ['mf']);
  await playground.choose('Show in', 'imf');
  const layer = await playground.page.waitForSelector('aria/Layer[role="combobox"]');
  const value = () => layer?.evaluate((all) => /** @type {HTMLSelectElement} */ (all).value);
  expect(await value()).toBe('none');
  await playground.choose('Show in', 'all');
  expect(await value()).toBe('');
  await playground.choose('Layer', 'none');
  await expect.poll(() => playground.pictures(panels)).toEqual(plain);
});

it('shows and hides particles and trails', async () => {
  const plain = await playground.pictures(panels);
  await playground.tick('Trails');
  await untilPictures(plain);
  const trails = await playground.pictures(panels);
  await playground.tick('Particles');
  await untilPictures(trails);
  await playground.tick('Trails');
  await playground.nextFrame();
  // Nothing is left but the target, the same in all panels.
  expect(new Set(await playground.pictures(panels)).size).toBe(1);
  await playground.tick('Particles');
  await expect.poll(() => playground.pictures(panels)).toEqual(plain);
});

it('is repainted with the page', async () => {
  await playground.choose('Layer', 'samples');
  await playground.settle();
  const light = await playground.pictures(panels);
  await playground.page.$eval('mean-flow', (element) => element.setAttribute('theme', 'dark'));
  await untilPictures(light);
});

it('asks for the exact flow when its panel comes into sight', async () => {
  await playground.tick('Exact');
  await playground.choose('Layer', 'average');
  await expect.poll(async () => (await fieldOf('mf', 'average')) !== undefined).toBe(true);
  await playground.tick('Exact');
  const known = () =>
    playground.page.evaluate(() => {
      const { onDemand } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
      return onDemand.loaded[0].layers.fields.has('exact average');
    });
  await expect.poll(known).toBe(true);
});

it('leaves the engine alone when nothing is shown', async () => {
  await playground.choose('Layer', 'average');
  await expect.poll(async () => (await fieldOf('imf', 'average')) !== undefined).toBe(true);
  await playground.choose('Layer', 'none');
  await playground.settle();
  await playground.page.evaluate(() => {
    const { engine } = /** @type {any} */ (document.querySelector('mean-flow'));
    const counted = { fields: 0 };
    engine.on('field', () => counted.fields++);
    Object.assign(window, { counted });
  });
  await playground.press('Step');
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '1'));
  await playground.settle();
  expect(await playground.page.evaluate(() => /** @type {any} */ (window).counted)).toEqual({
    fields: 0,
  });
});
