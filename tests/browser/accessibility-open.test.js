// Accessibility of all that is on the page only once somebody asks for it: Share & keep, Embed, pinned runs, layers,
// the drawing editor, measures, a probe and the figures of the tutorial.

import { expect, it } from 'vitest';
import { openDetails, violations } from './axe.js';
import { useSite } from './fixture.js';

/** @import {Playground} from './page-driver.js' */

const site = useSite();
const TIMEOUT = 300_000;

/** @param {Playground} playground */
async function openAll(playground) {
  const { page } = playground;
  await playground.press('Step');
  await playground.until(({ iteration }) => iteration === 1);
  await openDetails(page);
  await page.$eval('>>> .loss .chart', (chart) => chart.scrollIntoView());
  const pin = await page.waitForSelector('>>> .pin-controls button', { visible: true });
  await playground.press('Reset');
  await playground.press('Step');
  await playground.until(({ iteration, losses }) => iteration === 1 && !losses.includes('–'));
  await pin?.evaluate((button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('>>> .pins li', { visible: true });
  await playground.clickPanel('mf');
  await page.waitForSelector('>>> .probe table', { visible: true });
  const drawn = () => {
    const figures = document.querySelector('mean-flow-figures');
    const card = figures?.shadowRoot?.querySelector('[data-figure="1"]');
    (card ?? figures)?.scrollIntoView();
    return card?.classList.contains('ready');
  };
  await page.waitForFunction(drawn, { polling: 200, timeout: 90_000 });
}

/** What can be pressed or set, and is on show. */
const controls = 'button, select, input, textarea, summary, [tabindex="0"]';

/** Of those smaller than WCAG 2.2 has targets be. @param {Playground} playground */
const smallTargets = ({ page }) =>
  page.$$eval(`>>> :is(${controls})`, (all) =>
    all
      .filter((control) => control.checkVisibility())
      .map((control) => {
        // A label is part of what it labels.
        const label = control instanceof HTMLInputElement ? control.labels?.[0] : undefined;
        const target = label?.contains(control) ? label : control;
        const { width, height } = target.getBoundingClientRect();
        return { control: control.outerHTML.slice(0, 120), side: Math.min(width, height) };
      })
      .filter(({ side }) => side < 24),
  );

/** Of those whose focus does not show. @param {Playground} playground */
async function unseenFocus({ page }) {
  await page.keyboard.press('Tab'); // Focus shows for those who use keys.
  return page.$$eval(`>>> :is(${controls})`, (all) =>
    all
      .filter((control) => control.checkVisibility() && control instanceof HTMLElement)
      .flatMap((control) => {
        /** @type {HTMLElement} */ (control).focus({ preventScroll: true });
        const { outlineStyle, outlineWidth } = getComputedStyle(control);
        const seen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
        return seen ? [] : control.outerHTML.slice(0, 120);
      }),
  );
}

/** Elements that stick out to the right. @param {Playground} playground */
const sideways = ({ page }) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });

it.each([
  { width: 1440, dark: true },
  { width: 320, dark: false },
])('nothing is wrong with everything open: %o', { timeout: TIMEOUT }, async (reader) => {
  const playground = await site.openPlayground('', reader);
  await openAll(playground);
  expect(await violations(playground.page)).toEqual([]);
  expect(await sideways(playground)).toBe(0);
  expect(await smallTargets(playground)).toEqual([]);
  expect(await unseenFocus(playground)).toEqual([]);
});

it('text at 200 % stays whole at 640 px, with everything open', { timeout: TIMEOUT }, async () => {
  const playground = await site.openPlayground('', { width: 640 });
  await openAll(playground);
  const { page } = playground;
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  expect(await sideways(playground)).toBe(0);
  const cut = await page.$$eval('>>> :is(button, label, legend, summary, option, p)', (all) =>
    all
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .filter((element) => getComputedStyle(element).position !== 'absolute')
      .map(({ outerHTML }) => outerHTML.slice(0, 120)),
  );
  expect(cut).toEqual([]);
});
