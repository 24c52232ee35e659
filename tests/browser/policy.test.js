// The page and an embed under the strictest content-security policy that they are made for: whatever it forbids
// would be a problem on the console, of which pages may have none.

import { expect, it } from 'vitest';
import { elementSnippet } from '../../web/embed/snippets.js';
import { openDetails } from './axe.js';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';
import { serveSite } from './site-server.js';

const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const site = useSite({ headers: { 'content-security-policy': policy } });

it('allows all that the page opens and draws', { timeout: 300_000 }, async () => {
  const playground = await site.openPlayground();
  const { page } = playground;
  /** @type {string[]} */
  const elsewhere = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(site.url).origin) elsewhere.push(origin);
  });
  await playground.lossesAfterOneStep();
  await openDetails(page);
  await playground.clickPanel('mf');
  await page.waitForSelector('>>> .probe table', { visible: true });
  for (const layer of ['velocity', 'difference', 'jacobian']) {
    await (await page.$('>>> #layer'))?.select(layer);
    await playground.settle();
  }
  const drawn = () => {
    const figures = document.querySelector('mean-flow-figures');
    const card = figures?.shadowRoot?.querySelector('[data-figure="2"]');
    (card ?? figures)?.scrollIntoView();
    return card?.classList.contains('ready');
  };
  await page.waitForFunction(drawn, { polling: 200, timeout: 120_000 });
  expect(elsewhere).toEqual([]);
});

it('allows a frame its poster, its run and the comparison of receipts', async () => {
  const { page } = await site.openPage({ width: 704 });
  const run = 'batch=64&width=16&depth=2&method=imf&at=5&arithmetic=fused';
  await page.goto(`${site.url}embed.html?v=1&${run}&receipt=imf:0123456789abcdef:1`);
  // Asked for again and again: what changes in a shadow root alone wakes no one up.
  const notice = await page.waitForSelector('>>> .notice:not([hidden])', { visible: true });
  expect(await notice?.evaluate(({ textContent }) => textContent)).toContain('up to iteration 5');
  await page.emulateMediaType('print');
  const poster = await page.waitForSelector('mean-flow > img', { visible: true });
  expect(await poster?.evaluate((image) => image.getAttribute('src'))).toBe(
    './posters/checkerboard.svg',
  );
});

it('allows figures that explain, in a frame and in a page of another origin', async () => {
  const { page } = await site.openPage({ width: 704 });
  await page.goto(`${site.url}embed.html?figure=identity`);
  await page.waitForSelector('>>> tbody td', { visible: true });
  expect(await page.$eval('>>> .banner', (banner) => banner.textContent)).toBe('');

  const open = await serveSite({ headers: { 'access-control-allow-origin': '*' } });
  const figure = '<mean-flow-figure figure="targets"></mean-flow-figure>';
  const other = await serveSite({
    pages: { 'post.html': pageOf(figure, `${open.url}mean-flow-figure.js`) },
  });
  try {
    const { page: post, problems } = await site.openPage({ width: 704 });
    await post.goto(`${other.url}post.html`);
    await post.waitForSelector('>>> tbody td', { visible: true });
    expect([await post.$eval('>>> .banner', (banner) => banner.textContent), problems]).toEqual([
      '',
      [],
    ]);
    await post.close();
  } finally {
    await other.close();
    await open.close();
  }
});

it('a drawn figure has a poster in print that leaves open what was drawn', async () => {
  const { page } = await site.openPage({ width: 704 });
  await page.goto(`${site.url}embed.html?density=drawing&drawing=4._*FB*J&autotrain=off&hide=all`);
  await page.waitForFunction(() => document.querySelector('mean-flow')?.playground);
  await page.emulateMediaType('print');
  const poster = await page.waitForSelector('mean-flow > img', { visible: true });
  const shown = await poster?.evaluate(async (image) => {
    const picture = /** @type {HTMLImageElement} */ (image);
    await picture.decode();
    return { name: picture.src.split('/').at(-1), width: picture.naturalWidth, alt: picture.alt };
  });
  expect(shown).toEqual({
    name: 'drawing.svg',
    width: 1236,
    alt: 'Dots of noise, on their way to a density that was drawn.',
  });
});

it('a page isolated from other origins shows a poster of one', async () => {
  const open = await serveSite({ headers: { 'access-control-allow-origin': '*' } });
  const figure = {
    site: open.url,
    attributes: new Map([
      ['density', 'rings'],
      ['autotrain', 'off'],
    ]),
    title: 'Rings',
    heights: { wide: 640, narrow: 460 },
  };
  const isolated = await serveSite({
    headers: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
    pages: {
      'post.html': `<!doctype html><title>Post</title><link rel="icon" href="data:,">${elementSnippet(figure)}`,
    },
  });
  try {
    const { page, problems } = await site.openPage();
    await page.goto(`${isolated.url}post.html`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.emulateMediaType('print');
    await page.waitForFunction(() => document.querySelector('img')?.complete, { polling: 50 });
    const width = await page.$eval('mean-flow img', ({ naturalWidth }) => naturalWidth);
    const space = await page.$eval('mean-flow > svg[aria-hidden]', (svg) => svg.checkVisibility());
    expect([width, space, problems]).toEqual([1236, false, []]);
    await page.close();
  } finally {
    await isolated.close();
    await open.close();
  }
});
