import { beforeEach, describe, expect, it } from 'vitest';
import { useSite } from './fixture.js';
import { methods, openPlayground } from './page-driver.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

/** @param {Parameters<typeof openPlayground>[2]} [options] */
const open = async (options) => {
  playground = await site.openPlayground('', options);
};

describe('settings', () => {
  beforeEach(() => open());

  it('takes more or fewer workers while a run goes on, with the same result', async () => {
    await playground.makeSmall();
    const one = await playground.lossesAfterOneStep();
    await playground.enter('Workers', '9');
    const { messages, iteration } = await playground.read();
    expect(messages).toEqual(['Workers: "9" is not a whole number from 1 to 8.']);
    expect(iteration).toBe(1);
    await playground.enter('Workers', '3');
    await playground.until((reading) => reading.messages.length === 0);
    const working = (/** @type {number} */ count) =>
      playground.page.waitForFunction(
        (n) => /** @type {any} */ (document.querySelector('mean-flow')).state.workers === n,
        {},
        count,
      );
    await working(3);
    await playground.press('Reset');
    await playground.until((reading) => reading.losses.every((loss) => loss === '–'));
    expect(await playground.lossesAfterOneStep()).toEqual(one);
    await playground.enter('Workers', '1');
    await working(1);
  });

  it.each([
    ['Learning rate', '0.01', ['0', '-1', '11', 'fast', '']],
    ['Batch size', '64', ['7', '4', '65544', '12', '64.5', '']],
    ['Width', '16', ['0', '1025', '-3', '2.5', 'wide']],
    ['Depth', '2', ['0', '17', '1.5']],
    ['Iterations', '100', ['0', '1000001', '9.5']],
    ['Seed', '7', ['-1', '4294967296', '0.5']],
  ])('%s starts a new run when in range, and changes nothing when not', async (name, good, bad) => {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    for (const entry of bad) {
      await playground.enter(name, entry);
      const { messages, iteration } = await playground.read();
      expect(messages, `"${entry}"`).toHaveLength(1);
      expect(messages[0]).toMatch(new RegExp(`^${name}: .* is not a .*number`));
      expect(iteration).toBe(1);
    }
    const complaint = await complaintOf(name);
    expect(complaint.invalid).toBe('true');
    expect(complaint.description).toContain(`${name}: `);
    await playground.press('Step');
    const undisturbed = await playground.until(({ iteration }) => iteration === 2);
    expect(undisturbed.messages).toHaveLength(1);
    await playground.enter(name, good);
    const reading = await playground.until(({ iteration }) => iteration === 0);
    expect(reading.messages).toEqual([]);
    expect((await complaintOf(name)).invalid).toBeNull();
    expect(await playground.valueOf(name)).toBe(good);
    await playground.lossesAfterOneStep();
  });

  it('Escape brings back the value that holds', async () => {
    await playground.enter('Width', '5000');
    expect((await playground.read()).messages).toHaveLength(1);
    await (await playground.field('Width')).press('Escape');
    expect(await playground.valueOf('Width')).toBe('128');
    expect((await playground.read()).messages).toEqual([]);
  });

  it('a change amid training starts anew and trains on', async () => {
    await playground.makeSmall();
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 50);
    await playground.enter('Learning rate', '0.01');
    await playground.until(({ status }) => status === 'Learning rate 0.01. A new run began.');
    await playground.until(({ iteration }) => iteration >= 10);
    expect(await playground.hasButton('Pause')).toBe(true);
  });

  it('Density changes the target behind the particles', async () => {
    const seen = new Set();
    for (const density of [
      'eight-gaussians',
      'two-moons',
      'two-spirals',
      'rings',
      'pinwheel',
      'checkerboard',
    ]) {
      await playground.choose('Density', density);
      const reading = await playground.until(({ summaries }) =>
        summaries.every((summary) => summary.includes(density) && summary.includes('iteration 0')),
      );
      expect(reading.iteration).toBe(0);
      await playground.scrub(1);
      const isNew = async () => !seen.has((await playground.pictures())[0]);
      await expect.poll(isNew, { timeout: 20_000 }).toBe(true);
      seen.add((await playground.pictures())[0]);
    }
    expect(seen.size).toBe(6);
  });

  it('Direction turns time around', async () => {
    /** Flow times at the left and the right end. */
    const ends = () =>
      playground.page.$$eval('>>> .end', (labels) =>
        labels.map(({ textContent }) => textContent ?? '').filter((text) => text.includes('t = ')),
      );
    expect(await ends()).toEqual(['noise, t = 1', 'data, t = 0']);
    const losses = new Set([String(await playground.lossesAfterOneStep())]);
    for (const direction of ['forward', 'forward-as-published']) {
      await playground.choose('Direction', direction);
      await playground.until(({ status, samples }) => {
        return status.startsWith('Direction') && samples.every((k) => k === '0');
      });
      expect(await ends()).toEqual(['noise, t = 0', 'data, t = 1']);
      losses.add(String(await playground.lossesAfterOneStep()));
    }
    expect(losses.size).toBe(3);
  });

  it('Steps sets in how many steps particles go, without a new run', async () => {
    await playground.makeSmall();
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    for (const steps of ['2', '4', '10', '100', '500', '1']) {
      await playground.choose('Steps', steps);
      const reading = await playground.until(({ summaries }) =>
        summaries.every((summary) => new RegExp(`in ${steps} steps? `).test(summary)),
      );
      expect(reading.iteration).toBe(1);
      expect(reading.samples).toEqual(['1', '1', '1']);
    }
  });
});

describe('the flow', () => {
  beforeEach(() => open());

  it('plays and freezes', async () => {
    await playground.press('Play flow');
    await playground.scrub(1);
    expect(await playground.hasButton('Play flow')).toBe(true);
    const noise = await playground.pictures();
    await playground.press('Play flow');
    await playground.page.waitForFunction(
      () =>
        /** @type {HTMLInputElement | undefined} */ (
          document.querySelector('mean-flow')?.shadowRoot?.querySelector('#flow-time') ?? undefined
        )?.value === '0',
      { polling: 'raf' },
    );
    await playground.press('Freeze flow');
    const frozen = await playground.pictures();
    expect(frozen[0] === noise[0]).toBe(false);
    await playground.settle();
    expect(await playground.pictures()).toEqual(frozen);
  });

  it('is where Flow time says, with the same noise for all', async () => {
    await playground.scrub(1);
    const noise = await playground.pictures();
    await playground.scrub(0.5);
    const midway = await playground.pictures();
    await playground.scrub(0);
    const data = await playground.pictures();
    methods.forEach((method, i) => {
      expect(new Set([noise[i], midway[i], data[i]]).size, method).toBe(3);
    });
    await playground.scrub(1);
    expect(await playground.pictures()).toEqual(noise);
  });

  it('moves by the keyboard', async () => {
    const slider = await playground.page.waitForSelector('aria/Flow time[role="slider"]');
    await slider?.focus();
    const text = () => slider?.evaluate((input) => input.getAttribute('aria-valuetext'));
    expect(await text()).toBe('t = 0.00, data');
    await playground.page.keyboard.press('PageUp');
    await playground.nextFrame();
    expect(await text()).toMatch(/^t = 0\.\d\d$/);
  });
});

/** @param {string} name  of a field */
async function complaintOf(name) {
  return (await playground.field(name)).evaluate((input) => {
    const root = /** @type {ShadowRoot} */ (input.getRootNode());
    const ids = (input.getAttribute('aria-describedby') ?? '').split(' ');
    return {
      invalid: input.getAttribute('aria-invalid'),
      description: ids.map((id) => root.getElementById(id)?.textContent).join(' '),
    };
  });
}
