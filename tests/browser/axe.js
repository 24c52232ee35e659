// The page with everything open, and what axe-core finds wrong with it.

import axe from 'axe-core';
import { expect } from 'vitest';

/** Levels A and AA of every version up to WCAG 2.2, and what axe calls good practice. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * @param {import('puppeteer-core').Page} page
 * @returns {Promise<string[]>} what is wrong, where, one a line
 */
export async function violations(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { axe } = /** @type {{axe: typeof import('axe-core')}} */ (
      /** @type {unknown} */ (globalThis)
    );
    const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary}`,
      ),
    );
  }, rules);
}

/** Opens everything that can be opened. @param {import('puppeteer-core').Page} page */
export async function openDetails(page) {
  const count = await page.$$eval('>>> details', (all) => {
    for (const details of all) details.setAttribute('open', '');
    return all.length;
  });
  expect(count).toBeGreaterThan(0);
  // Some are filled when they are opened.
  await page.waitForSelector('>>> #layer', { visible: true });
  await page.waitForSelector('>>> .embed-form', { visible: true });
  await page.waitForSelector('>>> .share-menu', { visible: true });
  await page.waitForSelector('>>> #quality', { visible: true });
  await (await page.waitForSelector('>>> #field-density'))?.select('drawing');
  await page.waitForSelector('>>> .drawing-surface', { visible: true });
}
