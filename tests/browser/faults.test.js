// What may go wrong around the page: each time it says so, loses nothing that is there, and offers a way on.

import { beforeEach, describe, expect, it } from 'vitest';
import { useFaultySite } from './fixture.js';
import { openPage } from './harness.js';
import { atZero, Playground, visit } from './page-driver.js';
import { prepareFastTimers, speedUpTimers } from './timers.js';

/** @import {Fault} from './site-server.js' */

const { faults, site, reader } = useFaultySite();
/** @type {Playground} */
let playground;

/**
 * Opens the page without waiting for it to work; nothing starts by itself.
 * @param {{fast?: boolean}} [options] fast: intervals are twenty times as short
 */
async function open({ fast = false } = {}) {
  const { page, problems } = await openPage(reader.context);
  const script = fast ? await page.evaluateOnNewDocument(speedUpIntervals) : null;
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(site.url + atZero);
  playground = new Playground(page, problems);
  /** The page takes its time again when it is loaded next. */
  return async () => {
    if (script) await page.removeScriptToEvaluateOnNewDocument(script.identifier);
  };
}

/** In the page, before its scripts. */
function speedUpIntervals() {
  const wait = setInterval;
  const often = (/** @type {TimerHandler} */ act, /** @type {number} */ ms) => wait(act, ms / 20);
  Object.assign(window, { setInterval: often });
}

describe('a file that does not load', () => {
  it.each(
    /** @type {[string, string, Fault, RegExp][]} */ ([
      ['the module, not found', '.wasm', { status: 404 }, /module could not be fetched: HTTP 404/],
      ['the module, offline', '.wasm', { status: 0 }, /module could not be fetched: /],
      ['a module that is none', '.wasm', { body: '<html>' }, /module did not compile /],
      ['the workers, not found', 'assets/worker', { status: 404 }, /script could not be loaded/],
      ['the workers, offline', 'assets/worker', { status: 0 }, /script could not be loaded/],
      ['the module, on its way for ever', '.wasm', { silent: true }, /nothing has come for 60 s/],
      [
        'the workers, on their way for ever',
        'assets/worker',
        { silent: true },
        /^The worker that trains failed: it has not started within 60 s$/,
      ],
    ]),
  )('%s: says so, and starts again when asked', async (_, part, fault, message) => {
    faults[part] = fault;
    const restoreTimers = await open({ fast: fault.silent });
    const { messages } = await playground.until(({ messages }) => messages.length > 0);
    expect(messages.join()).toMatch(message);
    expect(await playground.hasButton('Start again')).toBe(true);
    delete faults[part];
    await restoreTimers();
    await Promise.all([playground.page.waitForNavigation(), playground.press('Start again')]);
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    expect((await playground.read()).messages).toEqual([]);
    await playground.makeSmall();
    await playground.lossesAfterOneStep();
    expect(playground.uncaught).toEqual([]);
  });

  it('what opens links, on its way for ever or not there: says so, and opens the link when it comes', async () => {
    const notice = () =>
      playground.page.evaluate(() => document.querySelector('.late')?.textContent ?? '');
    for (const [fault, message] of /** @type {[Fault, string][]} */ ([
      [{ silent: true }, 'has not come yet'],
      [{ status: 404 }, 'did not load'],
    ])) {
      faults['assets/open-page'] = fault;
      const restoreTimers = await open({ fast: fault.silent });
      for (let i = 0; i < 200 && (await notice()) === ''; i++) await playground.wait(0.1);
      expect(await notice()).toContain(message);
      delete faults['assets/open-page'];
      await restoreTimers();
      await Promise.all([
        playground.page.waitForNavigation(),
        playground.page.click('.late button'),
      ]);
      await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
      expect(await notice()).toBe('');
      await playground.page.close();
    }
  });

  it('the module of the wrong type works all the same', async () => {
    faults['.wasm'] = { type: 'text/plain' };
    await open();
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    expect(playground.problems).toEqual([]);
  });

  it('what keeps runs, on its way for ever: trains all the same', async () => {
    faults['assets/autosave'] = { silent: true };
    await open();
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    await expect.poll(() => faults['assets/autosave'].asked).toBeGreaterThan(0);
    await playground.makeSmall();
    await playground.lossesAfterOneStep();
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration > 10);
    expect(playground.problems).toEqual([]);
  });

  it('the probe: says so, and probes when it comes', async () => {
    faults['assets/probe'] = { status: 404 };
    await open();
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    await playground.clickPanel('imf');
    const { messages } = await playground.until(({ messages }) => messages.length > 0);
    expect(messages.join()).toMatch(/^The probe could not be loaded: /);
    delete faults['assets/probe'];
    await playground.clickPanel('imf');
    await playground.page.waitForSelector('>>> .probe:not([hidden])');
    expect((await playground.read()).messages).toEqual([]);
    expect(playground.uncaught).toEqual([]);
  });

  it('the sampler’s part for probes: says so, and probes when it comes', async () => {
    faults['assets/fields-and-probes'] = { status: 404 };
    await open();
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    await playground.clickPanel('imf');
    const { messages } = await playground.until(({ messages }) => messages.length > 0);
    expect(messages.join()).toMatch(/^Part of the sampler could not be loaded: /);
    delete faults['assets/fields-and-probes'];
    await playground.clickPanel('imf');
    await playground.page.waitForFunction(() => {
      const table = document.querySelector('mean-flow')?.shadowRoot?.querySelector('.probe');
      return /iMF\D*\d/.test(table?.textContent ?? '');
    });
    expect(playground.uncaught).toEqual([]);
  });

  it('figures: say so, and are drawn when asked again', async () => {
    faults['assets/figures'] = { status: 404 };
    await open();
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    const { page } = playground;
    await page.$eval('mean-flow-figures', (figures) => figures.scrollIntoView());
    await page.waitForFunction(() =>
      /could not be loaded/.test(document.querySelector('mean-flow-figures')?.textContent ?? ''),
    );
    delete faults['assets/figures'];
    await page.locator('mean-flow-figures button').click();
    await page.waitForSelector('>>> figure[data-figure="1"]', { visible: true });
    expect(playground.uncaught).toEqual([]);
  });

  it('the chart: says so in its place, and training goes on', async () => {
    faults['assets/loss-plot'] = { status: 404 };
    await open();
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    await playground.makeSmall();
    const chart = await playground.page.waitForSelector('>>> figure.loss');
    await chart?.scrollIntoView();
    await playground.page.waitForFunction(
      (figure) => /could not be loaded/.test(figure?.textContent ?? ''),
      {},
      chart,
    );
    await playground.lossesAfterOneStep();
    expect(playground.uncaught).toEqual([]);
  });
});

it('trains, and says nothing, when trained networks do not load', async () => {
  for (const fault of [{ status: 404 }, { status: 0 }, { body: 'no network' }, { silent: true }]) {
    faults['.safetensors'] = fault;
    const { page, problems } = await openPage(reader.context);
    if ('silent' in fault) await page.evaluateOnNewDocument(speedUpIntervals);
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
    await page.goto(site.url);
    playground = new Playground(page, problems);
    const { messages } = await playground.until(({ iteration }) => iteration > 0);
    expect(messages).toEqual([]);
    expect(playground.uncaught).toEqual([]);
    await page.close();
  }
});

describe('in the midst of it', () => {
  beforeEach(async () => {
    const { page, problems } = await openPage(reader.context);
    await page.evaluateOnNewDocument(prepareFastTimers);
    playground = await visit(page, problems, site.url);
    await playground.makeSmall();
  });

  it('a network too large for the memory of a page is refused, and the run stays', async () => {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    await playground.enter('Depth', '16');
    await playground.until(({ status }) => status.startsWith('Depth 16.'));
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    await playground.enter('Width', '1024');
    const { messages, iteration } = await playground.until(({ messages }) => messages.length > 0);
    expect(messages.join()).toMatch(
      /does not fit into the memory that a page gets; lower width or depth/,
    );
    expect(iteration).toBe(1);
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 2);
    expect(playground.uncaught).toEqual([]);
  });

  it('the worker that samples hangs: says so, trains on, and another draws what it drew', async () => {
    const { page } = playground;
    await playground.press('Train');
    await playground.until(({ samples }) => samples.every((iteration) => Number(iteration) > 0));
    const workers = page.workers();
    const sampler = workers[workers.length - 1]; // Made last.
    await sampler.evaluate(() => {
      setTimeout(() => {
        for (;;);
      });
    });
    await playground.wait(1);
    await speedUpTimers(page);
    const { iteration: before, samples: old } = await playground.read();
    const { messages, iteration } = await playground.until(
      ({ messages }) => messages.length > 0,
      90,
    );
    expect(messages).toEqual([
      'The worker that samples failed: it has not answered for 30 s. Another one has taken its place.',
    ]);
    expect(iteration).toBeGreaterThan(before);
    await playground.until(({ samples }) => samples.every((at, i) => Number(at) > Number(old[i])));
    await playground.press('Reset');
    await playground.until(({ messages, samples }) => {
      return messages.length === 0 && samples.every((iteration) => iteration === '0');
    });
    expect(playground.uncaught).toEqual([]);
  });

  it.each([
    ['fails', /^The worker that trains failed: .*out of order/],
    ['hangs', /^The worker that trains failed: it has not answered for 30 s$/],
  ])('the worker that trains %s: what was kept comes back with a reload', async (how, message) => {
    const { page } = playground;
    await playground.press('Train');
    await page.waitForFunction(() => localStorage.getItem('mean-flow-kept') !== null);
    const [coordinator] = page.workers(); // Made first.
    await coordinator.evaluate((how) => {
      setTimeout(() => {
        if (how === 'fails') throw new Error('out of order');
        for (;;);
      });
    }, how);
    await speedUpTimers(page);
    const { messages } = await playground.until(({ messages }) => messages.length > 0, 90);
    expect(messages.join()).toMatch(message);
    expect(await playground.hasButton('Train')).toBe(true);
    await Promise.all([page.waitForNavigation(), playground.press('Reload the page')]);
    const { messages: none } = await playground.until(({ iteration }) => iteration > 0);
    expect(none).toEqual([]);
  });
});

it('a link to a network that is too large for a page trains no other one in its place', async () => {
  const { page, problems } = await openPage(reader.context);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(`${site.url}#v=1&width=1024&depth=16&batch=64`);
  playground = new Playground(page, problems);
  const refused = /^The network does not fit into the memory that a page gets/;
  await playground.until(({ messages }) => refused.test(messages.join()));
  await playground.press('Step');
  await playground.until(({ messages }) => refused.test(messages.join()));
  await page.$eval('mean-flow', ({ engine }) => engine.pause()); // Answered after the step.
  await playground.nextFrame();
  expect((await playground.read()).iteration).toBe(0);
  await playground.enter('Width', '16');
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
  expect((await playground.read()).messages).toEqual([]);
  await playground.lossesAfterOneStep();
  expect(playground.uncaught).toEqual([]);
});

it.each(['throws', 'never answers'])('storage that %s changes nothing but that', async (fault) => {
  const { page, problems } = await openPage(reader.context);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.evaluateOnNewDocument((fault) => {
    // A run was kept here once, so that the page looks for it.
    localStorage.setItem('mean-flow-kept', 'yes');
    IDBFactory.prototype.open = () => {
      if (fault === 'throws') throw new DOMException('', 'SecurityError');
      return /** @type {any} */ (new EventTarget());
    };
  }, fault);
  await page.goto(site.url + atZero);
  playground = new Playground(page, problems);
  await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
  await playground.makeSmall();
  await playground.lossesAfterOneStep();
  const text = await page.$eval('>>> .notice', (notice) => notice.textContent);
  expect(text).toMatch(
    /could not be opened: it does not allow|could not be opened: its storage does not answer/,
  );
  expect(playground.uncaught).toEqual([]);
});
