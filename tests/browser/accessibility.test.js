// What axe-core finds wrong, and what WCAG 2.2 AA asks for that it cannot see.

import { describe, expect, it } from 'vitest';
import { openDetails, violations } from './axe.js';
import { useSite } from './fixture.js';
import { smallAtZero } from './page-driver.js';

const site = useSite();

describe.each([1440, 360])('%i px wide', (width) => {
  it.each([false, true])('has nothing that axe-core finds wrong (dark: %s)', async (dark) => {
    const playground = await site.openPlayground('', { width, dark });
    const { page } = playground;
    await openDetails(page);
    expect(await violations(page)).toEqual([]);
    await playground.clickPanel('mf');
    await page.waitForSelector('>>> .probe table', { visible: true });
    const layer = await page.waitForSelector('>>> #layer');
    for (const name of ['average', 'difference', 'jacobian']) {
      await layer?.select(name);
      expect(await violations(page), name).toEqual([]);
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scroll, name).toBeLessThanOrEqual(width);
    }
  });
});

describe('the check itself', () => {
  it('finds what is wrong, inside the element, too', async () => {
    const { page } = await site.openPlayground();
    await page.$eval('>>> #flow-time', (slider) => {
      slider.closest('.field')?.querySelector('label')?.remove();
    });
    expect((await violations(page)).join()).toMatch(/label: .*#flow-time/);
  });
});

describe('text at 200 %', () => {
  it.each([1440, 640])('is all there, without scrolling sideways, at %i px', async (width) => {
    const { page } = await site.openPlayground('', { width });
    await openDetails(page);
    const size = () =>
      page.$eval('mean-flow', (element) => Number.parseFloat(getComputedStyle(element).fontSize));
    const before = await size();
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    expect(await size()).toBe(2 * before);
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scroll).toBeLessThanOrEqual(width);
    const cut = await page.$$eval('>>> button, >>> label, >>> legend, >>> summary', (elements) =>
      elements
        .filter(
          (element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0,
        )
        .map((element) => element.textContent),
    );
    expect(cut).toEqual([]);
  });
});

describe('forced colours', () => {
  /** Of a place on the screen: a single one where there is nothing to be seen. @param {import('puppeteer-core').ElementHandle} place */
  const coloursOf = async (place) => {
    const picture = await place.screenshot({ encoding: 'base64' });
    return place.evaluate(async (_, data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = context?.getImageData(0, 0, image.width, image.height).data.buffer;
      return new Set(new Uint32Array(pixels ?? new ArrayBuffer(0))).size;
    }, picture);
  };

  it('leave sliders, progress and scales of colours to be seen', async () => {
    const playground = await site.openPlayground();
    const { page } = playground;
    await page.emulateMediaFeatures([
      { name: 'forced-colors', value: 'active' },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await openDetails(page);
    await playground.choose('Layer', 'samples');
    for (const selector of ['#flow-time', '#training-history', 'progress', '.strip']) {
      const place = await page.waitForSelector(`>>> ${selector}`, { visible: true });
      if (place) expect(await coloursOf(place), selector).toBeGreaterThan(1);
    }
  });

  it('repaint pictures when they come and go', async () => {
    const playground = await site.openPlayground();
    const { page } = playground;
    const before = await playground.pictures();
    await page.emulateMediaFeatures([{ name: 'forced-colors', value: 'active' }]);
    await expect.poll(() => playground.pictures()).not.toEqual(before);
    await page.emulateMediaFeatures([{ name: 'forced-colors', value: 'none' }]);
    await expect.poll(() => playground.pictures()).toEqual(before);
  });
});

describe('the keyboard', () => {
  it('reaches every control in reading order, and shows where it is', async () => {
    const { page } = await site.openPlayground();
    // What loads when it is in sight should not come when the focus is past it.
    await page.$eval('>>> .loss .chart', (chart) => chart.scrollIntoView());
    await page.waitForSelector('>>> .loss .chart-table', { visible: true });
    await page.evaluate(() => {
      scrollTo(0, 0);
      getSelection()?.removeAllRanges();
    });
    /** @type {{name: string, outline: number}[]} */
    const visited = [];
    for (let stops = 0; stops < 200; stops++) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(() => {
        const { activeElement } = document;
        const element = activeElement?.shadowRoot?.activeElement ?? activeElement;
        if (!(element instanceof HTMLElement) || element === document.body) return undefined;
        element.dataset.visited = '';
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const { top, bottom } = element.getBoundingClientRect();
        const outline = outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth);
        const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : '';
        const text = element.getAttribute('aria-label') ?? element.textContent;
        const name = `${element.localName} ${element.id || label || text}`;
        return { name, outline, top, bottom, height: innerHeight };
      });
      if (!place) break; // Past the last.
      visited.push(place);
      expect(place.bottom, place.name).toBeGreaterThan(0);
      expect(place.top, place.name).toBeLessThan(place.height);
    }
    const missed = await page.$$eval(
      '>>> button:not([hidden]), >>> select, >>> input, >>> summary, >>> [tabindex="0"]',
      (elements) =>
        elements
          .filter((element) => element.checkVisibility() && !element.hasAttribute('data-visited'))
          .map((element) => element.outerHTML),
    );
    expect(missed).toEqual([]);
    expect(visited.length).toBeGreaterThan(20);
    expect(visited.filter(({ outline }) => outline < 2)).toEqual([]);
  });
});

describe('the focus', () => {
  /** @type {import('./page-driver.js').Playground} */
  let playground;

  /** @param {string} link */
  const open = async (link) => {
    playground = await site.openPlayground(link);
  };

  /** Presses a button by the keyboard, and tells where the focus is once the button has gone. @param {string} name */
  const focusAfter = async (name) => {
    const button = await playground.page.waitForSelector(`aria/${name}[role="button"]`, {
      visible: true,
    });
    await button?.focus();
    await playground.page.keyboard.press('Enter');
    await playground.page.waitForFunction((gone) => !gone?.checkVisibility(), {}, button);
    await playground.nextFrame();
    return playground.page.evaluate(
      () => document.querySelector('mean-flow')?.shadowRoot?.activeElement?.textContent,
    );
  };

  it('goes from the buttons of a notice to those of the run', async () => {
    await open('#v=1&method=imf&batch=64&width=16&depth=2&at=20');
    expect(await focusAfter('Repeat the run')).toMatch(/Pause|Train/);
    await playground.until(({ iteration }) => iteration === 20);
    expect(await focusAfter('Close notice')).toBe('Train');
  });

  it('goes from what went on at a smaller learning rate to those of the run', async () => {
    await open('#v=1&method=imf&batch=64&width=16&lr=10');
    await playground.press('Train');
    await playground.page.$eval('mean-flow', ({ engine }) => {
      const goOn = engine.goOn.bind(engine);
      // As on a busy machine.
      engine.goOn = (changes) => new Promise((go) => setTimeout(go, 200)).then(() => goOn(changes));
    });
    expect(await focusAfter('Go on at a learning rate of 1')).toMatch(/Pause|Train/);
  });
});

describe('sliders and pictures', () => {
  it('say what they are and what they show', async () => {
    const { page } = await site.openPlayground();
    const sliders = await page.$$eval('>>> input[type="range"]', (all) =>
      all.map((slider) => ({
        label: /** @type {HTMLInputElement} */ (slider).labels?.[0]?.textContent ?? '',
        value: slider.getAttribute('aria-valuetext') ?? '',
      })),
    );
    expect(sliders.length).toBeGreaterThan(0);
    for (const { label, value } of sliders) {
      expect(label).not.toBe('');
      expect(value).not.toBe('');
    }
    await page.waitForFunction(
      () => {
        const root = document.querySelector('mean-flow')?.shadowRoot;
        const summaries = [...(root?.querySelectorAll('[id^="summary-"]') ?? [])];
        return summaries.every((summary) => summary.textContent);
      },
      { polling: 20 },
    );
    const pictures = await page.$$eval('>>> canvas', (all) =>
      all
        .filter((canvas) => !canvas.closest('[role="img"]:not(canvas)') && canvas.checkVisibility())
        .map((canvas) => {
          const root = /** @type {ShadowRoot} */ (canvas.getRootNode());
          const summary = canvas.getAttribute('aria-describedby') ?? '';
          return {
            role: canvas.getAttribute('role'),
            label: canvas.getAttribute('aria-label') ?? '',
            summary: root.getElementById(summary)?.textContent ?? '',
          };
        }),
    );
    expect(pictures.length).toBeGreaterThan(3);
    for (const { role, label, summary } of pictures) {
      expect(role).toBe('img');
      expect(label).not.toBe('');
      expect(summary).not.toBe('');
    }
  });

  it('announce changes of state, and not every iteration', async () => {
    const playground = await site.openPlayground(smallAtZero);
    await playground.page.evaluate(() => {
      const root = /** @type {ShadowRoot} */ (document.querySelector('mean-flow')?.shadowRoot);
      /** @type {string[]} */
      const announced = [];
      Object.assign(globalThis, { announced });
      const live = [...root.querySelectorAll('[role="status"], [role="alert"], [aria-live]')];
      const observer = new MutationObserver((records) => {
        for (const { target } of records)
          if (target.textContent) announced.push(target.textContent);
      });
      for (const region of live) {
        observer.observe(region, { childList: true, characterData: true, subtree: true });
      }
    });
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 200);
    await playground.press('Pause');
    const iteration = await playground.settledIteration();
    const announced = () =>
      playground.page.evaluate(
        () => /** @type {{announced: string[]}} */ (/** @type {unknown} */ (globalThis)).announced,
      );
    await expect.poll(announced).toEqual(['Training.', `Paused at iteration ${iteration}.`]);
  });
});
