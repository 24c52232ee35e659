// Links of runs that went on at another learning rate.

import { expect, it } from 'vitest';
import { decodeLink } from '../../web/share/decode-link.js';
import { linkIn } from '../../web/share/link-in.js';
import { repeatInNode } from './engine-runs.js';
import { useSite } from './fixture.js';

/** @import {Playground} from './page-driver.js' */

const site = useSite();

const receiptsOf = (/** @type {Playground} */ { page }) =>
  page.evaluate(async () => {
    const figure = document.querySelector('mean-flow');
    if (!figure) throw new Error('no figure');
    return figure.engine.receipts();
  });

/** iMF's; a figure may have asked for other methods. @param {Playground} playground */
async function imfOf(playground) {
  const { receipts } = await receiptsOf(playground);
  return receipts.find(({ method }) => method === 'imf');
}

/** The link in the address, once it is at rest. @param {Playground} playground */
async function linkOf({ page }) {
  await expect.poll(() => page.url(), { timeout: 20_000 }).toMatch(/&receipt=/);
  const text = linkIn(new URL(page.url()))?.text ?? '';
  const { link, messages } = decodeLink(text);
  expect(messages).toEqual([]);
  return { text, link };
}

/** Trains until numbers blow up, and goes on at a tenth. @param {Playground} playground @param {string} rate */
async function rescue(playground, rate) {
  await playground.press('Train');
  await playground.until(({ messages, note }) => messages.length > 0 && note === 'stopped');
  await playground.press(`Go on at a learning rate of ${rate}`);
  await playground.until(({ messages }) => messages.length === 0);
}

it('of a run whose numbers blew up are repeated to the bit, by a page and in Node', async () => {
  const first = await site.openPlayground('#v=1&batch=64&width=16&lr=10');
  await rescue(first, '1');
  await first.until(({ iteration }) => iteration > 150);
  await first.press('Pause');
  const { text, link } = await linkOf(first);
  expect(text).toMatch(/^v=2&/);
  expect(link.values.lr).toBe(1);
  const phases = Object.values(link.phases).flat();
  expect(phases.length).toBeGreaterThan(0);
  for (const { lr } of phases) expect(lr).toBe(10);
  const own = await receiptsOf(first);
  expect(await repeatInNode(link)).toEqual(own);

  const second = await site.openPlayground(`#${text}`);
  await second.untilNotice(
    /repeats a run up to iteration \d+, at learning rates of 10 and then 1;/,
  );
  expect(await second.valueOf('Learning rate')).toBe('10');
  await second.press('Repeat the run');
  const verdict = await second.untilNotice(/is repeated/);
  expect(verdict).toContain('is repeated, to the bit');
  expect(verdict.match(/same to the bit/g)).toHaveLength(3);
  expect(await second.valueOf('Learning rate')).toBe('1');
  expect(await receiptsOf(second)).toEqual(own);
  expect((await linkOf(second)).text).toBe(text);
});

it('have every rate, after a reload, too; a reset forgets them', async () => {
  const playground = await site.openPlayground('#v=1&method=imf&batch=64&width=16&lr=0.3');
  await rescue(playground, '0.03');
  await playground.until(({ iteration }) => iteration > 40);
  await playground.page.evaluate(async () => {
    await document.querySelector('mean-flow')?.engine.goOn({ lr: 0.01 });
  });
  await playground.until(({ iteration }) => iteration > 60);
  await playground.press('Pause');
  const rates = async () => {
    const { phases, values } = (await linkOf(playground)).link;
    return [...(phases.imf ?? []).map(({ lr }) => lr), values.lr];
  };
  const before = await rates();
  expect(before.slice(-2)).toEqual([0.03, 0.01]);
  const imf = () => imfOf(playground);
  const own = await imf();
  await playground.page.reload();
  await playground.untilNotice(/^Resumed at iteration \d+/);
  expect(await imf()).toEqual(own);
  expect(await rates()).toEqual(before);
  await playground.press('Reset');
  await playground.press('Step');
  await playground.until(({ iteration }) => iteration === 1);
  await expect.poll(() => playground.page.url()).toMatch(/&at=1&/);
  expect(await rates()).toEqual([0.01]);
});

it('is taken by embed.html as it is, and carried by the embeds of the page', async () => {
  const setting = 'method=imf&batch=64&width=16&lr=0.001';
  const text = `v=2&${setting}&at=20@0.01:40@0.003:60`;
  const wanted = await repeatInNode(decodeLink(text).link);
  const imf = wanted.receipts.find(({ method }) => method === 'imf');
  if (!imf) throw new Error('iMF did not train');
  const { receipt, loss } = imf;
  const proof = `&arithmetic=${wanted.arithmetic}&receipt=imf:${receipt}:${loss.toPrecision(6)}`;
  const { page } = await site.openPage({ width: 704 });
  await page.goto(`${site.url}embed.html?${text}${proof}`);
  const verdict = await page.waitForSelector('>>> .notice:not([hidden])', { timeout: 60_000 });
  expect(await verdict?.evaluate((element) => element.textContent)).toContain('same to the bit');
  expect(await page.$$('[role="alert"]')).toEqual([]);

  const playground = await site.openPlayground(`#${text}${proof}`);
  await playground.press('Repeat the run');
  await playground.untilNotice(/is repeated, to the bit/);
  await playground.openSection('embed', '.embed-form');
  await playground.press('Copy element');
  const area = await playground.page.waitForSelector('>>> .embed textarea', { visible: true });
  const snippet = await area?.evaluate((element) => element.value);
  expect(snippet).toContain(' lr="0.001" ');
  expect(snippet).toContain(' at="20@0.01:40@0.003:60" ');
  expect(snippet).toContain(` receipt="imf:${receipt}:`);
});

it('goes on where it was paused between rates, and gives way to other settings', async () => {
  const link = '#v=2&method=imf&batch=64&width=16&lr=0.001&at=20@0.01:40@0.003:60';
  const playground = await site.openPlayground(link);
  for (const iteration of [1, 2, 3]) {
    await playground.press('Step');
    await playground.until((reading) => reading.iteration === iteration);
  }
  await playground.press('Train');
  await playground.untilNotice(/is repeated up to iteration 60/);
  expect(await imfOf(playground)).toMatchObject({
    iteration: 60,
    phases: [
      { until: 20, lr: 0.01 },
      { until: 40, lr: 0.003 },
    ],
  });
  const other = await site.openPlayground(link);
  await other.enter('Seed', '6');
  await other.until(({ status }) => status.startsWith('Seed 6.'));
  await other.press('Train');
  await other.until(({ iteration }) => iteration > 70);
  expect((await imfOf(other))?.phases).toEqual([]);
});
