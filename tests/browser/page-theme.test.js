// Figures look as the page around them does, whatever makes it light or dark, and follow it while it is open.

import { expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

const small = 'width="16" depth="2" batch="64" count="64" autotrain="off" hide="training"';
const figure = `<mean-flow ${small}></mean-flow>`;
const frame = `<iframe class="mean-flow" src="embed.html?autotrain=off&hide=all&count=64" title="Frame"></iframe>
   <script src="mean-flow-frames.js" defer></script>`;

/** What pages change to be dark, none of which the element knows. @type {Record<string, string>} */
const switches = {
  class: 'html.dark body { background: #1b1b1f; color: #dfdfd6 }',
  'data-theme': '[data-theme="dark"] body { background: #1b1b1d; color: oklch(0.9 0.01 200) }',
  'data-bs-theme':
    '[data-bs-theme="dark"] body { background: #212529; color: rgb(222 226 230 / 0.9) }',
  'data-md-color-scheme':
    '[data-md-color-scheme="dark"] body { background: #000; color: #839496; transition: color 0.2s }',
  'color-scheme': '[color-scheme="dark"] { color-scheme: dark }',
};

const styles = Object.values(switches).join('\n');
const site = useSite({
  pages: {
    'switch.html': pageOf(`<style>body { color: #3c3c43 } ${styles}</style>${figure}`),
    'plain.html': pageOf(`<style>${styles}</style>${figure}`),
    'section.html': pageOf(`<section style="background: #111; color: #eee">${figure}</section>`),
    'light.html': pageOf(
      `<style>html { color-scheme: light dark }</style><main style="color: #657b83">${figure}</main>`,
    ),
    'own.html': pageOf(`<style>mean-flow { color-scheme: dark }</style>${figure}`),
    'frame.html': pageOf(`<style>${styles}</style>${frame}`),
  },
});

const light = 'rgb(23, 26, 31)';
const dark = 'rgb(233, 236, 241)';

/** @param {string} name */
async function open(name, scheme = 'light') {
  const { page } = await site.openPage({ width: 800 });
  await page.emulateMediaFeatures([
    { name: 'prefers-reduced-motion', value: 'reduce' },
    { name: 'prefers-color-scheme', value: scheme },
  ]);
  await page.goto(site.url + name);
  return page;
}

/** Colours of text: of the controls, of the canvases as they were drawn last, and of the chart. @param {import('puppeteer-core').Page | import('puppeteer-core').Frame} page */
const inks = (page) =>
  page.evaluate(() => {
    const element = document.querySelector('mean-flow');
    const content = element?.shadowRoot?.querySelector('.playground');
    if (!element?.playground || !content) return [];
    return [getComputedStyle(content).color, element.playground.parts.stage.palette.ink];
  });

/** @param {import('puppeteer-core').Page} page @param {string} name @param {string} value */
const turn = (page, name, value) =>
  page.evaluate(
    (attribute, text) => document.documentElement.setAttribute(attribute, text),
    name,
    value,
  );

it.each(Object.keys(switches))(
  'the figure follows a page that turns dark by %s, and back',
  async (name) => {
    const page = await open(name === 'color-scheme' ? 'plain.html' : 'switch.html');
    await expect.poll(() => inks(page)).toEqual([light, light]);
    await turn(page, name, 'dark');
    await expect.poll(() => inks(page)).toEqual([dark, dark]);
    await turn(page, name, 'light');
    await expect.poll(() => inks(page)).toEqual([light, light]);
  },
);

it.each([
  ['section.html', 'light', dark],
  ['light.html', 'dark', light],
  ['plain.html', 'dark', light],
  ['own.html', 'light', dark],
])('in %s, for a reader who prefers %s, it has the ink %s', async (name, scheme, ink) => {
  const page = await open(name, scheme);
  await expect.poll(() => inks(page)).toEqual([ink, ink]);
});

it('an attribute goes before the page, and the page comes back when it goes', async () => {
  const page = await open('section.html');
  const set = (/** @type {string | null} */ theme) =>
    page.$eval('mean-flow', (element, text) => Object.assign(element, { theme: text }), theme);
  await expect.poll(() => inks(page)).toEqual([dark, dark]);
  await set('light');
  await expect.poll(() => inks(page)).toEqual([light, light]);
  await set('auto');
  await expect.poll(() => inks(page)).toEqual([light, light]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await expect.poll(() => inks(page)).toEqual([dark, dark]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await expect.poll(() => inks(page)).toEqual([light, light]);
  await set(null);
  await expect.poll(() => inks(page)).toEqual([dark, dark]);
});

it('a frame follows the text around it', async () => {
  const page = await open('frame.html');
  const inside = await page.waitForFrame((candidate) => candidate.url().includes('embed.html'));
  for (const name of Object.keys(switches)) {
    await expect.poll(() => inks(inside), { message: name }).toEqual([light, light]);
    await turn(page, name, 'dark');
    await expect.poll(() => inks(inside), { message: name }).toEqual([dark, dark]);
    await turn(page, name, 'light');
  }
});
