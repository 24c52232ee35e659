import { beforeEach, describe, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { methods, openPlayground, smallAtZero } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

/** @param {Parameters<typeof openPlayground>[2]} [options] */
const open = async (options) => {
  playground = await site.openPlayground('', options);
};

const openSmall = async () => {
  playground = await site.openPlayground(smallAtZero);
};

describe('a page opened to watch', () => {
  beforeEach(() => open({ still: false }));

  it('trains three methods and moves their particles', async () => {
    expect(await playground.hasButton('Pause')).toBe(true);
    expect(await playground.hasButton('Freeze flow')).toBe(true);
    const before = await playground.pictures();
    const reading = await playground.until(({ iteration, rate }) => iteration >= 3 && rate !== '–');
    for (const loss of reading.losses) expect(Number(loss)).toBeGreaterThan(0);
    const unchanged = new Set(methods);
    for (let attempt = 0; attempt < 100 && unchanged.size > 0; attempt++) {
      await playground.wait(0.1);
      const now = await playground.pictures();
      methods.forEach((method, i) => {
        if (now[i] !== before[i]) unchanged.delete(method);
      });
    }
    expect([...unchanged]).toEqual([]);
    expect(new Set(await playground.pictures()).size).toBe(methods.length);
  });

  it('stops when nobody looks, and goes on when somebody does', async () => {
    await playground.until(({ iteration }) => iteration >= 2);
    const other = await playground.page.browserContext().newPage();
    await other.bringToFront();
    await playground.page.waitForFunction(() => document.hidden, { polling: 100 });
    const hidden = await playground.settledIteration();
    expect(await playground.settledIteration()).toBe(hidden);
    await other.close();
    await playground.page.bringToFront();
    await playground.until(({ iteration }) => iteration > hidden);
    expect(await playground.hasButton('Pause')).toBe(true);
  });

  it('stops when scrolled out of sight', async () => {
    await playground.until(({ iteration }) => iteration >= 2);
    await playground.page.evaluate(() => {
      document.querySelector('footer')?.style.setProperty('margin-top', '3000px');
      document.querySelector('footer')?.scrollIntoView();
    });
    const unseen = await playground.settledIteration();
    await playground.settle();
    expect((await playground.read()).iteration).toBe(unseen);
    await playground.page.evaluate(() => scrollTo(0, 0));
    await playground.until(({ iteration }) => iteration > unseen);
  });
});

describe('for a reader who prefers reduced motion', () => {
  it('nothing starts by itself, and what was sampled is shown at the data end', async () => {
    await open();
    const before = await playground.pictures();
    await playground.settle();
    expect(await playground.pictures()).toEqual(before);
    const reading = await playground.read();
    expect(reading.iteration).toBe(0);
    expect(reading.samples).toEqual(['0', '0', '0']);
    expect(await playground.hasButton('Train')).toBe(true);
    expect(await playground.hasButton('Play flow')).toBe(true);
  });
});

describe('the run', () => {
  beforeEach(() => open());

  it('trains, pauses and trains on', async () => {
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 2);
    await playground.press('Pause');
    const paused = await playground.settledIteration();
    await playground.settle();
    const reading = await playground.read();
    expect(reading.iteration).toBe(paused);
    expect(reading.note).toBe('paused');
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration > paused);
  });

  it('steps once a press, each method alike', async () => {
    for (const expected of [1, 2, 3]) {
      await playground.press('Step');
      await playground.until(({ iteration }) => iteration === expected);
      expect(await playground.settledIteration()).toBe(expected);
    }
    const samples = await playground.until((reading) => reading.samples.every((k) => k === '3'));
    expect(samples.losses.every((loss) => Number(loss) > 0)).toBe(true);
  });

  it('repeats itself after a reset, and not with a new seed', async () => {
    const first = await playground.lossesAfterOneStep();
    await playground.press('Reset');
    const reset = await playground.until(({ iteration }) => iteration === 0);
    expect(reset.note).toBe('ready');
    await playground.until(({ losses }) => losses.every((loss) => loss === '–'));
    expect(await playground.lossesAfterOneStep()).toEqual(first);
    const seed = await playground.valueOf('Seed');
    await playground.press('New seed');
    await playground.until(({ losses }) => losses.every((loss) => loss === '–'));
    expect(await playground.valueOf('Seed')).not.toBe(seed);
    expect(await playground.lossesAfterOneStep()).not.toEqual(first);
  });

  it('resets to a pause, also while it trains', async () => {
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 2);
    await playground.press('Reset');
    await playground.until(({ iteration }) => iteration === 0);
    await playground.settle();
    expect((await playground.read()).iteration).toBe(0);
    expect(await playground.hasButton('Train')).toBe(true);
  });

  it('trains the methods that are ticked, and insists on one', async () => {
    await playground.tick('FM');
    await playground.tick('iMF');
    await playground.press('Step');
    const reading = await playground.until(({ losses }) => losses[1] !== '–');
    expect(reading.losses).toEqual(['–', expect.stringMatching(/^\d/), '–']);
    await playground.tick('MF');
    const complaint = await playground.read();
    expect(complaint.messages).toEqual(['Methods: at least one of them has to train.']);
    await playground.press('Step');
    await playground.until(({ samples }) => samples[1] === '2');
    await playground.tick('FM');
    await playground.press('Step');
    const both = await playground.until(({ losses }) => losses[0] !== '–');
    expect(both.messages).toEqual([]);
    expect(both.losses[2]).toBe('–');
  });

  it('learns: losses fall, and one-step samples of iMF move to the target', async () => {
    await playground.choose('Density', 'eight-gaussians');
    await playground.enter('Batch size', '256');
    await playground.enter('Width', '32');
    await playground.enter('Learning rate', '0.005');
    await playground.enter('Iterations', '1000');
    await playground.until(({ status }) => status.startsWith('Iterations'));
    await playground.until(({ samples }) => samples.every((k) => k === '0'));
    const before = await playground.densityAtSamples('imf');
    const early = await playground.lossesAfterOneStep();
    await playground.press('Train');
    const late = await playground.until(({ samples }) => samples.every((k) => k === '1000'), 110);
    const after = await playground.densityAtSamples('imf');
    const numbers = JSON.stringify({ early, late: late.losses, before, after });
    expect(Number(late.losses[0]), numbers).toBeLessThan(Number(early[0]) - 0.3);
    expect(Number(late.losses[2]), numbers).toBeLessThan(Number(early[2]) - 0.2);
    expect(before, numbers).toBeLessThan(1);
    expect(after, numbers).toBeGreaterThan(1.5);
  });
});

describe('the run of a small network', () => {
  beforeEach(openSmall);

  it('says when it is complete, and another can follow', async () => {
    await playground.enter('Iterations', '20');
    await playground.until(({ status }) => status.startsWith('Iterations'));
    await playground.press('Train');
    const reading = await playground.until(({ note }) => note === 'complete');
    expect(reading.iteration).toBe(20);
    await playground.press('Train');
    await playground.until(({ status }) => /complete/.test(status));
    await playground.press('New seed');
    await playground.until(({ iteration }) => iteration === 0);
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration === 20);
  });

  it('stops at the last good state, and stays in shape, when losses explode', async () => {
    await playground.enter('Learning rate', '10');
    await playground.until(({ status }) => status.startsWith('Learning rate'));
    await playground.press('Train');
    const { messages, losses } = await playground.until(
      (reading) =>
        reading.messages.length > 0 &&
        reading.note !== '' &&
        reading.losses.some((loss) => Number(loss) > 1e6), // Told after the message.
    );
    expect(messages.join()).toMatch(/^Stopped: .* is not finite (at|after) iteration \d+\.$/);
    for (const loss of losses) expect(loss.length, loss).toBeLessThan(10);
    const width = await playground.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(1440);
    await playground.press('Reset');
    await playground.until((reading) => reading.iteration === 0 && reading.messages.length === 0);
  });

  it('goes on at a smaller learning rate at one click', async () => {
    await playground.enter('Learning rate', '0.3');
    await playground.until(({ status }) => status.startsWith('Learning rate'));
    await playground.press('Train');
    await playground.until(({ messages, note }) => messages.length > 0 && note === 'stopped');
    expect(await playground.hasButton('Train')).toBe(true);
    await playground.press('Go on at a learning rate of 0.03');
    await playground.until(({ iteration }) => iteration > 200);
    const { messages, losses, status } = await playground.read();
    expect(messages).toEqual([]);
    expect(status).toBe('Training at a learning rate of 0.03.');
    for (const loss of losses) expect(Number(loss)).toBeLessThan(10);
    expect(await playground.valueOf('Learning rate')).toBe('0.03');
    expect(await playground.hasButton('Go on at a learning rate of 0.03')).toBe(false);
    expect(await playground.hasButton('Pause')).toBe(true);
  });
});
