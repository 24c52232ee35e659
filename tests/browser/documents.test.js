// The documents as pages: nothing that axe-core finds wrong, nothing wider than the screen, and figures at work.

import { describe, expect, it } from 'vitest';
import { documents } from '../../web/documents/documents.js';
import { violations } from './axe.js';
import { useSite } from './fixture.js';

const site = useSite();

describe.each(documents)('$name', ({ name }) => {
  it.each([1280, 320])('can be read at %i px, light and dark', async (width) => {
    const { page } = await site.openPage({ width });
    await page.goto(`${site.url}${name}.html`);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      expect(await violations(page), scheme).toEqual([]);
    }
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scroll).toBeLessThanOrEqual(width);
  });
});

it('the tutorial’s figures are at work, one after the other', { timeout: 240_000 }, async () => {
  const { page } = await site.openPage();
  await page.goto(`${site.url}tutorial.html`);
  const frames = await page.$$('iframe');
  expect(frames.length).toBeGreaterThan(12);
  for (const frame of frames) {
    await frame.scrollIntoView();
    const content = await frame.contentFrame();
    await content?.waitForFunction(() => {
      const explains = document.querySelector('mean-flow-figure')?.shadowRoot;
      if (explains) return explains.querySelector('tbody td') !== null;
      const panels = document.querySelector('mean-flow')?.shadowRoot?.querySelectorAll('.panel');
      return [...(panels ?? [])].some((panel) => /in \d+ steps?/.test(panel.textContent ?? ''));
    });
    const notice = await content?.$eval('>>> .banner', (banner) => banner.textContent);
    expect(notice).toBe('');
  }
});
