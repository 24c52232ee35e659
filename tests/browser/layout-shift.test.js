// Snippets reserve the space of their figures: what comes after them stays where it is, in every form.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPost, generators } from '../web/embed/generators.js';
import { useSite } from './fixture.js';

const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/** @type {Record<string, string>} */
const pages = {};
const site = useSite({ headers: { 'content-security-policy': policy }, pages });

/** What "Embed" is asked for: check boxes to press. @type {Record<string, {link: string, press: string[]}>} */
const figures = {
  'the figure as it opens': { link: '', press: [] },
  'two panels alone': {
    link: '#v=1&method=imf&iterations=20&width=16&depth=2&batch=64',
    press: ['Run', 'Density, direction', 'Methods', 'Flow', 'Numbers', 'Loss chart'],
  },
};

/** As themes have it: one that leaves pictures as they are, and one that adapts them. @type {Record<string, string>} */
const themes = {
  plain: '',
  adapting:
    'img, svg, video { display: block; vertical-align: middle } img, video { max-width: 100%; height: auto }',
};

/** How each form begins. */
const forms = {
  element: '<script type',
  iframe: '<iframe',
  'JSX / MDX': '<script async',
  Jekyll: '{% include',
  Hugo: '{{< mean-flow',
};

/** Where sites are built. */
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'meanflow-shift-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The HTML of a post around a form, as its generator builds it. @type {Record<string, (text: string) => Promise<string>>} */
const builds = {
  Jekyll: (text) => buildPost(generators.jekyll, directory, '', `---\n---\n${text}`),
  Hugo: (text) => buildPost(generators.hugo, directory, '', `---\n---\n${text}`),
};

/** The sum of all shifts, once a page's figure is at work. @param {string} url @param {number} width */
async function shiftOf(url, width) {
  const { page } = await site.openPage({ width, height: 800 });
  await page.evaluateOnNewDocument(() => {
    const all = /** @type {{shift?: number}} */ (window);
    all.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        all.shift = (all.shift ?? 0) + /** @type {any} */ (entry).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  // As far away as a site is: the page is painted before its scripts have come.
  await page.emulateNetworkConditions({ download: 1e6, upload: 1e6, latency: 150 });
  await page.goto(url);
  await page.waitForSelector('mean-flow, iframe');
  await page.$eval('mean-flow, iframe', (figure) =>
    scrollBy(0, figure.getBoundingClientRect().top - 100),
  );
  await expect.poll(() => isAtWork(page)).toBe(true);
  expect(await spaceBelow(page), 'left below the frame').toBe(0);
  return page.evaluate(() => /** @type {{shift?: number}} */ (window).shift);
}

/** Whether the figure has a run, and frames have their height. @param {import('puppeteer-core').Page} page */
async function isAtWork(page) {
  const places = await Promise.all(
    page
      .frames()
      .map((frame) =>
        frame.evaluate(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 0),
      ),
  );
  const [first] = await page.$$eval('mean-flow, iframe', (all) =>
    all.map((one) => one.localName === 'mean-flow' || 'ready' in one.dataset),
  );
  return places.includes(true) && first;
}

/** Height that stays reserved below a frame that has its own. @param {import('puppeteer-core').Page} page */
const spaceBelow = (page) =>
  page.$$eval('[data-ready] + svg, [data-ready] + p > svg', (all) =>
    all.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0),
  );

/** @param {string} snippet  HTML; or JSX, as React renders it */
const postOf = (
  snippet,
) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Post</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="icon.svg">
  <link rel="stylesheet" href="post.css">
  <body><h1>Post</h1><p>Before.</p>${snippet.replaceAll('crossOrigin', 'crossorigin')}${'<p>After it.</p>'.repeat(30)}</body></html>`;

it.each(['embedding', 'tutorial'])(
  'the page %s moves nothing',
  { timeout: 240_000 },
  async (name) => {
    for (const width of [1280, 360]) {
      const shift = await shiftOf(`${site.url}${name}.html`, width);
      expect(shift, `at ${width} px`).toBeLessThan(0.02);
    }
  },
);

describe.each(Object.entries(figures))('%s', (_, { link, press }) => {
  /** @type {Map<string, string>} by form */
  const copied = new Map();

  it('is copied', async () => {
    const playground = await site.openPlayground(link);
    await playground.openSection('embed', '.embed-form');
    for (const part of press) await playground.tick(part);
    for (const [form, beginning] of Object.entries(forms)) {
      await playground.press(`Copy ${form}`);
      const text = () => playground.page.$eval('>>> .embed textarea', (area) => area.value);
      await expect.poll(text).toContain(beginning);
      copied.set(form, await text());
      expect(copied.get(form)).not.toContain('style=');
    }
  });

  it.each(Object.keys(forms))('as %s moves nothing', { timeout: 240_000 }, async (form) => {
    const text = copied.get(form) ?? '';
    pages['post.html'] = postOf((await builds[form]?.(text)) ?? text);
    for (const [theme, css] of Object.entries(themes)) {
      pages['post.css'] = `body { max-width: 680px; margin: 16px auto; padding: 0 12px } ${css}`;
      for (const width of [1280, 1000, 360]) {
        const shift = await shiftOf(`${site.url}post.html`, width);
        expect(shift, `${theme} at ${width} px`).toBeLessThan(0.02);
      }
    }
  });
});

it('leaves no space below a frame that Markdown has put into paragraphs', async () => {
  const playground = await site.openPlayground();
  await playground.openSection('embed', '.embed-form');
  await playground.press('Copy iframe');
  const text = () => playground.page.$eval('>>> .embed textarea', (area) => area.value);
  await expect.poll(text).toContain(forms.iframe);
  const config = 'site_name: Host\ntheme:\n  name: null\n  custom_dir: theme\n';
  const html = await buildPost(generators.mkdocs, directory, config, await text());
  expect(html).toContain('<p><svg');
  pages['post.html'] = postOf(html);
  expect(await shiftOf(`${site.url}post.html`, 1000)).toBeLessThan(0.02);
});
