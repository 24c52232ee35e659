// Figures in pages whose styles, transforms and zoom reach into them.

import { describe, expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

const small = 'width="16" depth="2" batch="64" count="256" autotrain="off"';

/** @param {string} css @param {string} [body] */
const styled = (css, body = `<mean-flow ${small}></mean-flow>`) =>
  pageOf(`<style>${css}</style>${body}`);

const site = useSite({
  pages: {
    'plain.html': styled(''),
    'ten.html': styled('html { font-size: 62.5% } body { font-size: 1.6rem }'),
    'large.html': styled('html { font-size: 200% }'),
    'inherited.html': styled(
      'body { font: italic 700 9px/3 monospace; letter-spacing: 3px; word-spacing: 9px;' +
        ' text-indent: 40px; text-transform: uppercase; text-align: center; white-space: pre }',
    ),
    'column.html': styled(
      'body { margin: 0 0 0 400px } #around { width: 640px; transform-origin: 0 0 }',
      `<div id="around"><mean-flow ${small} method="fm imf exact" iterations="100"></mean-flow></div>`,
    ),
    'own.html': styled('html { font-size: 62.5% } mean-flow { font-size: 20px }'),
  },
});

/** @param {string} name @param {{width?: number, height?: number}} [options] */
async function open(name, options) {
  const { page } = await site.openPage(options);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(site.url + name);
  await page.waitForFunction(() => document.querySelector('mean-flow')?.state?.run, {
    polling: 20,
  });
  return page;
}

/** The size of every text and place, and whether the narrow layout is on. @param {string} name */
async function sizes(name) {
  const page = await open(name);
  for (const part of ['view', 'share', 'quality']) {
    await page.$eval(`>>> details.${part} > summary`, (summary) => summary.click());
    await page.waitForSelector(`>>> details.${part} :is(button, select)`, { visible: true });
  }
  return page.$$eval('>>> .playground *', (all) =>
    all
      .filter((one) => one instanceof HTMLElement && !(one instanceof HTMLCanvasElement))
      .filter((one) => !one.closest('.uplot, .readout'))
      .map((one) => {
        const { fontSize, fontStyle, lineHeight, letterSpacing } = getComputedStyle(one);
        const { offsetWidth, offsetHeight } = /** @type {HTMLElement} */ (one);
        const name = `${one.localName} ${one.className} ${one.id}`;
        return { name, fontSize, fontStyle, lineHeight, letterSpacing, offsetWidth, offsetHeight };
      }),
  );
}

/** Everything with a canvas, open. */
async function openColumn() {
  const page = await open('column.html', { width: 1200, height: 4000 });
  await page.$eval('>>> details.quality > summary', (summary) => summary.click());
  const density = await page.waitForSelector('>>> #field-density');
  await density?.select('drawing');
  await page.waitForSelector('>>> .drawing-surface', { visible: true });
  await page.waitForFunction(
    () => document.querySelector('mean-flow')?.shadowRoot?.querySelectorAll('.uplot').length === 3,
    { polling: 50 },
  );
  return page;
}

/** @param {import('puppeteer-core').Page} page @param {string} css */
const style = (page, css) =>
  page.$eval('#around', (around, text) => around.setAttribute('style', text), css);

/** Canvases whose pixels are not those of the screen. @param {import('puppeteer-core').Page} page */
const unfit = (page) =>
  page.$$eval('>>> canvas', (all) =>
    all
      .filter((canvas) => canvas.checkVisibility())
      .map((canvas) => {
        const zoom = Number(/** @type {any} */ (canvas).currentCSSZoom);
        const border = canvas.offsetWidth - canvas.clientWidth;
        const wanted = (canvas.getBoundingClientRect().width - border * zoom) * devicePixelRatio;
        return { name: canvas.className || 'panel', width: canvas.width, wanted };
      })
      .filter(({ width, wanted }) => !(Math.abs(width - wanted) <= 2)),
  );

describe('text', () => {
  it.each(['ten.html', 'large.html', 'inherited.html'])(
    'has the sizes that it has in a page without styles, in %s',
    async (name) => {
      const wanted = await sizes('plain.html');
      const note = wanted.find((one) => one.name.startsWith('p note'));
      expect(note?.fontSize).toBe('12px');
      expect(await sizes(name)).toEqual(wanted);
    },
  );

  it('follows a size that the page sets for the element', async () => {
    const page = await open('own.html');
    const size = (/** @type {string} */ selector) =>
      page.$eval(`>>> ${selector}`, (one) => getComputedStyle(one).fontSize);
    expect([await size('.playground'), await size('.help')]).toEqual(['17.5px', '15px']);
  });
});

describe('canvases and charts', () => {
  it('follow zoom and the screen while they are open', { timeout: 120_000 }, async () => {
    const page = await openColumn();
    expect(await page.$$eval('>>> canvas', (all) => all.length)).toBe(7);
    let width = 1200;
    for (const [css, ratio] of /** @type {const} */ ([
      ['', 1],
      ['', 2],
      ['zoom: 2', 2],
      ['zoom: 1.25', 1.5],
      ['zoom: 0.8', 1],
      ['', 1],
    ])) {
      // Chromium tells a page of another ratio only with another size.
      width += 1;
      await page.setViewport({ width, height: 4000, deviceScaleFactor: ratio });
      await style(page, css);
      await expect.poll(() => unfit(page), { message: `${css} ${ratio}` }).toEqual([]);
    }
  });

  it.each([
    'zoom: 1.25',
    'transform: scale(0.7)',
    'zoom: 0.8; transform: rotate(10deg) scale(1.2)',
  ])('know where a pointer is, under %s', { timeout: 120_000 }, async (css) => {
    const page = await openColumn();
    /** The screen's place of shares of an element's size. @param {string} selector @param {number} x @param {number} y */
    const place = async (selector, x, y) => {
      await style(page, css.replace(/transform:.*/, ''));
      const [origin, point] = await page.$eval(
        `>>> ${selector}`,
        (element, shares) => {
          const around = document.querySelector('#around')?.getBoundingClientRect();
          const { left, top, width, height } = element.getBoundingClientRect();
          const at = { x: left + shares.x * width, y: top + shares.y * height };
          return [{ x: around?.left ?? 0, y: around?.top ?? 0 }, at];
        },
        { x, y },
      );
      await style(page, css);
      const moved = await page.$eval(
        '#around',
        (around, offset) => {
          const { x, y } = new DOMMatrix(getComputedStyle(around).transform).transformPoint(offset);
          return { x, y };
        },
        { x: point.x - origin.x, y: point.y - origin.y },
      );
      return { x: origin.x + moved.x, y: origin.y + moved.y };
    };

    const pick = await place('[data-method="fm"] canvas', 0.75, 0.2);
    await page.mouse.click(pick.x, pick.y);
    await page.waitForSelector('>>> .probe', { visible: true });
    const caption = await page.$eval('>>> .probe caption', (one) => one.textContent ?? '');
    const [x, y] = (caption.match(/[−\d.]+/g) ?? []).map((one) => Number(one.replace('−', '-')));
    expect(Math.hypot(x - 1.5, y - 1.8), caption).toBeLessThan(0.06);

    const from = await place('.drawing-surface', 0.3, 0.6);
    const to = await place('.drawing-surface', 0.5, 0.6);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    const centre = await page.$eval('mean-flow', (figure) => {
      const { size, levels } = /** @type {any} */ (figure).playground.parts.drawn.editor.sheet;
      let [mass, column, row] = [0, 0, 0];
      for (let i = 0; i < levels.length; i++) {
        mass += levels[i];
        column += levels[i] * ((i % size) + 0.5);
        row += levels[i] * (Math.floor(i / size) + 0.5);
      }
      return { column: column / mass / size, row: row / mass / size };
    });
    expect(centre.column).toBeCloseTo(0.4, 1);
    expect(centre.row).toBeCloseTo(0.4, 1);

    await page.$eval('mean-flow', (figure) => figure.train());
    await page.waitForFunction(() => document.querySelector('mean-flow')?.iteration === 100, {
      polling: 50,
    });
    const middle = await place('.loss .u-over', 0.5, 0.5);
    await page.mouse.move(middle.x, middle.y);
    await expect
      .poll(() => page.$eval('>>> .loss .readout', (box) => box.textContent))
      .toMatch(/^iteration (49|50|51)\n/);
  });
});
