// The page with as much to do as it may have: what its tests of performance and the benchmark go through.

import { visit } from './page-driver.js';

/** A blank page, and the playground's address. @typedef {{page: import('puppeteer-core').Page, problems: string[], url: string}} Start */

/** Told when everything is on show, before what is to be measured. @typedef {() => Promise<unknown>} Begin */

/** Trains and plays with everything on show, and changes settings meanwhile. @param {Start} start @param {Begin} [begin] */
export async function trainWithAllOnShow({ page, problems, url }, begin = async () => {}) {
  const playground = await visit(page, problems, url, { still: false });
  await playground.until(({ iteration }) => iteration >= 1);
  await playground.openSection('view', '#layer');
  await playground.choose('Layer', 'average');
  await playground.tick('Trails');
  await playground.openSection('quality', '#quality');
  await playground.press('Measure by steps');
  await page.waitForFunction(() => {
    const root = document.querySelector('mean-flow')?.shadowRoot;
    return /\d/.test(root?.querySelector('.survey .note')?.textContent ?? '');
  });
  await playground.clickPanel('imf');
  await page.waitForSelector('>>> .probe table', { visible: true });
  const { iteration } = await playground.read();
  await playground.until((reading) => reading.iteration >= iteration + 3, 120); // All have drawn.
  await playground.nextFrame();
  await begin();
  await playground.until((reading) => reading.iteration >= iteration + 8, 120);
  await playground.press('Freeze flow');
  await playground.choose('Density', 'pinwheel');
  await playground.choose('Steps', '10');
  await playground.press('Play flow');
  await playground.until(
    ({ summaries }) => summaries.every((text) => text.includes('in 10 steps')),
    120,
  );
  await playground.enter('Width', '64');
  await playground.until(({ status }) => status.startsWith('Width 64'));
  await playground.until((reading) => reading.iteration >= 5, 120);
  return playground;
}

/** Opens with the trained networks, plays their history, and trains. @param {Start} start @param {Begin} [begin] */
export async function goThroughHistory({ page, problems, url }, begin = async () => {}) {
  const playground = await visit(page, problems, url, { still: false, fresh: false });
  await begin();
  await page.reload();
  await playground.until(({ samples }) => samples.every((k) => k === '5001'));
  for (const [checkpoint, iteration] of ['0', '1000', '2000'].entries()) {
    await playground.slide('Training history', checkpoint);
    await playground.until(({ samples }) => samples.every((k) => k === iteration));
  }
  await playground.press('Train');
  await playground.until(({ iteration }) => iteration > 0 && iteration < 5001);
  return playground;
}
