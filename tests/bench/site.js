// The built site as a reader gets it: its weight, and how soon it trains.

import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchBrowser, openPage, serveSite } from '../browser/harness.js';

const assets = new URL('../../dist/assets/', import.meta.url);

/** @returns {Promise<Record<string, number>>} Bytes by extension, gzipped. */
export async function weigh() {
  /** @type {Record<string, number>} */
  const bytes = {};
  for (const name of await readdir(assets)) {
    const kind = extname(name).slice(1).toUpperCase();
    const { length } = gzipSync(await readFile(new URL(name, assets)));
    bytes[kind] = (bytes[kind] ?? 0) + length;
  }
  return bytes;
}

/** @param {number} count @returns {Promise<number[]>} Ms from navigation until a loss shows. */
export async function startTimes(count) {
  const site = await serveSite();
  const times = [];
  try {
    for (let i = 0; i < count; i++) times.push(await startTime(site.url));
  } finally {
    await site.close();
  }
  return times;
}

/** In a fresh browser, where nothing is cached. @param {string} url @returns {Promise<number>} */
async function startTime(url) {
  const { browser, close } = await launchBrowser();
  try {
    const { page } = await openPage(browser);
    // Then training starts by itself.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
    await page.evaluateOnNewDocument(watchLosses);
    await page.goto(url);
    const handle = await page.waitForFunction('window.firstLoss', { timeout: 60_000 });
    return Number(await handle.jsonValue());
  } finally {
    await close();
  }
}

/** Runs in the page, whose clock starts with the navigation. */
function watchLosses() {
  const timer = setInterval(() => {
    const root = document.querySelector('mean-flow')?.shadowRoot;
    const losses = [...(root?.querySelectorAll('[data-testid^="loss-"]') ?? [])];
    if (!losses.some(({ textContent }) => /\d/.test(textContent ?? ''))) return;
    clearInterval(timer);
    Object.assign(window, { firstLoss: performance.now() });
  }, 5);
}
