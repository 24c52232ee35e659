// The built site as a reader gets it: its weight, and how soon it trains.

import { extname } from 'node:path';
import { firstViewSizes, launchBrowser, openPage } from '../browser/harness.js';
import { serveSite } from '../browser/site-server.js';

/** @returns {Promise<Record<string, number>>} Bytes of the first view by extension, gzipped. */
export async function weigh() {
  const site = await serveSite();
  const { browser, close } = await launchBrowser();
  try {
    /** @type {Record<string, number>} */
    const total = {};
    for (const { name, bytes } of await firstViewSizes(browser, site.url)) {
      const kind = extname(name).slice(1).toUpperCase();
      total[kind] = (total[kind] ?? 0) + bytes;
    }
    return total;
  } finally {
    await close();
    await site.close();
  }
}

/** A link to a run of the page's own, which trains at once; without it, networks that come with the page are shown. */
const training = '#v=1&at=0';

/**
 * @param {number} count
 * @param {{trained: boolean}} options  whether the page opens with networks that come with it, or trains at once
 * @returns {Promise<number[]>} Ms from navigation until a loss shows.
 */
export async function startTimes(count, { trained }) {
  const site = await serveSite();
  const times = [];
  try {
    for (let i = 0; i < count; i++)
      times.push(await startTime(site.url + (trained ? '' : training)));
  } finally {
    await site.close();
  }
  return times;
}

/**
 * What the page draws while it trains the three methods on every core, for some seconds.
 * @param {number} seconds
 * @returns {Promise<number[]>} Ms between frames.
 */
export async function frameTimes(seconds) {
  const site = await serveSite();
  const { browser, close } = await launchBrowser();
  try {
    const { page } = await openPage(browser, { everyFrame: true });
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
    await page.evaluateOnNewDocument(watchLosses);
    await page.goto(site.url + training);
    await page.waitForFunction('window.firstLoss', { timeout: 60_000 });
    return await page.evaluate(recordFrames, 1000 * seconds);
  } finally {
    await close();
    await site.close();
  }
}

/** Runs in the page. @param {number} duration ms @returns {Promise<number[]>} */
function recordFrames(duration) {
  return new Promise((resolve) => {
    /** @type {number[]} */
    const frames = [];
    const frame = (/** @type {number} */ now) => {
      frames.push(now);
      if (now - frames[0] < duration) requestAnimationFrame(frame);
      else resolve(frames.slice(1).map((time, i) => time - frames[i]));
    };
    requestAnimationFrame(frame);
  });
}

/** In a fresh browser, where nothing is cached. @param {string} url @returns {Promise<number>} */
async function startTime(url) {
  const { browser, close } = await launchBrowser();
  try {
    const { page } = await openPage(browser, { everyFrame: true });
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
