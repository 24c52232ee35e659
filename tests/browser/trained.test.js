// The networks that come with the page: on show when it opens, until a reader wants a run of their own.

import { beforeEach, describe, expect, it } from 'vitest';
import { linkIn } from '../../web/share/link-in.js';
import { useSite } from './fixture.js';
import { atZero, methods } from './page-driver.js';

const site = useSite({
  pages: {
    'post.html': `<!doctype html><title>A post</title><link rel="icon" href="data:,"><script type="module" src="mean-flow.js"></script>
      <mean-flow trained method="imf exact"></mean-flow>`,
  },
});
/** @type {import('./page-driver.js').Playground} */
let playground;

const history = 'Training history';

/** @param {string} [link] @param {import('./page-driver.js').Visit} [options] */
const open = async (link = '', options = {}) => {
  playground = await site.openPlayground(link, { fresh: false, ...options });
};

/** What is said of where the networks come from; "" when nothing is. */
const origin = () =>
  playground.page.$eval('>>> [data-testid="origin"]', (place) =>
    place instanceof HTMLElement && !place.hidden ? (place.textContent ?? '') : '',
  );

/** @param {string} id */
const numberOf = (id) =>
  playground.page.$eval(`>>> [data-testid="${id}"]`, (place) =>
    Number.parseFloat(place.textContent ?? ''),
  );

/** The page has begun a run of its own. */
const begun = () => playground.until(({ samples }) => samples.every((k) => k === '0'));

describe('a page that is opened', () => {
  it('shows them, their losses and how good they are, and waits', async () => {
    await open('', { still: false });
    const { iteration, samples, losses, note, messages } = await playground.read();
    expect({ iteration, samples }).toEqual({ iteration: 5001, samples: ['5001', '5001', '5001'] });
    // The tutorial's: means of the last losses.
    const [fm, mf, imf] = losses.map(Number);
    expect(fm).toBeCloseTo(1.7, 1);
    expect(mf).toBeGreaterThan(3);
    expect(imf).toBeCloseTo(1.87, 1);
    expect(note).toBe('came with the page');
    expect(messages).toEqual([]);
    expect(await origin()).toMatch(/come with the page, trained for 5001 iterations/);
    await expect.poll(() => numberOf('on-support-imf')).toBeGreaterThan(60);
    await playground.wait(1.5);
    expect((await playground.read()).iteration).toBe(5001);
    expect(await playground.hasButton('Train')).toBe(true);
    expect(await playground.hasButton('Freeze flow')).toBe(true);
    expect(linkIn(new URL(playground.page.url()))).toBeNull();
    const rows = await playground.page.$eval('>>> #summary-loss', (summary) => summary.textContent);
    expect(rows).toMatch(
      /^At iteration 5001: FM 1\.\d+, MF 3\.\d+, iMF 1\.\d+\. Floors: FM 1\.689, iMF 1\.836\.$/,
    );
  });

  it('plays their history, fetched when it is looked at', async () => {
    await open();
    /** @type {string[]} */
    const fetched = [];
    playground.page.on('request', (request) => fetched.push(request.url()));
    await playground.slide(history, 1);
    expect(await playground.sliderText(history)).toBe('iteration 1000');
    const { losses, iteration } = await playground.until(({ samples }) =>
      samples.every((k) => k === '1000'),
    );
    expect(fetched.filter((url) => url.includes('.safetensors'))).toHaveLength(3);
    expect(iteration).toBe(5001);
    expect(Number(losses[1])).toBeLessThan(3);
    await playground.slide(history, 0);
    await playground.until(({ samples }) => samples.every((k) => k === '0'));
    const initial = await playground.pictures();
    await playground.slide(history, 99);
    expect(await playground.sliderText(history)).toBe('latest');
    await playground.until(({ samples }) => samples.every((k) => k === '5001'));
    expect(fetched.filter((url) => url.includes('.safetensors'))).toHaveLength(3);
    const own = await site.openPlayground(atZero);
    expect(await own.pictures()).toEqual(initial);
  });

  it('keeps its networks when they are only looked at otherwise, and so does its link', async () => {
    await open();
    await playground.choose('Steps', '10');
    await playground.until(({ summaries }) => summaries.every((text) => /in 10 steps/.test(text)));
    expect((await playground.read()).samples).toEqual(['5001', '5001', '5001']);
    await expect.poll(() => new URL(playground.page.url()).hash).toBe('#v=1&steps=10');
    const kept = await playground.page.evaluate(() => localStorage.getItem('mean-flow-kept'));
    expect(kept).toBeNull();
    await playground.page.reload();
    await playground.until(({ iteration }) => iteration === 5001);
  });
});

describe('a run of one’s own', () => {
  beforeEach(() => open());

  it('begins with Train, at iteration 0', async () => {
    await playground.press('Train');
    const early = await playground.until(({ iteration }) => iteration > 0 && iteration < 5001);
    expect(early.iteration).toBeLessThan(1000);
    expect(await origin()).toBe('');
    expect(await playground.hasButton('Pause')).toBe(true);
    await playground.press('Pause');
    const paused = await playground.settledIteration();
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration > paused);
  });

  it('begins with Step, and is the one that its settings give', async () => {
    await playground.press('Step');
    const { losses } = await playground.until(({ iteration }) => iteration === 1);
    const own = await site.openPlayground(atZero);
    expect(await own.lossesAfterOneStep()).toEqual(losses);
  });

  it('begins with Reset, and stays so over a reload', async () => {
    await playground.press('Reset');
    await begun();
    expect((await playground.read()).note).toBe('ready');
    expect(await origin()).toBe('');
    await expect.poll(() => new URL(playground.page.url()).hash).toBe(atZero);
    await playground.page.reload();
    await begun();
    expect((await playground.read()).iteration).toBe(0);
  });

  it.each([
    ['New seed', () => playground.press('New seed')],
    ['a density', () => playground.choose('Density', 'rings')],
    ['a width', () => playground.enter('Width', '16')],
  ])('begins with %s', async (_, act) => {
    await act();
    await begun();
    expect((await playground.read()).iteration).toBe(0);
    expect(await origin()).toBe('');
  });
});

describe('a link', () => {
  it.each(['direction=forward', 'direction=forward-as-published&method=fm,mf,exact', 'method=imf'])(
    'to settings of theirs opens with them: %s',
    async (link) => {
      const { page, problems } = await site.openPage();
      await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
      await page.goto(`${site.url}#v=1&${link}`);
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('mean-flow'))?.iteration === 5001,
      );
      expect(problems).toEqual([]);
    },
  );

  it.each(['seed=3', 'direction=forward-as-published', 'cells=6', 'at=0'])(
    'to another run opens with that: %s',
    async (link) => {
      await open(`#v=1&${link}`);
      const { iteration, samples } = await playground.read();
      expect({ iteration, samples }).toEqual({ iteration: 0, samples: methods.map(() => '0') });
    },
  );
});

it('are shown in a post that asks for them', async () => {
  const { page } = await site.openPage();
  await page.goto(`${site.url}post.html`);
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('mean-flow'))?.iteration === 5001,
  );
  const { training, playing } = await page.$eval('mean-flow', (element) => {
    const { training, playing } = /** @type {any} */ (element);
    return { training, playing };
  });
  expect({ training, playing }).toEqual({ training: false, playing: true });
});
