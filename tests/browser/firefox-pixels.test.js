// Pictures in Firefox, which hides pixels from pages when it resists fingerprinting.

import { describe, expect, it } from 'vitest';
import { give, useEditor } from './drawing-driver.js';
import { useBrowser, useSite } from './fixture.js';
import { launchFirefox } from './harness.js';
import { Playground } from './page-driver.js';

const site = useSite(undefined, () => launchFirefox());
const guarded = useBrowser(() => launchFirefox({ 'privacy.resistFingerprinting': true }));
/** @type {Playground} */
let playground;
const { filled, complaint } = useEditor(() => playground);

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="100" height="100"/></svg>';

/** A BMP of two pixels, a black one and a white one. */
const bmp = [
  ...[0x42, 0x4d, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0],
  ...[1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[0, 0, 0, 255, 255, 255, 0, 0],
];

/** @param {typeof site | typeof guarded} tester */
async function open(tester) {
  const { page, problems } = await tester.openPage({ width: 1200, height: 900 });
  playground = new Playground(page, problems);
  await page.goto(`${site.url}index.html`);
  await playground.until(({ samples }) => samples.every((iteration) => iteration !== '–'));
}

/** Firefox's driver finds nothing by its name in a shadow root. */
async function openEditor() {
  const { page } = playground;
  await page.$eval('>>> #field-density', (select) => {
    Object.assign(select, { value: 'drawing' });
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.waitForSelector('>>> .drawing-surface', { visible: true });
}

const noise = /^This browser gives pages noise instead of their pictures.* try again\.$/;

describe('in Firefox', () => {
  it('pictures are drawn, an SVG too', async () => {
    await open(site);
    await openEditor();
    const cases = [
      { text: svg, name: 'half.svg', type: 'image/svg+xml' },
      { bytes: bmp, name: 'half.bmp', type: 'image/bmp' },
      { picture: /** @type {[number, number]} */ ([6000, 3000]), name: 'photo.png' },
    ];
    for (const what of cases) {
      await give(playground.page, 'drop', { text: '1,1\n', name: 'one.csv' });
      await expect.poll(filled).toBe(1);
      await give(playground.page, 'drop', what);
      // Scaling blurs the edge of the black half, along 16 rows.
      await expect.poll(async () => (await filled()) & ~16).toBe(16 * 16);
      expect(await complaint()).toBe('');
    }
  });

  it('that resists fingerprinting, pictures are refused with the reason, and points are drawn', async () => {
    await open(guarded);
    await openEditor();
    await give(playground.page, 'drop', { text: '1,1\n', name: 'one.csv' });
    await expect.poll(filled).toBe(1);
    for (const what of [
      { text: svg, name: 'half.svg' },
      { bytes: bmp, name: 'half.bmp' },
    ]) {
      await give(playground.page, 'drop', what);
      await expect
        .poll(async () => (await complaint()).replace(`${what.name}: `, ''))
        .toMatch(noise);
      expect(await filled()).toBe(1);
      await give(playground.page, 'drop', { text: '1,1\n', name: 'one.csv' });
      await expect.poll(complaint).toBe('');
    }
  });

  it('that resists fingerprinting saves no noise as a picture', async () => {
    await open(guarded);
    const { page } = playground;
    await page.$eval('>>> details.share > summary', (summary) => {
      if (summary instanceof HTMLElement) summary.click();
    });
    for (const label of ['PNG', 'WebM']) {
      const button = await page.waitForSelector(`>>> .share-menu button::-p-text(${label})`);
      await button?.evaluate((one) => /** @type {HTMLElement} */ (one).click());
      const message = () => playground.textOf('.share-menu > .message');
      await expect.poll(message).toMatch(noise);
      expect(await playground.textOf('.share-status')).toBe('');
    }
  });
});
