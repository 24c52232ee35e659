// Keys in a page that takes keys for itself, as a slide deck does.

import { describe, expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

/** @import {KeyInput, Page} from 'puppeteer-core' */

/** Writes down the keys that reach the page, and takes those of a deck. */
const deck = `<script>
  window.reached = [];
  const own = /^(Arrow.*|Page.*|Home|End|Enter|Escape|[ .bfnop0-9])$/;
  for (const type of ['keydown', 'keypress', 'keyup']) {
    document.addEventListener(type, (event) => {
      reached.push(type + ' ' + event.key);
      if (own.test(event.key)) event.preventDefault();
    });
  }
</script>`;

const small = 'width="16" depth="2" batch="64" count="256" autotrain="off"';
const site = useSite({
  pages: {
    'deck.html': pageOf(
      `${deck}<button id="outside">Next</button><mean-flow ${small}></mean-flow>`,
    ),
  },
});

async function open() {
  const { page } = await site.openPage();
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(`${site.url}deck.html`);
  await page.waitForFunction(() => document.querySelector('mean-flow')?.state?.run, {
    polling: 20,
  });
  return page;
}

/** @param {Page} page @param {string} selector  within the element */
async function focus(page, selector) {
  const place = await page.waitForSelector(`>>> ${selector}`, { visible: true });
  await place?.focus();
  await page.evaluate(() => Object.assign(window, { reached: [] }));
}

/** What reached the page since the focus was set. @param {Page} page @returns {Promise<string[]>} */
const reached = (page) => page.evaluate(() => /** @type {any} */ (window).reached);

/** @param {Page} page @param {string} selector */
const shownValue = (page, selector) =>
  page.$eval(`>>> ${selector}`, (field) => /** @type {HTMLInputElement} */ (field).value);

/** @param {Page} page @param {KeyInput[]} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

describe('keys that the element uses', () => {
  it('write into its fields, and do not reach the page', async () => {
    const page = await open();
    await focus(page, '#field-lr');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.evaluate(() => Object.assign(window, { reached: [] })); // The control key itself.
    await page.keyboard.type('0.01b');
    await press(page, 'Backspace', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Escape');
    await page.keyboard.type('.n f');
    expect(await reached(page)).toEqual([]);
    await press(page, 'Escape');
    expect(await shownValue(page, '#field-lr')).toBe('0.003');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.keyboard.type('0.01');
    await press(page, 'Enter');
    await page.waitForFunction(() => document.querySelector('mean-flow')?.settings.lr === 0.01);
    const others = (await reached(page)).filter((one) => !one.endsWith('Control'));
    expect(others).toEqual([]);
  });

  it('move sliders, choose, press and tick', async () => {
    const page = await open();
    await focus(page, '#flow-time');
    await press(page, 'Home', 'ArrowRight', 'PageUp', 'ArrowUp', 'End');
    expect(await shownValue(page, '#flow-time')).toBe('1');
    expect(await reached(page)).toEqual([]);
    await focus(page, '#field-steps');
    const before = await shownValue(page, '#field-steps');
    await press(page, 'ArrowDown');
    expect(await shownValue(page, '#field-steps')).not.toBe(before);
    await focus(page, '.methods input');
    await press(page, 'Space');
    expect(await page.$eval('>>> .methods input', (box) => box.checked)).toBe(false);
    await focus(page, 'details.view > summary');
    await press(page, 'Enter');
    await page.waitForSelector('>>> details.view[open]');
    expect(await reached(page)).toEqual([]);
  });

  it('move in panels and charts, as far as they do something there', async () => {
    const page = await open();
    await focus(page, '[data-method="fm"] canvas');
    await press(page, 'Escape');
    expect(await reached(page)).toEqual(['keydown Escape', 'keyup Escape']);
    await focus(page, '[data-method="fm"] canvas');
    await press(page, 'ArrowRight', 'ArrowUp', 'Enter');
    await page.waitForSelector('>>> .probe', { visible: true });
    await press(page, 'Escape');
    await page.waitForSelector('>>> .probe', { hidden: true });
    expect(await reached(page)).toEqual([]);
    const chart = '.loss .chart[tabindex]';
    await page.$eval('>>> .loss', (figure) => figure.scrollIntoView()); // It loads when seen.
    await page.$eval('mean-flow', (figure) => figure.step());
    await focus(page, chart);
    await expect
      .poll(async () => {
        await press(page, 'End');
        return page.$eval('>>> .loss .readout', (box) => /** @type {any} */ (box).hidden);
      })
      .toBe(false);
    await focus(page, chart);
    await press(page, 'ArrowLeft', 'ArrowRight', 'Home', 'Escape');
    expect(await reached(page)).toEqual([]);
    expect(await page.$eval('>>> .loss .readout', (box) => /** @type {any} */ (box).hidden)).toBe(
      true,
    );
  });

  it('paint in the editor', async () => {
    const page = await open();
    const density = await page.waitForSelector('>>> #field-density');
    await density?.select('drawing');
    await focus(page, '.drawing-surface');
    await press(page, 'ArrowLeft', 'PageUp', 'Home', 'End', 'PageDown', 'Space', 'Enter');
    const notes = await page.$$eval('>>> .drawing .note', (all) =>
      all.map((note) => note.textContent),
    );
    expect(notes.join(' ')).toMatch(/[1-9]\d* of 1024 cells have mass/);
    expect(await reached(page)).toEqual([]);
  });
});

describe('keys that it does not use', () => {
  it.each([
    ['#flow-time', 'b'],
    ['#flow-time', 'Escape'],
    ['#field-steps', 'F2'],
    ['#field-lr', 'F2'],
    ['.methods input', 'ArrowRight'],
    ['details.view > summary', 'ArrowRight'],
    ['[data-method="fm"] canvas', 'n'],
  ])('reach the page from %s, as %s does', async (selector, key) => {
    const page = await open();
    await focus(page, selector);
    await press(page, /** @type {KeyInput} */ (key));
    const all = await reached(page);
    expect(all[0]).toBe(`keydown ${key}`);
    expect(all.at(-1)).toBe(`keyup ${key}`);
  });

  it('are shortcuts with control or Alt, and Tab, which leaves the field', async () => {
    const page = await open();
    for (const [selector, key] of [
      ['#field-lr', 'k'],
      ['[data-method="fm"] canvas', 'ArrowLeft'],
      ['#flow-time', 'ArrowRight'],
    ]) {
      await focus(page, selector);
      await page.keyboard.down('Control');
      await press(page, /** @type {KeyInput} */ (key));
      await page.keyboard.up('Control');
      expect(await reached(page), selector).toContain(`keydown ${key}`);
    }
    await focus(page, '#field-lr');
    await press(page, 'Tab');
    expect(await reached(page)).toContain('keydown Tab');
    const focused = await page.$eval(
      'mean-flow',
      ({ shadowRoot }) => shadowRoot?.activeElement?.id,
    );
    expect(focused).not.toBe('field-lr');
    await focus(page, '#field-lr');
    await page.focus('#outside');
    await press(page, 'ArrowRight');
    expect(await reached(page)).toEqual(['keydown ArrowRight', 'keyup ArrowRight']);
  });
});
