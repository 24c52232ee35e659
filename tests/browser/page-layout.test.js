import { describe, expect, it } from 'vitest';
import { useSharedPlayground, useSite } from './fixture.js';

const site = useSite();

describe.each([1440, 1024, 768, 360, 320])('%i px wide', (width) => {
  const shared = useSharedPlayground(site, { width });

  it('scrolls down only, and everything to be hit is large enough', async () => {
    const { page } = shared.playground;
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scroll).toBeLessThanOrEqual(width);
    const targets = await page.$$eval(
      '>>> button, >>> select, >>> input:not([type="checkbox"]), >>> .methods label, >>> summary',
      (elements) =>
        elements
          .filter((element) => element.checkVisibility())
          .map((element) => {
            const { width, height, left, right } = element.getBoundingClientRect();
            const name = element.textContent || element.id;
            return { name: name.slice(0, 20), side: Math.min(width, height), left, right };
          }),
    );
    const shown = await page.$$eval('>>> [hidden]', (elements) =>
      elements.filter((element) => element.checkVisibility()).map(({ className }) => className),
    );
    expect(shown, 'hidden, and yet on show').toEqual([]);
    expect(targets.length).toBeGreaterThan(15);
    expect(targets.filter(({ side }) => side < 24)).toEqual([]);
    expect(targets.filter(({ left, right }) => left < 0 || right > width)).toEqual([]);
  });

  it('keeps its pictures where they are while they are sampled anew', async () => {
    const { page } = shared.playground;
    // Numbers go when samples in other steps are on their way.
    await expect.poll(() => shared.playground.textOf('[data-testid="sw2-imf"]')).toMatch(/\d/);
    const tops = await page.evaluate(() => {
      const { stage } = /** @type {any} */ (document.querySelector('mean-flow')).playground.parts;
      const expected = (/** @type {number} */ steps) => {
        for (const panel of stage.panels) panel.expectSteps(steps);
        return stage.shown.map(
          (/** @type {any} */ { canvas }) => canvas.getBoundingClientRect().top,
        );
      };
      return [expected(1), expected(7), expected(1)];
    });
    expect(tops[1]).toEqual(tops[0]);
    expect(tops[2]).toEqual(tops[0]);
  });

  it('gives every panel a square canvas with the pixels of its screen', async () => {
    const { page } = shared.playground;
    const canvases = await page.$$eval('>>> figure[data-method]:not([hidden]) canvas', (elements) =>
      elements.map((element) => ({
        pixels: [
          /** @type {HTMLCanvasElement} */ (element).width,
          /** @type {HTMLCanvasElement} */ (element).height,
        ],
        side: element.clientWidth,
        height: element.clientHeight,
      })),
    );
    expect(canvases).toHaveLength(4);
    for (const { pixels, side, height } of canvases) {
      expect(pixels).toEqual([side, side]);
      expect(Math.abs(height - side)).toBeLessThanOrEqual(1);
      expect(side).toBeGreaterThan(120);
    }
  });
});

describe('themes', () => {
  /** @param {import('puppeteer-core').Page} page */
  const inkOf = (page) =>
    page.$eval('>>> .playground', (content) =>
      getComputedStyle(content).color.match(/\d+/g)?.map(Number),
    );

  it('follows the reader, unless the attribute says otherwise', async () => {
    const { page } = await site.openPlayground('', { dark: true });
    const dark = await inkOf(page);
    await page.$eval('mean-flow', (element) => element.setAttribute('theme', 'light'));
    const light = await inkOf(page);
    await page.$eval('mean-flow', (element) => element.setAttribute('theme', 'dark'));
    expect(await inkOf(page)).toEqual(dark);
    expect(dark?.[0]).toBeGreaterThan(200);
    expect(light?.[0]).toBeLessThan(60);
  });

  it('repaints its canvases', async () => {
    const playground = await site.openPlayground();
    const light = await playground.pictures();
    await playground.page.$eval('mean-flow', (element) => element.setAttribute('theme', 'dark'));
    expect(await playground.pictures()).not.toEqual(light);
    await playground.page.$eval('mean-flow', (element) => element.setAttribute('theme', 'light'));
    expect(await playground.pictures()).toEqual(light);
  });
});

describe('names', () => {
  it('calls everything by the name that people and tools know', async () => {
    const { page } = await site.openPlayground();
    const roles = /** @type {const} */ ({
      button: ['Train', 'Step', 'Reset', 'New seed', 'Play flow'],
      combobox: ['Steps', 'Density', 'Direction'],
      textbox: ['Learning rate', 'Batch size', 'Width', 'Depth', 'Iterations', 'Seed'],
      slider: ['Flow time', 'Training history'],
      checkbox: ['FM', 'MF', 'iMF', 'Exact'],
      image: ['FM: Flow matching', 'MF: Mean flow', 'iMF: Improved mean flow', 'Exact: Exact flow'],
      progressbar: ['Training progress'],
    });
    for (const [role, names] of Object.entries(roles)) {
      for (const name of names) {
        expect(await page.$$(`aria/${name}[role="${role}"]`), `${role} ${name}`).toHaveLength(1);
      }
    }
  });

  it('leads from the text to the control that it means', async () => {
    const { page } = await site.openPlayground('', { width: 360 });
    const links = await page.$$eval('a[data-control]', (all) => all.length);
    expect(links).toBeGreaterThan(5);
    for (let i = 0; i < links; i++) {
      const { wanted, focused } = await page.$$eval(
        'a[data-control]',
        (all, index) => {
          const link = /** @type {HTMLElement} */ (all[index]);
          link.focus();
          link.click();
          const root = document.querySelector('mean-flow')?.shadowRoot;
          const place = root?.activeElement ?? root?.querySelector('.revealed');
          return {
            wanted: link.dataset.control,
            focused: place?.closest('[data-field]')?.getAttribute('data-field'),
          };
        },
        i,
      );
      expect(focused).toBe(wanted);
      await page.evaluate(() => {
        for (const marked of document
          .querySelector('mean-flow')
          ?.shadowRoot?.querySelectorAll('.revealed') ?? []) {
          marked.classList.remove('revealed');
        }
      });
    }
  });
});
