// What a browser kept outlives a page that does not start: whatever the reason, it is there when the next one does.

import { expect, it } from 'vitest';
import { useFaultySite } from './fixture.js';
import { openPage } from './harness.js';
import { untilKeptAt } from './kept-runs.js';
import { Playground, visit } from './page-driver.js';
import { starve } from './site-server.js';

const { faults, site, reader } = useFaultySite();
/** @type {Playground} */
let playground;

// Large enough to miss memory; few samples, as drawing them with such a network takes long.
const link = '#v=1&batch=64&width=512&iterations=400&count=64';

/** A page that has kept a few iterations. @returns {Promise<number>} how many */
async function keepRun() {
  const { page, problems } = await openPage(reader.context);
  playground = await visit(page, problems, site.url + link);
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration >= 3);
  await playground.press('Pause');
  const iteration = await playground.settledIteration();
  await untilKeptAt(playground, iteration);
  return iteration;
}

/** @param {Record<string, import('./site-server.js').Fault>} wrong  what goes wrong from now on */
async function reload(wrong) {
  for (const name of Object.keys(faults)) delete faults[name];
  Object.assign(faults, wrong);
  await playground.page.reload();
}

it.each([
  [
    'the module does not load',
    { '.wasm': { status: 404 } },
    /could not be resumed: The WebAssembly module could not be fetched: HTTP 404/,
  ],
  [
    'workers do not load',
    { 'assets/worker': { status: 404 } },
    /could not be resumed: The worker that trains failed: its script could not be loaded/,
  ],
  [
    'there is no memory for it just now',
    { 'assets/worker': { before: starve('coordinator', 20e6) } },
    /could not be resumed: The network does not fit into the memory/,
  ],
  [
    'there is no memory to read it just now',
    { 'assets/worker': { before: starve('coordinator', 160e6) } },
    /could not be resumed: It does not fit into the memory/,
  ],
])('%s', { timeout: 400_000 }, async (_, wrong, message) => {
  const iteration = await keepRun();
  await reload(wrong);
  await playground.untilNotice(message);
  await playground.wait(1);
  await reload({});
  await playground.untilNotice(new RegExp(`Resumed at iteration ${iteration},`));
  expect((await playground.read()).iteration).toBe(iteration);
});

it('what starts again is kept again', { timeout: 400_000 }, async () => {
  const iteration = await keepRun();
  await reload({ '.wasm': { status: 0 } });
  await playground.until(({ messages }) => messages.length > 0);
  delete faults['.wasm'];
  await Promise.all([playground.page.waitForNavigation(), playground.press('Start again')]);
  await playground.untilNotice(new RegExp(`Resumed at iteration ${iteration},`));
  await playground.press('Step');
  await playground.until((reading) => reading.iteration === iteration + 1);
  await untilKeptAt(playground, iteration + 1);
  await reload({});
  await playground.untilNotice(new RegExp(`Resumed at iteration ${iteration + 1},`));
});
