import { expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { firstViewSizes } from './harness.js';

const site = useSite();

/** Longest that the page may be busy without a break, in milliseconds of processor time. */
const longestTask = 50;

/**
 * Processor time, not time on the clock, which on a shared machine says how busy others are.
 *
 * @typedef {{ph: string, name: string, pid: number, tid: number, ts: number, tdur?: number}} TraceEvent
 */

// A stall of the machine can land in a task's processor time once; what the page itself does for
// too long it does at every try.
it('never keeps the main thread busy for long while it trains and plays', {
  timeout: 300_000,
  retry: 2,
}, async () => {
  const playground = await site.openPlayground('', { still: false });
  await playground.until(({ iteration }) => iteration >= 1);
  const { page } = playground;
  // With everything on show.
  await playground.openSection('view', '#layer');
  await playground.choose('Layer', 'average');
  await playground.tick('Trails');
  await playground.openSection('quality', '#quality');
  await playground.press('Measure by steps');
  await playground.clickPanel('imf');
  await page.waitForSelector('>>> .probe table', { visible: true });
  await page.tracing.start({ categories: ['toplevel', 'devtools.timeline'] });
  const { iteration } = await playground.read();
  await playground.until((reading) => reading.iteration >= iteration + 5);
  await playground.press('Freeze flow');
  await playground.choose('Density', 'pinwheel');
  await playground.choose('Steps', '10');
  await playground.press('Play flow');
  await playground.until(({ summaries }) =>
    summaries.every((text) => text.includes('in 10 steps')),
  );
  await playground.enter('Width', '64');
  await playground.until(({ status }) => status.startsWith('Width 64'));
  await playground.until((reading) => reading.iteration >= 5);
  expectShortTasks(await page.tracing.stop());
});

it('nor while it opens with the trained networks and plays their history', {
  timeout: 300_000,
  retry: 2,
}, async () => {
  const playground = await site.openPlayground('', { still: false, fresh: false });
  const { page } = playground;
  await page.tracing.start({ categories: ['toplevel', 'devtools.timeline'] });
  await page.reload();
  await playground.until(({ samples }) => samples.every((k) => k === '5001'));
  for (const [checkpoint, iteration] of ['0', '1000', '2000'].entries()) {
    await playground.slide('Training history', checkpoint);
    await playground.until(({ samples }) => samples.every((k) => k === iteration));
  }
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration > 0 && iteration < 5001);
  expectShortTasks(await page.tracing.stop());
});

it('weighs little: scripts and styles of the first view at most 60 KB, compressed', async () => {
  const sizes = await firstViewSizes(site.browser, site.url);
  const light = sizes.filter(({ name }) => /\.(js|css)$/.test(name));
  const total = light.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(light.length).toBeGreaterThan(2);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(60_000);
});

/** Of the page's main thread. @param {Uint8Array | undefined} recorded */
function expectShortTasks(recorded) {
  const trace = JSON.parse(new TextDecoder().decode(recorded));
  const events = /** @type {TraceEvent[]} */ (trace.traceEvents);
  const thread = (/** @type {TraceEvent} */ { pid, tid }) => `${pid} ${tid}`;
  // Only the page draws at every frame.
  const drawing = events.filter(({ name }) => name === 'FireAnimationFrame').map(thread);
  const main = mostFrequent(drawing);
  const tasks = events
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && thread(event) === main)
    .map(({ tdur = Number.NaN }) => tdur / 1000)
    .sort((a, b) => b - a);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0], `longest tasks, ms: ${tasks.slice(0, 5)}`).toBeLessThan(longestTask);
}

/** @param {string[]} names @returns {string | undefined} */
function mostFrequent(names) {
  const count = (/** @type {string} */ name) => names.filter((other) => other === name).length;
  return [...new Set(names)].sort((a, b) => count(b) - count(a))[0];
}
