// A blog post with three figures, on another site than the playground: Jekyll's include, rendered by
// another implementation of Liquid, in a browser that keeps the two sites apart.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { Liquid } from 'liquidjs';
import MarkdownIt from 'markdown-it';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hideable } from '../../web/element/hide.js';
import { messageOf } from '../../web/errors.js';
import { useBrowser, useSite } from './fixture.js';
import { launchBrowser } from './harness.js';
import { answered } from './page-driver.js';

/** @import {Frame, Page} from 'puppeteer-core' */

// As GitHub Pages serves; and under the policy that an author may have to live with.
const site = useSite({
  headers: {
    'access-control-allow-origin': '*',
    'content-security-policy':
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
  },
});
/** One with reduced motion: frames of another process do not hear of a page's emulation. */
const calm = useBrowser(() => launchBrowser(['--force-prefers-reduced-motion']));
/** @type {Awaited<ReturnType<typeof servePost>>} */
let blog;
/** @type {Page} */
let page;
/** @type {string[]} */
let requests;

beforeAll(async () => {
  blog = await servePost(await renderPost(site.url));
});

afterAll(async () => {
  await blog?.close();
});

afterEach(() => {
  const [here, there] = [blog.url, site.url].map((url) => new URL(url).host);
  const elsewhere = requests.filter(
    (url) => /^http/.test(url) && ![here, there].includes(new URL(url).host),
  );
  expect(elsewhere).toEqual([]);
});

/** What Jekyll makes of the post. @param {string} base @returns {Promise<string>} */
async function renderPost(base) {
  const directory = resolve(import.meta.dirname, 'post');
  const includes = resolve(import.meta.dirname, '../../dist/_includes');
  const engine = new Liquid({
    root: includes,
    partials: includes,
    jekyllInclude: true,
    dynamicPartials: false,
  });
  engine.registerFilter('markdownify', (text) => new MarkdownIt().render(text)); // Jekyll's.
  const [, front, content] = (await readFile(`${directory}/post.html`, 'utf8')).split(/^---\n/m);
  const title = front.match(/^title: (.*)$/m)?.[1];
  return engine.parseAndRender(content, { page: { title }, site: { mean_flow_base: base } });
}

/** Another host name than the site's is another site, and so another process. @param {string} html */
async function servePost(html) {
  const server = createServer((request, response) => {
    if (request.url !== '/post.html') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${port}/post.html`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** @param {{width?: number, still?: boolean}} [options]  still: the reader prefers reduced motion */
async function open({ width = 1000, still = false } = {}) {
  ({ page } = await (still ? calm : site).openPage({ width, height: 900 }));
  requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(blog.url, { waitUntil: 'domcontentloaded' });
}

/**
 * The frame of the figure of a method, once it is there. A frame moves to another process as it loads, and what waits in
 * it may stay behind: it is looked for and asked anew each time.
 *
 * @param {string} method
 * @returns {Promise<Frame>}
 */
async function frameOf(method) {
  const found = () =>
    page.frames().find((frame) => !frame.detached && frame.url().includes(`method=${method}`));
  const hasFigure = () =>
    Promise.race([
      found()
        ?.evaluate(() => !!document.querySelector('mean-flow')?.playground)
        .catch((error) => messageOf(error)) ?? 'no frame',
      new Promise((done) => setTimeout(done, 2000, 'no answer in 2 s')),
    ]);
  await expect.poll(hasFigure, { timeout: 90_000 }).toBe(true);
  return /** @type {Frame} */ (found());
}

/** @param {Frame} frame @param {number} iteration */
const untilPast = (frame, iteration) =>
  frame.waitForFunction(
    (past) => (document.querySelector('mean-flow')?.iteration ?? 0) > past,
    { polling: 50 },
    iteration,
  );

/** Waits until a figure's run rests. @param {Frame} frame @returns {Promise<number>} its iteration */
async function untilRests(frame) {
  await frame.waitForFunction(
    () => {
      const state = document.querySelector('mean-flow')?.state;
      return state && !state.running && !state.busy;
    },
    { polling: 50 },
  );
  return frame.$eval('mean-flow', (figure) => figure.iteration);
}

/** @param {string} title */
const bringUp = (title) =>
  page.$eval(`iframe[title="${title}"]`, (frame) => frame.scrollIntoView({ block: 'center' }));

const methods = /** @type {const} */ (['fm', 'mf', 'imf']);

const titles = {
  fm: 'Flow matching on two moons',
  mf: 'Mean flow on a checkerboard',
  imf: 'Improved mean flow on rings',
};

/**
 * Brings a figure up, and waits until its frame is as high as what is in it.
 *
 * @param {'fm' | 'mf' | 'imf'} method
 * @returns {Promise<number>} so high
 */
async function fittingHeight(method) {
  await bringUp(titles[method]);
  const frame = await frameOf(method);
  return eventually(async () => {
    const outer = await page.$eval(`iframe[title="${titles[method]}"]`, (all) => all.clientHeight);
    const inner = await frame.$eval('main', (main) => main.getBoundingClientRect().height);
    return outer === Math.ceil(inner) ? outer : undefined;
  });
}

describe('a post with three figures', () => {
  it('reserves their space, shows their pictures, and loads those near', async () => {
    await open();
    const last = await page.$eval(`iframe[title="${titles.imf}"]`, (frame) => frame.clientHeight);
    expect(last).toBe(900);
    const pictures = requests
      .filter((url) => url.includes('/posters/'))
      .map((url) => url.split('/').pop());
    expect(pictures).toEqual(expect.arrayContaining(['two-moons.svg', 'checkerboard.svg']));
    await frameOf('fm');
    await frameOf('mf');
    expect(requests.filter((url) => url.includes('method=imf'))).toEqual([]);
    await bringUp(titles.imf);
    await frameOf('imf');
  });

  it('trains the one that is looked at, and one at a time', async () => {
    await open();
    const [fm, mf] = [await frameOf('fm'), await frameOf('mf')];
    await bringUp(titles.fm);
    await untilPast(fm, 20);
    await bringUp(titles.mf);
    await page.evaluate(() => scrollBy(0, 300)); // The first one out of sight.
    await untilPast(mf, 5);
    const rests = await untilRests(fm);
    await untilPast(mf, 50);
    expect(await fm.$eval('mean-flow', (figure) => figure.iteration)).toBe(rests);
    await page.$eval('.filler', (filler) => filler.scrollIntoView({ block: 'center' }));
    const unseen = await untilRests(mf);
    await answered(mf);
    expect(await mf.$eval('mean-flow', (figure) => figure.iteration)).toBe(unseen);
  });

  it('lets one of two in sight go first, and the other when asked', async () => {
    await open();
    await page.setViewport({ width: 1000, height: 1600 });
    const [fm, mf] = [await frameOf('fm'), await frameOf('mf')];
    const waiting = (/** @type {Frame} */ frame) =>
      frame.waitForFunction(
        () => document.querySelector('mean-flow')?.playground?.training.waiting,
        {
          polling: 50,
        },
      );
    await Promise.race([untilPast(fm, 5), untilPast(mf, 5)]);
    const fmFirst = await fm.$eval('mean-flow', (figure) => figure.iteration > 0);
    const [first, second] = fmFirst ? [fm, mf] : [mf, fm];
    await waiting(second);
    expect(await second.$eval('mean-flow', (figure) => figure.iteration)).toBe(0);
    await second.$eval('mean-flow', (figure) => figure.train());
    await untilPast(second, 20);
    await waiting(first);
    const rests = await untilRests(first);
    await untilPast(second, 60);
    expect(await first.$eval('mean-flow', (figure) => figure.iteration)).toBe(rests);
  });

  it('trains in a sandboxed frame, which has no origin', async () => {
    await open();
    await bringUp(titles.imf);
    const imf = await frameOf('imf');
    await untilPast(imf, 5);
    expect(await imf.evaluate(() => self.origin)).toBe('null');
  });

  it('hides what the parameters say', async () => {
    await open({ still: true });
    const parts = async (/** @type {string} */ method) =>
      (await frameOf(method)).$$eval('>>> [data-part]', (all) => [
        ...new Set(
          all
            .filter((part) => part.checkVisibility())
            .map((part) => /** @type {HTMLElement} */ (part).dataset.part),
        ),
      ]);
    const hidden = ['problem', 'methods', 'legend', 'chart', 'training', 'embed'];
    const rest = hideable.filter((part) => !hidden.includes(part));
    expect((await parts('fm')).sort()).toEqual(rest.sort());
    expect(await parts('mf')).toEqual([]);
  });

  it.each([1000, 360])('has frames as high as their figures at %i px', async (width) => {
    await open({ width, still: true });
    const before = [];
    for (const method of methods) before.push(await fittingHeight(method));
    const narrower = width === 360 ? 320 : 600;
    await page.setViewport({ width: narrower, height: 900 });
    const after = [];
    for (const method of methods) after.push(await fittingHeight(method));
    expect(after).not.toEqual(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrower);
    for (const method of methods) {
      const sideways = await (await frameOf(method)).evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(sideways, method).toBe(0);
    }
  });

  it('turns dark with the page', async () => {
    await open({ still: true });
    const frames = [await frameOf('fm'), await frameOf('mf')];
    const papers = () =>
      Promise.all(
        frames.map((frame) =>
          frame.$eval('mean-flow', (figure) => getComputedStyle(figure).backgroundColor),
        ),
      );
    await eventually(async () => (await papers()).every((paper) => paper === 'rgb(255, 255, 255)'));
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
    await eventually(async () => (await papers()).every((paper) => paper === 'rgb(16, 19, 24)'));
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
    await eventually(async () => (await papers()).every((paper) => paper === 'rgb(255, 255, 255)'));
  });

  it('moves nothing by itself for those who prefer that', async () => {
    await open({ still: true });
    const fm = await frameOf('fm');
    await bringUp(titles.fm);
    await fm.waitForFunction(() => (document.querySelector('mean-flow')?.state.run ?? 0) > 0, {
      polling: 50,
    });
    await answered(fm);
    expect(await fm.$eval('mean-flow', (figure) => [figure.training, figure.playing])).toEqual([
      false,
      false,
    ]);
  });

  it('prints pictures, and no gap below them', async () => {
    await open({ still: true });
    await fittingHeight('fm');
    await page.emulateMediaType('print');
    const [frame] = await page.$$('iframe');
    const [width, height] = await frame.evaluate((one) => [one.clientWidth, one.clientHeight]);
    expect(height).toBeGreaterThan((width * 328) / 1236);
    expect(height).toBeLessThan(0.3 * width);
  });
});

/**
 * @template T
 * @param {() => Promise<T>} value
 * @returns {Promise<NonNullable<T>>} the first that says something
 */
async function eventually(value) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const now = await value();
    if (now) return now;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Not within a minute: ${value}`);
}
