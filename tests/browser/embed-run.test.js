// An embedded figure that carries a run: it repeats it up to where it was copied, and compares receipts.

import { describe, expect, it } from 'vitest';
import { pageOf, rests } from './element-page.js';
import { useSite } from './fixture.js';
import { serveSite } from './site-server.js';

/** @import {Page} from 'puppeteer-core' */

const small = 'batch="64" width="16" depth="2" seed="5"';

/** @type {Record<string, string>} */
const pages = {
  'other.html': pageOf(
    `<mean-flow ${small} method="imf" hide="all" at="12" arithmetic="fused"
      receipt="imf:0123456789abcdef:1.5"></mean-flow>`,
  ),
  'zero.html': pageOf(`<mean-flow ${small} method="imf" at="0"></mean-flow>`),
  'wrong.html': pageOf(
    `<mean-flow ${small} method="imf" at="6000" time="2" train="cow"></mean-flow>`,
  ),
  'themes.html': pageOf(
    `<iframe class="mean-flow" src="embed.html?theme=dark" title="Dark"></iframe>
     <iframe class="mean-flow" src="embed.html" title="As the page"></iframe>
     <script src="mean-flow-frames.js" defer></script>`,
  ),
};

const site = useSite({ pages });

/** @param {string} address */
async function open(address) {
  const { page } = await site.openPage({ width: 704 });
  await page.goto(address);
  return page;
}

/** One iteration of those that train. @param {import('./page-driver.js').Playground} playground @param {number} iteration */
async function step(playground, iteration) {
  await playground.press('Step');
  await playground.until((reading) => reading.iteration === iteration);
}

/** @param {Page} page @param {string} selector */
const textOf = (page, selector) =>
  page.waitForSelector(selector).then((part) => part?.evaluate((element) => element.textContent));

const receiptsOf = (/** @type {Page} */ page) =>
  page.evaluate(async () => {
    const { receipts } = (await document.querySelector('mean-flow')?.engine.receipts()) ?? {};
    return receipts?.map(({ method, iteration, receipt }) => ({ method, iteration, receipt }));
  });

it('opens in the playground as it is', async () => {
  const page = await open(`${site.url}embed.html?method=imf&steps=4&autotrain=off&link=on`);
  const link = await page.waitForSelector('aria/Open in the playground');
  await page.waitForFunction(() => document.querySelector('mean-flow')?.playground);
  await page.$eval('mean-flow', (figure) => figure.set('steps', 7));
  await link?.focus();
  const address = await link?.evaluate(
    (element) => /** @type {HTMLAnchorElement} */ (element).href,
  );
  expect(address).toBe(`${site.url}#v=1&method=imf&steps=7`);
});

it('an embed shows the run that it was copied from: iteration, view and receipts', async () => {
  const playground = await site.openPlayground('#v=1&batch=64&width=16&depth=2&seed=5&steps=4');
  const { page } = playground;
  await playground.tick('MF'); // Rests, and so is left out.
  for (const iteration of [1, 2, 3]) await step(playground, iteration);
  await playground.tick('FM'); // Rests from now on, where it is.
  await step(playground, 4);
  await playground.scrub(0.25);
  await page.$eval('>>> .embed summary', (summary) => /** @type {HTMLElement} */ (summary).click());
  await page.waitForSelector('>>> .embed-form', { visible: true });
  await playground.press('Copy iframe');
  await page.waitForSelector('>>> .embed textarea', { visible: true });
  const text = await page.$eval('>>> .embed textarea', (area) => area.value);
  const address = text.match(/src="([^"]*)"/)?.[1].replaceAll('&amp;', '&') ?? '';
  const query = new URL(address).searchParams;
  expect(query.get('method')).toBe('fm imf exact');
  expect(query.get('train')).toBe('imf');
  expect(query.get('at')).toBe('fm:3,imf:4');
  expect(query.get('time')).toBe('0.25');

  const framed = await open(address);
  await rests(framed, 4);
  const wanted = (await receiptsOf(page))?.filter(({ method }) => ['fm', 'imf'].includes(method));
  expect(await receiptsOf(framed)).toEqual(wanted);
  await framed.waitForFunction(() => {
    const { playback } = document.querySelector('mean-flow')?.playground?.parts.stage ?? {};
    return playback && !playback.playing && playback.fraction === 0.75;
  });
  // Goes on from there when somebody wants it to, and to the end of the run.
  await framed.$eval('mean-flow', (figure) => figure.train());
  await framed.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 30);

  await playground.tick('This run, up to the iteration where it is, with its receipts');
  await playground.press('Copy iframe');
  await page.waitForFunction(
    () =>
      !document
        .querySelector('mean-flow')
        ?.shadowRoot?.querySelector('textarea')
        ?.value.includes('receipt'),
  );
});

describe('an element that carries a run', () => {
  it('says when it came out otherwise, even where everything is hidden', async () => {
    const page = await open(`${site.url}other.html`);
    await rests(page, 12);
    const text = await textOf(page, '>>> .notice:not([hidden])');
    expect(text).toContain("The link's run is repeated up to iteration 12.");
    expect(text).toMatch(/iMF [0-9a-f]{16}: differs from the link's, 0123456789abcdef/);
    expect(await page.$eval('>>> .notice', (notice) => notice.checkVisibility())).toBe(true);
  });

  it('rests at 0 when that is where it is to be, until somebody wants more', async () => {
    const page = await open(`${site.url}zero.html`);
    // Sets out when it is first seen, after training would.
    await page.waitForFunction(() => document.querySelector('mean-flow')?.playing);
    const wanted = () => page.$eval('mean-flow', (figure) => figure.training);
    expect(await wanted()).toBe(false);
    await page.$eval('mean-flow', (figure) => figure.setAttribute('at', '5'));
    await rests(page, 5);
    await page.$eval('mean-flow', (figure) => figure.train());
    await page.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 20);
  });

  it('takes what is right, and names what is not', async () => {
    const page = await open(`${site.url}wrong.html`);
    await page.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 20);
    const text = await textOf(page, '>>> .banner[role="alert"]');
    expect(text).toContain('train: "cow" is not some of ');
    expect(text).toContain('time: "2" is not a number from 0 to 1.');
    expect(text).toContain('at: "6000" is not a whole number from 0 to Iterations');
  });
});

it('a theme in the address of a frame goes before that of the page around it', async () => {
  const page = await open(`${site.url}themes.html`);
  const told = () => page.$$eval('iframe[data-ready]', (frames) => frames.length);
  await expect.poll(told).toBe(2);
  // They answer with their heights.
  await page.evaluate(() => {
    const answered = new Set();
    const all = new Promise((done) => {
      addEventListener('message', ({ source }) => answered.add(source).size === 2 && done(0));
    });
    document.body.style.color = '#222'; // Another, as light.
    return all;
  });
  const schemes = page
    .frames()
    .slice(1)
    .map((frame) =>
      frame.$eval('mean-flow', (figure) =>
        [figure, document.documentElement].map((place) => getComputedStyle(place).colorScheme),
      ),
    );
  expect(await Promise.all(schemes)).toEqual([
    ['dark', 'dark'],
    ['light', 'light'],
  ]);
});

it('a sandboxed frame that is allowed its origin is as high as its figure', async () => {
  const sandbox = 'allow-scripts allow-same-origin';
  const frame = `<iframe class="mean-flow" sandbox="${sandbox}" title="Sandboxed" src="${site.url}embed.html?hide=all"></iframe>`;
  const script = '<script src="mean-flow-frames.js" defer></script>';
  const blog = await serveSite({ pages: { 'post.html': pageOf(frame + script) } });
  const page = await open(`${blog.url}post.html`);
  await page.waitForSelector('iframe[data-ready]');
  await blog.close();
});
