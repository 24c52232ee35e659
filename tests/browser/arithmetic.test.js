// Both arithmetics give the bits that all builds of them do: tests/golden/receipts.json, which native builds and Node are
// held to as well.

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { launchFirefox } from './harness.js';

/** @import {Page} from 'puppeteer-core' */

const methods = /** @type {const} */ (['fm', 'mf', 'imf', 'lsd']);
const golden = JSON.parse(
  await readFile(new URL('../golden/receipts.json', import.meta.url), 'utf8'),
);

/** Receipts of the runs "small", by method. @param {string} arithmetic */
const goldenReceipts = (arithmetic) =>
  Object.fromEntries(
    methods.map((method) => {
      const { receipts } = golden.runs.find(
        (/** @type {{name: string}} */ { name }) => name === `${method}, small`,
      );
      return [method, receipts[arithmetic].parameters];
    }),
  );

const pages = {
  'small.html': `<!doctype html><html lang="en"><title>Small</title><link rel="icon" href="data:,">
     <script type="module" src="mean-flow.js"></script>
     <mean-flow method="${methods.join(' ')}" batch="64" width="24" depth="2" iterations="12" seed="9" at="12"></mean-flow>`,
};
const chromium = useSite({ pages });
const firefox = useSite({ pages }, () => launchFirefox());

/** Trains as the page says. @param {Page} page @returns {Promise<{arithmetic: string, receipts: Record<string, string>}>} */
async function trained(page) {
  const read = () =>
    page.evaluate(async () => {
      const playground = document.querySelector('mean-flow')?.playground;
      const { arithmetic, receipts } = (await playground?.engine.receipts()) ?? { receipts: [] };
      if (receipts.length === 0 || receipts.some(({ iteration }) => iteration < 12)) return null;
      const entries = receipts.map(({ method, receipt }) => [method, receipt]);
      return { arithmetic, receipts: Object.fromEntries(entries) };
    });
  await expect.poll(read).not.toBeNull();
  return /** @type {any} */ (await read());
}

/** The modules that a page has fetched. @param {Page} page @returns {Promise<string[]>} their names */
const modules = (page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name.match(/(meanflow\w*)-[\w-]+\.wasm/)?.[1] ?? '')
      .filter((name) => name !== ''),
  );

describe('the arithmetic', () => {
  it('is fused in Chromium, which fetches that module alone', async () => {
    const { page } = await chromium.openPage();
    await page.goto(`${chromium.url}small.html`);
    expect(await trained(page)).toEqual({ arithmetic: 'fused', receipts: goldenReceipts('fused') });
    expect(await modules(page)).toEqual(['meanflow_fused']);
  });

  it('is plain where there is no relaxed SIMD', async () => {
    const { page } = await chromium.openPage();
    await page.evaluateOnNewDocument(() => {
      WebAssembly.validate = () => false;
    });
    await page.goto(`${chromium.url}small.html`);
    expect(await trained(page)).toEqual({ arithmetic: 'plain', receipts: goldenReceipts('plain') });
    expect(await modules(page)).toEqual(['meanflow']);
  });

  it('gives the same bits in Firefox', async () => {
    const { page } = await firefox.openPage();
    await page.goto(`${firefox.url}small.html`);
    const { arithmetic, receipts } = await trained(page);
    expect(['fused', 'plain']).toContain(arithmetic);
    expect(receipts).toEqual(goldenReceipts(arithmetic));
  });
});
