// The longest tasks of the page's main thread.

import { launchBrowser, openPage } from '../browser/harness.js';
import { goThroughHistory, trainWithAllOnShow } from '../browser/page-load.js';
import { serveSite } from '../browser/site-server.js';

/**
 * Processor time, not time on the clock, which on a shared machine says how busy others are.
 *
 * @typedef {{ph: string, name: string, pid: number, tid: number, tdur?: number}} TraceEvent
 */

const scenes = {
  'trains and plays with everything on show': { link: '#v=1&at=0', act: trainWithAllOnShow },
  'opens with trained networks, plays their history': { link: '', act: goThroughHistory },
};

/** @returns {Promise<{scene: string, tasks: number[]}[]>} ms by scene, the longest first */
export async function longestTasks() {
  const site = await serveSite();
  const { browser, close } = await launchBrowser();
  const results = [];
  try {
    for (const [scene, { link, act }] of Object.entries(scenes)) {
      const { page, problems } = await openPage(browser, { everyFrame: true });
      const categories = ['toplevel', 'devtools.timeline'];
      await act({ page, problems, url: site.url + link }, () => page.tracing.start({ categories }));
      results.push({ scene, tasks: tasksOf(await page.tracing.stop()) });
      await page.close();
    }
  } finally {
    await close();
    await site.close();
  }
  return results;
}

/** Of the page's main thread. @param {Uint8Array | undefined} recorded */
function tasksOf(recorded) {
  const trace = JSON.parse(new TextDecoder().decode(recorded));
  const events = /** @type {TraceEvent[]} */ (trace.traceEvents);
  const thread = (/** @type {TraceEvent} */ { pid, tid }) => `${pid} ${tid}`;
  // Only the page draws at every frame.
  const drawing = events.filter(({ name }) => name === 'FireAnimationFrame').map(thread);
  const main = mostFrequent(drawing);
  return events
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && thread(event) === main)
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a);
}

/** @param {string[]} names @returns {string | undefined} */
function mostFrequent(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
