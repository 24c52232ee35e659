// Figures that explain while their reader moves the place: frames, and pictures that answer.

import { concepts } from '../../web/concepts/concepts.js';
import { launchBrowser, openPage } from '../browser/harness.js';
import { serveSite } from '../browser/site-server.js';

/** @typedef {{name: string, frames: number[], answers: number}} Dragging  ms between frames; pictures in that time */

/** @param {number} seconds  for each figure @returns {Promise<Dragging[]>} */
export async function dragFigures(seconds) {
  const site = await serveSite();
  const { browser, close } = await launchBrowser();
  try {
    /** @type {Dragging[]} */
    const all = [];
    for (const [name, { content }] of Object.entries(concepts)) {
      if (content) continue;
      const { page } = await openPage(browser, { width: 720, everyFrame: true });
      await page.goto(`${site.url}embed.html?figure=${name}`);
      await page.waitForSelector('>>> tbody td', { visible: true });
      all.push({ name, ...(await page.evaluate(drag, 1000 * seconds)) });
      await page.close();
    }
    return all;
  } finally {
    await close();
    await site.close();
  }
}

/**
 * Runs in the page: moves the place with every frame, by keys, which take the way of a pointer.
 * @param {number} duration ms
 * @returns {Promise<{frames: number[], answers: number}>}
 */
function drag(duration) {
  const root = document.querySelector('mean-flow-figure')?.shadowRoot;
  const handle = root?.querySelector('.handle');
  const picture = root?.querySelector('.picture');
  if (!handle || !picture) throw new Error('The figure has no handle');
  let answers = 0;
  new MutationObserver(() => answers++).observe(picture, { subtree: true, attributes: true });
  return new Promise((resolve) => {
    /** @type {number[]} */
    const times = [];
    const frame = (/** @type {number} */ now) => {
      times.push(now);
      const key = Math.floor(times.length / 20) % 2 === 0 ? 'ArrowRight' : 'ArrowLeft';
      handle.dispatchEvent(new KeyboardEvent('keydown', { key }));
      if (now - times[0] < duration) requestAnimationFrame(frame);
      else resolve({ frames: times.slice(1).map((time, i) => time - times[i]), answers });
    };
    requestAnimationFrame(frame);
  });
}
