// What keeps the page's thread free, held without a clock. How long its tasks take: `npm run bench -- --only tasks`.

import { expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { firstViewSizes } from './harness.js';
import { goThroughHistory, trainWithAllOnShow } from './page-load.js';

/** @import {Page} from 'puppeteer-core' */

const site = useSite();

/** Most particles and straight pieces that a panel draws in a frame: see web/settings/settings.js and web/plot/trails.js. */
const particles = 2048;
const pieces = 6000;

/**
 * What the page's thread did.
 *
 * @typedef {object} Record
 * @property {string[]} wasm    calls that compile or run WebAssembly there
 * @property {number} tasks     timers and frames that drew
 * @property {number} rects     most rectangles of one canvas in a task
 * @property {number} lines     most straight pieces of one canvas in a task
 * @property {number} charts    most charts drawn by one timer
 */

/** All WebAssembly of the main thread: the few bytes that tell how multiply-adds are rounded. */
const arithmeticProbe = ['Module', 'Instance'];

/** In the page, before its scripts: writes down what is drawn by a timer or in a frame. */
function recordTasks() {
  const record = { wasm: /** @type {string[]} */ ([]), tasks: 0, rects: 0, lines: 0, charts: 0 };
  for (const name of /** @type {const} */ (['instantiate', 'instantiateStreaming'])) {
    const act = /** @type {any} */ (WebAssembly)[name];
    Object.assign(WebAssembly, {
      [name]: (/** @type {any[]} */ ...args) => {
        record.wasm.push(name);
        return act(...args);
      },
    });
  }
  for (const name of /** @type {const} */ (['Instance', 'Module'])) {
    const construct = (/** @type {any} */ type, /** @type {any[]} */ args) => {
      record.wasm.push(name);
      return Reflect.construct(type, args);
    };
    Object.assign(WebAssembly, { [name]: new Proxy(WebAssembly[name], { construct }) });
  }
  /** Of the current task, by canvas. @type {Map<HTMLCanvasElement, {rects: number, lines: number}>} */
  let drawn = new Map();
  let timer = false;
  /** @param {boolean} ofTimer */
  const begin = (ofTimer) => {
    if (drawn.size > 0) record.tasks += 1;
    drawn = new Map();
    timer = ofTimer;
  };
  const { setTimeout: wait, requestAnimationFrame: frame } = window;
  let time = -1;
  Object.assign(window, {
    setTimeout: (/** @type {any} */ act, /** @type {number} */ ms, /** @type {any[]} */ ...rest) =>
      wait(async () => {
        begin(true);
        act(...rest);
        // What its microtasks draw is its own; what messages and clicks draw afterwards is not.
        for (let i = 0; i < 100; i++) await null;
        timer = false;
      }, ms),
    requestAnimationFrame: (/** @type {FrameRequestCallback} */ act) =>
      frame((now) => {
        if (now !== time) begin(false); // All callbacks of a frame are one task.
        time = now;
        act(now);
      }),
    ResizeObserver: class extends ResizeObserver {
      /** @param {ResizeObserverCallback} act */
      constructor(act) {
        super((...sizes) => {
          begin(false); // Within a frame, too.
          act(...sizes);
        });
      }
    },
  });
  const prototype = CanvasRenderingContext2D.prototype;
  const count = (
    /** @type {'fillRect' | 'lineTo'} */ name,
    /** @type {'rects' | 'lines'} */ kind,
  ) => {
    const draw = /** @type {any} */ (prototype[name]);
    Object.assign(prototype, {
      /** @this {CanvasRenderingContext2D} @param {number[]} args */
      [name](...args) {
        draw.apply(this, args);
        const counts = drawn.get(this.canvas) ?? { rects: 0, lines: 0 };
        drawn.set(this.canvas, counts);
        counts[kind] += 1;
        record[kind] = Math.max(record[kind], this.canvas.closest('.panel') ? counts[kind] : 0);
        if (!timer) return;
        const charts = [...drawn.keys()].filter((canvas) => canvas.closest('.chart'));
        record.charts = Math.max(record.charts, charts.length);
      },
    });
  };
  count('fillRect', 'rects');
  count('lineTo', 'lines');
  Object.assign(window, { record });
}

/** @param {Page} page @returns {Promise<Record>} */
const recordOf = (page) => page.evaluate(() => Reflect.get(window, 'record'));

/** A page whose tasks are recorded. @param {string} link */
async function open(link) {
  const { page, problems } = await site.openPage({ everyFrame: true });
  await page.evaluateOnNewDocument(recordTasks);
  return { page, problems, url: site.url + link };
}

it('computes nothing on the page’s thread, and draws one chart at a time, while it trains and plays', {
  timeout: 300_000,
}, async () => {
  const start = await open('#v=1&at=0');
  const { page } = start;
  await trainWithAllOnShow(start, () =>
    // What opened sections draw at first is not meant.
    page.evaluate(() => Object.assign(Reflect.get(window, 'record'), { charts: 0 }) && null),
  );
  const { wasm, tasks, rects, lines, charts } = await recordOf(page);
  expect(wasm).toEqual(arithmeticProbe);
  expect(tasks).toBeGreaterThan(20);
  expect(charts).toBe(1);
  expect(rects).toBeGreaterThanOrEqual(particles);
  expect(rects).toBeLessThan(particles + 100); // And marks.
  expect(lines).toBeGreaterThan(300);
  expect(lines).toBeLessThan(pieces + 2000); // And arrows.
});

it('nor while it opens with the trained networks and plays their history', {
  timeout: 300_000,
}, async () => {
  const { page } = await goThroughHistory(await open(''));
  const { wasm, tasks, rects, charts } = await recordOf(page);
  expect(wasm).toEqual(arithmeticProbe);
  expect(tasks).toBeGreaterThan(10);
  expect(charts).toBeLessThanOrEqual(1);
  expect(rects).toBeLessThan(particles + 100);
});

it('weighs little: scripts and styles of the first view at most 60 KB, compressed', async () => {
  const sizes = await firstViewSizes(site.browser, site.url);
  const light = sizes.filter(({ name }) => /\.(js|css)$/.test(name));
  const total = light.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(light.length).toBeGreaterThan(2);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(60_000);
});
