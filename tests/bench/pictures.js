// From the click on Train to a picture: seconds until one step puts so many samples on the support, by recipe.

import { recipes } from '#tables';
import { launchBrowser, openPage } from '../browser/harness.js';
import { serveSite } from '../browser/site-server.js';

/** Shares of samples on the support, of 20,000 particles in one step. */
export const shares = [0.8, 0.9];

/** Recipes that may reach them in a reader's patience; LSD's and iMF's. */
const chosen = ['quick', 'quick-same-network', 'quick-imf'];

/**
 * @typedef {object} Watched
 * @property {number} best                 share on the support
 * @property {(number | null)[]} reached   seconds, by share
 * @property {number | null} whole         seconds until the run is complete
 */
/** @typedef {Watched & {name: string}} Picture */

/** @param {number} patience  seconds for each recipe @returns {Promise<Picture[]>} */
export async function secondsToPictures(patience) {
  const site = await serveSite();
  const { browser, close } = await launchBrowser();
  try {
    /** @type {Picture[]} */
    const all = [];
    for (const { name, label, method, values } of recipes) {
      if (!chosen.includes(name)) continue;
      const { page } = await openPage(browser, { everyFrame: true });
      const settings = new URLSearchParams({ v: '1', method, at: '0', count: '20000' });
      for (const [setting, value] of Object.entries(values)) settings.set(setting, String(value));
      await page.goto(`${site.url}embed.html?${settings}`);
      await page.waitForFunction(() => document.querySelector('mean-flow')?.playground);
      const result = await page.evaluate(watch, method, shares, 1000 * patience);
      all.push({ name: label, ...result });
      await page.close();
    }
    return all;
  } finally {
    await close();
    await site.close();
  }
}

/**
 * Runs in the page: presses Train and follows the measures.
 * @param {string} method
 * @param {number[]} wanted
 * @param {number} patience ms
 * @returns {Promise<Watched>}
 */
async function watch(method, wanted, patience) {
  const flow = document.querySelector('mean-flow');
  const button = flow?.shadowRoot?.querySelector('button.primary');
  if (!flow || !(button instanceof HTMLButtonElement)) throw new Error('There is no Train');
  /** @type {(number | null)[]} */
  const reached = wanted.map(() => null);
  let best = 0;
  /** @type {number | null} */
  let whole = null;
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  return new Promise((resolve) => {
    flow.addEventListener('flow-quality', ({ detail }) => {
      if (detail.subject !== method || detail.steps !== 1) return;
      best = Math.max(best, detail.onSupport);
      for (const [i, share] of wanted.entries())
        if (detail.onSupport >= share) reached[i] ??= elapsed();
    });
    // The last measure follows the pause.
    flow.addEventListener('flow-paused', ({ detail }) => {
      if (!detail.done) return;
      whole = elapsed();
      setTimeout(() => resolve({ best, reached, whole }), 5000);
    });
    setTimeout(() => resolve({ best, reached, whole }), patience);
    button.click();
  });
}
