// Figures that explain one idea: in frames and as elements, by pointer, touch and keys.

import { describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

/** @import {Page} from 'puppeteer-core' */

const names = ['pairs', 'average-velocity', 'identity', 'jvp', 'targets'];

const script = './mean-flow-figure.js';

/** @type {Record<string, string>} */
const pages = {
  'figures.html': pageOf(
    `<mean-flow-figure figure="identity" t="0.8" r="0.3"></mean-flow-figure>
     <mean-flow-figure figure="pairs" density="rings"></mean-flow-figure>
     <div style="height: 6000px"></div>
     <mean-flow-figure figure="targets"></mean-flow-figure>`,
    script,
  ),
  'wrong.html': pageOf(
    `<mean-flow-figure figure="pairs" t="7" densty="rings"></mean-flow-figure>
     <mean-flow-figure figure="paris"></mean-flow-figure>`,
    script,
  ),
};

const site = useSite({ pages });

/** @param {string} address @param {{width?: number}} [options] */
async function open(address, options = { width: 704 }) {
  const { page } = await site.openPage(options);
  await page.goto(site.url + address);
  return page;
}

/** The numbers of a figure, by row. @param {Page} page @returns {Promise<Record<string, string[]>>} */
const numbersOf = (page, index = 0) =>
  page.$$eval(
    'mean-flow-figure',
    (figures, i) => {
      const rows = figures[i]?.shadowRoot?.querySelectorAll('tbody tr') ?? [];
      return Object.fromEntries(
        [...rows].map((row) => {
          const [label, ...cells] = [...row.children].map((cell) => cell.textContent ?? '');
          return [label, cells];
        }),
      );
    },
    index,
  );

/** Waits until a row has these cells. @param {Page} page @param {string} label @param {string[]} cells */
const untilRow = (page, label, cells) =>
  expect.poll(async () => (await numbersOf(page))[label]).toEqual(cells);

/** Waits until a figure of the page has so many rows. @param {Page} page @param {number} index @param {number} count */
const untilRows = (page, index, count) =>
  expect.poll(async () => Object.keys(await numbersOf(page, index)).length).toBe(count);

/** A frame's page has no headings. @param {Page} page */
const violationsIn = async (page) =>
  (await violations(page)).filter((text) => !text.startsWith('page-has-heading-one'));

const marginal = 'v(x, t), the mean';
const reference = ['(−0.3761, 0.5203)'];

describe.each(names)('%s', (name) => {
  it('computes in a frame of its own, and axe finds nothing', async () => {
    const page = await open(`embed.html?figure=${name}`);
    await page.waitForSelector('>>> tbody td', { visible: true });
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      expect(await violationsIn(page), scheme).toEqual([]);
    }
    expect(await page.$eval('>>> .banner', (banner) => banner.textContent)).toBe('');
  });

  it.each([1280, 320])('fits %i px', async (width) => {
    const page = await open(`embed.html?figure=${name}`, { width });
    await page.waitForSelector('>>> tbody td', { visible: true });
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scroll).toBeLessThanOrEqual(width);
  });
});

it('code: dims the branches of other methods', async () => {
  const page = await open('embed.html?figure=code&method=mf');
  const chosen = () =>
    page.$$eval('>>> .chosen code', (all) => all.map(({ textContent }) => textContent));
  await page.waitForSelector('>>> .chosen', { visible: true });
  expect(await chosen()).toContain('        w = v');
  await page.locator('aria/iMF[role="radio"]').click();
  await expect.poll(chosen).toContain('        w = model(x_t, t, t).detach()');
  expect(await violationsIn(page)).toEqual([]);
});

describe('pairs', () => {
  const start = 'embed.html?figure=pairs&x=0.3&y=-0.7&t=0.5';
  it('has the reference velocity', async () => {
    await untilRow(await open(start), marginal, reference);
  });

  it('moves by keys', async () => {
    const page = await open('embed.html?figure=pairs&x=0.2&y=-0.2&t=0.5');
    const handle = await page.waitForSelector('>>> [role="slider"][aria-label="Place"]', {
      visible: true,
    });
    await handle?.evaluate((element) => /** @type {SVGElement} */ (element).focus());
    await page.keyboard.press('ArrowRight');
    await page.keyboard.down('Shift');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.up('Shift');
    await untilRow(page, marginal, reference);
    expect(await handle?.evaluate((element) => element.getAttribute('aria-valuetext'))).toBe(
      'x 0.30, y -0.70',
    );
  });

  it.each(['mouse', 'touch'])('moves by %s', async (kind) => {
    const page = await open('embed.html?figure=pairs&x=-2&y=2&t=0.5');
    await page.waitForSelector('>>> tbody td', { visible: true });
    const picture = await page.waitForSelector('>>> .picture svg', { visible: true });
    const box = await picture?.boundingBox();
    if (!box) throw new Error('The picture has no place');
    const place = (/** @type {number} */ x, /** @type {number} */ y) =>
      /** @type {const} */ ([
        box.x + ((x + 3) / 6) * box.width,
        box.y + ((3 - y) / 6) * box.height,
      ]);
    if (kind === 'mouse') {
      await page.mouse.move(...place(-2, 2));
      await page.mouse.down();
      await page.mouse.move(...place(0, 0), { steps: 3 });
      await page.mouse.move(...place(0.3, -0.7));
      await page.mouse.up();
    } else {
      await page.touchscreen.touchStart(...place(-2, 2));
      await page.touchscreen.touchMove(...place(0, 0));
      await page.touchscreen.touchMove(...place(0.3, -0.7));
      await page.touchscreen.touchEnd();
    }
    // A pixel is 0.02 wide.
    await expect
      .poll(() =>
        page.$eval('>>> [role="slider"]', (handle) => handle.getAttribute('aria-valuetext')),
      )
      .toMatch(/^x 0\.(29|30|31), y -0\.(69|70|71)$/);
  });

  it('follows its attributes, and goes on after one that is wrong', async () => {
    const page = await open(start);
    await untilRow(page, marginal, reference);
    const set = (/** @type {string} */ name, /** @type {string} */ text) =>
      page.$eval('mean-flow-figure', (figure, ...pair) => figure.setAttribute(...pair), name, text);
    await set('t', 'soon');
    const message = await page.waitForSelector('>>> .banner:not(:empty)', { visible: true });
    expect(await message?.evaluate((element) => element.textContent)).toBe(
      't="soon" is not a number from 0.05 to 1.',
    );
    expect((await numbersOf(page))[marginal]).toEqual(reference);
    await set('t', '1');
    // At t = 1 the velocity is x less the mean of the data.
    await untilRow(page, marginal, ['(0.3000, −0.7000)']);
    expect(await page.$eval('>>> .banner', (banner) => banner.textContent)).toBe('');
  });
});

it('average-velocity: r does not pass t', async () => {
  const page = await open('embed.html?figure=average-velocity&t=0.6&r=0.5');
  await page.waitForSelector('>>> tbody td', { visible: true });
  const slider = await page.waitForSelector('>>> #concept-r', { visible: true });
  await slider?.focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
  await expect
    .poll(async () => {
      const numbers = await numbersOf(page);
      return numbers['u(xₜ, t, r)']?.[0] === numbers['v(xₜ, t)']?.[0];
    })
    .toBe(true);
});

it('says that r is above t, and shows r = t', async () => {
  const page = await open('embed.html?figure=average-velocity&t=0.4&r=0.9');
  await page.waitForSelector('>>> tbody td', { visible: true });
  const message = () => page.$eval('>>> .banner', (banner) => banner.textContent);
  expect(await message()).toBe('r="0.9" is above t, 0.4: r = t is shown.');
  const numbers = await numbersOf(page);
  expect(numbers['u(xₜ, t, r)']).toEqual(numbers['v(xₜ, t)']);
  await page.$eval('mean-flow-figure', (figure) => figure.setAttribute('r', '0.1'));
  expect(await message()).toBe('');
});

it('keeps what it shows when it moves in the page, or is given a figure that is none', async () => {
  const page = await open('figures.html');
  await untilRows(page, 0, 5);
  const handle = await page.waitForSelector('>>> [role="slider"][aria-label="Place"]', {
    visible: true,
  });
  await handle?.evaluate((element) => /** @type {SVGElement} */ (element).focus());
  await page.keyboard.press('ArrowRight');
  await page.$eval('mean-flow-figure', (figure) => {
    document.body.append(figure);
    figure.setAttribute('figure', 'identy');
    figure.scrollIntoView();
  });
  const text = () =>
    page.$$eval('mean-flow-figure', (all) =>
      all.at(-1)?.shadowRoot?.querySelector('[role="slider"]')?.getAttribute('aria-valuetext'),
    );
  expect(await text()).toBe('x 0.40, y -0.70');
  await page.keyboard.press('Tab');
  expect(
    await page.$$eval('mean-flow-figure', (all) =>
      all.at(-1)?.shadowRoot?.querySelector('.banner')?.textContent?.slice(0, 33),
    ),
  ).toBe('figure="identy" is not one of pai');
});

it('names what is wrong', async () => {
  const page = await open('wrong.html');
  const messages = () =>
    page.$$eval('>>> .banner', (all) => all.map(({ textContent }) => textContent));
  await expect
    .poll(messages)
    .toEqual([
      't="7" is not a number from 0.05 to 1. There is no attribute "densty"; "density" is one.',
      'figure="paris" is not one of pairs, average-velocity, identity, jvp, targets, code.',
    ]);
});

it('figures of a page share a worker, which ends when all are far or gone', async () => {
  const page = await open('figures.html');
  const workers = () => page.workers().length;
  await page.waitForSelector('>>> tbody td', { visible: true });
  await untilRows(page, 1, 2);
  expect(workers()).toBe(1);
  await page.evaluate(() => scrollTo(0, 3500)); // Far from all.
  await expect.poll(workers).toBe(0);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await untilRows(page, 2, 4);
  expect(workers()).toBe(1);
  await page.$$eval('mean-flow-figure', (figures) => {
    for (const figure of figures) figure.remove();
  });
  await expect.poll(workers).toBe(0);
});

it('in print there is the picture as it is', async () => {
  const page = await open('embed.html?figure=identity');
  await page.waitForSelector('>>> tbody td', { visible: true });
  await page.emulateMediaType('print');
  const height = await page.$eval('>>> .picture svg', (picture) => picture.clientHeight);
  expect(height).toBeGreaterThan(100);
});
