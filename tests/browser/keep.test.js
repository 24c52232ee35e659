// Runs outlive the page: reloads, crashes, and storage that fails.

import { describe, expect, it } from 'vitest';
import { trainInNode } from './engine-runs.js';
import { useSite } from './fixture.js';
import { launchBrowser, newProfile } from './harness.js';
import { untilKept, untilKeptAt } from './kept-runs.js';
import { methods, openPlayground } from './page-driver.js';

/** @import {BrowserContext} from 'puppeteer-core' */
/** @import {Playground} from './page-driver.js' */

const site = useSite();

/** A reader of their own. @param {(context: BrowserContext) => Promise<void>} act */
async function asReader(act) {
  const context = await site.browser.createBrowserContext();
  try {
    await act(context);
  } finally {
    await context.close();
  }
}

// Slow enough that a run is far from its end when it was kept.
const settings = { batch: 512, width: 16, depth: 2, seed: 5 };
const small = '#v=1&batch=512&width=16&depth=2&seed=5';

/** What the engine in the page has. @param {Playground} playground */
async function runOf({ page }) {
  return page.evaluate(async (all) => {
    const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
    const losses = Object.fromEntries(all.map((method) => [method, [...engine.losses(method)]]));
    return { losses, receipts: await engine.receipts() };
  }, methods);
}

const isImf = (/** @type {{method: string}} */ { method }) => method === 'imf';

/** iMF's, in the page. @param {Playground} playground */
function checkpointsOf({ page }) {
  return page.evaluate(async () => {
    const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
    const iterations = await engine.checkpoints('imf');
    const { parameters } = await engine.parameters({ method: 'imf', checkpoint: 2 });
    const hash = await crypto.subtle.digest('SHA-256', parameters);
    const digits = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0'));
    return { iterations, receiptAt20: digits.join('').slice(0, 16) };
  });
}

/**
 * Trains until the run was kept after so many iterations.
 * @param {Playground} playground
 * @param {number} iteration
 * @param {string} [button]
 */
async function trainUntilKept(playground, iteration, button = 'Train') {
  const kept = playground.page.evaluate((least) => {
    const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
    return new Promise((resolve) => {
      engine.on('kept', (/** @type {any} */ { savedAt }) => {
        const { length } = engine.losses('imf');
        if (savedAt > 0 && length >= least) resolve(length);
      });
    });
  }, iteration);
  await playground.press(button);
  return kept;
}

/** Its losses and receipts are those of a run that nothing interrupted. @param {Playground} playground */
async function expectUninterrupted(playground) {
  const { losses, receipts } = await runOf(playground);
  const limits = Object.fromEntries(methods.map((method) => [method, losses[method].length]));
  const wanted = await trainInNode(settings, limits);
  for (const method of methods) expect(losses[method], method).toEqual(wanted.losses[method]);
  expect(receipts).toEqual(wanted.receipts);
}

/**
 * Trains, pauses, and waits until the run is kept where it rests.
 * @param {Playground} playground
 * @param {number} least  iterations
 * @returns {Promise<number>} where
 */
async function keepAtRest(playground, least) {
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration >= least);
  await playground.press('Pause');
  const iteration = await playground.settledIteration();
  await untilKeptAt(playground, iteration);
  return iteration;
}

describe('a run that was kept', () => {
  it('goes on after a reload amid training, to the bit', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(small, {}, context);
      await trainUntilKept(playground, 30);
      await playground.page.reload();
      await playground.until(({ iteration }) => iteration >= 30);
      expect((await playground.read()).notice).toMatch(
        /Resumed at iteration \d+, as this browser kept it/,
      );
      const resumed = (await playground.read()).iteration;
      await playground.press('Train');
      await playground.until(({ iteration }) => iteration >= resumed + 30);
      await playground.press('Pause');
      await playground.settledIteration();
      await expectUninterrupted(playground);
    });
  });

  it('has its checkpoints after a reload, for the slider through its history', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(`${small}&iterations=200`, {}, context);
      await trainUntilKept(playground, 45); // One every ten.
      await playground.page.reload();
      await playground.until(({ iteration }) => iteration >= 45);
      const kept = await checkpointsOf(playground);
      const { losses, receipts } = await runOf(playground);
      const last = losses.imf.length;
      const regular = Array.from({ length: Math.floor(last / 10) + 1 }, (_, i) => 10 * i);
      expect(kept.iterations).toEqual(regular);
      const wanted = await trainInNode({ ...settings, iterations: 200 }, { imf: 20 });
      expect(kept.receiptAt20).toBe(wanted.receipts.receipts.find(isImf)?.receipt);
      const slider = await playground.page.waitForSelector('>>> #training-history');
      expect(await slider?.evaluate((input) => /** @type {any} */ (input).max)).toBe(
        String(regular.length),
      );
      const { receipt } = receipts.receipts.find(isImf);
      await playground.page.waitForFunction(
        (text) => location.hash.includes(text),
        {},
        `imf:${receipt}`,
      );
      expect(playground.problems).toEqual([]);
    });
  });

  it('on its way to where a link is goes on to there, and is compared', async () => {
    await asReader(async (context) => {
      const link = `${small}&at=60&arithmetic=fused&receipt=imf:0123456789abcdef:9.5`;
      const playground = await site.openPlayground(link, {}, context);
      await trainUntilKept(playground, 1, 'Step');
      await playground.page.reload();
      await playground.until(({ iteration }) => iteration === 1);
      expect((await playground.read()).notice).toMatch(
        /Resumed at iteration 1, as this browser kept it/,
      );
      expect(playground.page.url()).toContain(link);
      await playground.press('Train');
      await playground.untilNotice(
        /is repeated up to iteration 60\..*differs from the link's, 0123456789abcdef/,
      );
      expect((await playground.read()).iteration).toBe(60);
      await expectUninterrupted(playground);
    });
  });

  it('trains on after a reload when it was training, and rests when it was not', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(small, { still: false }, context);
      await playground.until(({ iteration }) => iteration >= 20);
      await playground.press('Pause');
      const iteration = await playground.settledIteration();
      await untilKeptAt(playground, iteration);
      await playground.page.reload();
      await playground.until((reading) => reading.iteration === iteration);
      await playground.untilSampled();
      await playground.settle();
      expect((await playground.read()).iteration).toBe(iteration);
      await playground.press('Train');
      await untilKept(playground, ([run]) => run.training);
      await playground.page.reload();
      await playground.until((reading) => reading.iteration > iteration + 20);
      expect(await playground.hasButton('Pause')).toBe(true);
    });
  });

  it('goes on after a reload though the page before it lets go of its place late', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(small, {}, context);
      const iteration = await keepAtRest(playground, 10);
      // As slow browsers do: somebody has its place right after it, for a while.
      const page = await context.newPage();
      await page.goto(`${site.url}licenses.txt`);
      await page.evaluate(async () => {
        const { held = [] } = await navigator.locks.query();
        const { name = '' } = held.find(({ name }) => name?.startsWith('mean-flow-place')) ?? {};
        navigator.locks.request(name, () => new Promise((done) => setTimeout(done, 1000)));
      });
      await playground.page.bringToFront();
      await playground.page.reload();
      await playground.untilNotice(RegExp(`Resumed at iteration ${iteration},`));
    });
  });

  it('goes on after a reload that came before its last address was kept', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(small, {}, context);
      const iteration = await keepAtRest(playground, 10);
      await playground.page.evaluate(() => {
        const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
        engine.keep = () => {};
      });
      await playground.choose('Steps', '4');
      await playground.page.waitForFunction(() => location.hash.includes('steps=4'));
      await playground.page.reload();
      await playground.untilNotice(RegExp(`Resumed at iteration ${iteration},`));
    });
  });

  it('goes on after the tab has gone, in another, with all that was set', async () => {
    await asReader(async (context) => {
      const first = await site.openPlayground(`${small}&density=rings`, {}, context);
      await trainUntilKept(first, 20);
      await first.page.close({ runBeforeUnload: false });
      // The tab's place is free only once all that ran in it has ended.
      const page = await context.newPage();
      await page.goto(`${site.url}licenses.txt`);
      await page.waitForFunction(
        async () => ((await navigator.locks.query()).held ?? []).length === 0,
        { polling: 100 },
      );
      const second = await site.openPlayground('', { fresh: false }, context);
      await second.until(({ iteration }) => iteration >= 20);
      expect(await second.valueOf('Width')).toBe('16');
      expect(
        await second.page.$eval(
          '>>> #field-density',
          (select) => /** @type {HTMLSelectElement} */ (select).value,
        ),
      ).toBe('rings');
    });
  });

  it('goes on after the browser was killed', async () => {
    const profile = await newProfile();
    const before = await launchBrowser([], profile);
    const context = before.browser.defaultBrowserContext();
    const first = await openPlayground(context, site.url + small);
    await trainUntilKept(first, 20);
    const gone = new Promise((resolve) => before.browser.process()?.once('exit', resolve));
    before.browser.process()?.kill('SIGKILL');
    await gone;
    const after = await launchBrowser([], profile);
    try {
      const second = await openPlayground(after.browser.defaultBrowserContext(), site.url, {
        fresh: false,
      });
      await second.until(() => true);
      await second.untilNotice(/./);
      // The browser may have lost what tells the page at once that there is a run.
      if (await second.hasButton('Go on with it')) {
        await Promise.all([second.page.waitForNavigation(), second.press('Go on with it')]);
      }
      await second.until(({ iteration }) => iteration >= 20);
      await expectUninterrupted(second);
    } finally {
      await after.close();
    }
  });

  it('stays that of its tab when another tab trains', async () => {
    await asReader(async (context) => {
      const first = await site.openPlayground(small, {}, context);
      const iteration = await keepAtRest(first, 20);
      const second = await site.openPlayground('', { fresh: false }, context);
      // With the networks that come with the page.
      expect((await second.read()).iteration).toBe(5001);
      await second.makeSmall();
      await trainUntilKept(second, 5);
      await first.page.bringToFront();
      await first.page.reload();
      await first.until((reading) => reading.iteration === iteration);
      await expectUninterrupted(first);
    });
  });

  it('does not come back once it was given up', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(small, {}, context);
      await trainUntilKept(playground, 10);
      await playground.page.reload();
      await playground.until(({ iteration }) => iteration >= 10);
      await playground.press('Start anew');
      await playground.until(({ iteration }) => iteration === 0);
      await untilKept(playground, (runs) => runs.length === 0);
      await playground.page.waitForFunction(() => !location.hash.includes('at='));
      await playground.page.reload();
      await playground.untilSampled();
      await playground.settle();
      expect((await playground.read()).iteration).toBe(0);
      expect((await playground.read()).notice).toBe('');
    });
  });

  it('that is damaged is said to be, and the page begins anew', async () => {
    await asReader(async (context) => {
      const playground = await site.openPlayground(small, {}, context);
      await keepAtRest(playground, 10);
      await playground.page.evaluate(damageKept);
      await playground.page.reload();
      await playground.untilSampled();
      await playground.until(({ iteration }) => iteration === 0);
      await playground.untilNotice(
        /The run that this browser kept could not be resumed: the checksum does not match/,
      );
      await playground.lossesAfterOneStep();
    });
  });
});

it('storage without room is told once, and training goes on', async () => {
  await asReader(async (context) => {
    const playground = await site.openPlayground(small, {}, context);
    const session = await playground.page.createCDPSession();
    const { origin } = new URL(site.url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
    await playground.press('Train');
    const text = await playground.untilNotice(/./);
    expect(text).toContain(
      'This run is kept only while the page is open: there is no room left in its storage.',
    );
    const { iteration } = await playground.read();
    await playground.until((reading) => reading.iteration > iteration + 50);
    await playground.press('Pause');
    await playground.settledIteration();
    await expectUninterrupted(playground);
    expect((await playground.read()).notice).toBe(text);
  });
});

/** Changes one byte of what was kept. */
async function damageKept() {
  const open = indexedDB.open('mean-flow');
  const database = await new Promise((resolve) => {
    open.onsuccess = () => resolve(open.result);
  });
  const store = database.transaction('runs', 'readwrite').objectStore('runs');
  const keys = store.getAllKeys();
  await new Promise((resolve) => {
    keys.onsuccess = resolve;
  });
  const key = keys.result.find((/** @type {string} */ name) => name.startsWith('run:'));
  const get = store.get(key);
  await new Promise((resolve) => {
    get.onsuccess = resolve;
  });
  const { optimizer } = get.result.methods[0];
  optimizer[optimizer.length - 1] ^= 1;
  await new Promise((resolve) => {
    store.put(get.result, key).onsuccess = resolve;
  });
  database.close();
}
