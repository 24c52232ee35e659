// What the page offers to authors, and whether it is true.

import { expect, it } from 'vitest';
import { useSite } from './fixture.js';

const site = useSite();

it('a reader copies the figure as it is, in each form', async () => {
  const playground = await site.openPlayground();
  const { page } = playground;
  await playground.choose('Density', 'rings');
  await playground.choose('Steps', '4');
  await playground.tick('FM');
  await page.$eval('>>> .embed summary', (summary) => /** @type {HTMLElement} */ (summary).click());
  await page.waitForSelector('>>> .embed-form', { visible: true });
  const text = await page.$('>>> .embed textarea');
  const copied = async (/** @type {string} */ label) => {
    await playground.press(label);
    await page.waitForFunction(
      (said) =>
        document
          .querySelector('mean-flow')
          ?.shadowRoot?.querySelector('.embed [role="status"]')
          ?.textContent?.includes(said),
      { polling: 20 },
      label.replace('Copy ', ''),
    );
    return text?.evaluate((area) => area.value);
  };
  expect(await copied('Copy element')).toContain(
    '<mean-flow method="mf imf exact" density="rings" steps="4" hide="view share legend quality training">',
  );
  await playground.tick('Loss chart');
  const query =
    'method=mf+imf+exact&amp;density=rings&amp;steps=4&amp;hide=view+share+legend+quality+chart+training';
  const frame = await copied('Copy iframe');
  expect(frame).toContain(`src="${site.url}embed.html?${query}"`);
  expect(await copied('Copy Jekyll')).toContain('{% include mean-flow.html base="http');
  expect(await copied('Copy Hugo')).toContain('{{< mean-flow base="http');
  expect(await copied('Copy JSX / MDX')).toContain('crossOrigin="anonymous"');
  const said = await page.$eval('>>> .embed [role="status"]', (line) => line.textContent);
  expect(said).toContain(`Its address, ${site.url}, is of this computer, where no reader finds it`);
});

it('the space reserved for a frame is what it takes in a column of text', async () => {
  const playground = await site.openPlayground();
  const { page } = playground;
  await page.$eval('>>> .embed summary', (summary) => /** @type {HTMLElement} */ (summary).click());
  await page.waitForSelector('>>> .embed-form', { visible: true });
  for (const part of ['', 'Loss chart', 'Numbers']) {
    if (part) await playground.tick(part);
    await playground.press('Copy iframe');
    await page.waitForSelector('>>> .embed textarea', { visible: true });
    const text = await page.$eval('>>> .embed textarea', (area) => area.value);
    const reserved =
      Number(text.match(/height="(\d+)"/)?.[1]) + Number(text.match(/0 0 700 (\d+)/)?.[1]);
    const address = text.match(/src="([^"]*)"/)?.[1].replaceAll('&amp;', '&') ?? '';
    const framed = await site.openPage({ width: 700, height: 3000 }); // So high that its chart loads.
    await framed.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await framed.page.goto(address);
    await framed.page.waitForFunction(() => document.querySelector('mean-flow')?.playground, {
      polling: 20,
    });
    if (!text.includes('chart'))
      await framed.page.waitForSelector('>>> .pin-controls', { visible: true });
    const height = await framed.page.$eval('main', (main) => main.getBoundingClientRect().height);
    expect(Math.abs(reserved / height - 1), `${reserved} for ${height} px`).toBeLessThan(0.01);
    await framed.page.close();
  }
});

it('trained networks on show are copied with the figure', async () => {
  const playground = await site.openPlayground('#v=1&history=2000&method=imf');
  await playground.openSection('embed', '.embed-form');
  await playground.press('Copy iframe');
  await playground.page.waitForSelector('>>> .embed textarea', { visible: true });
  const text = await playground.page.$eval('>>> .embed textarea', (area) => area.value);
  const address = text.match(/src="([^"]*)"/)?.[1].replaceAll('&amp;', '&') ?? '';
  const framed = await site.openPage();
  await framed.page.goto(address);
  await framed.page.waitForFunction(
    () => document.querySelector('mean-flow')?.playground?.history.at === 2000,
    { polling: 50 },
  );
  const state = await framed.page.$eval('mean-flow', ({ training, iteration }) => [
    training,
    iteration,
  ]);
  expect(state).toEqual([false, 5001]);
  const said = '>>> .embed [role="status"]';
  expect(await playground.page.$eval(said, (line) => line.textContent)).toMatch(
    /: iframe, with the trained networks\. Its address/,
  );
  await playground.tick('This run, up to the iteration where it is, with its receipts');
  await playground.press('Copy element');
  await playground.page.waitForFunction(
    () =>
      document
        .querySelector('mean-flow')
        ?.shadowRoot?.querySelector('textarea')
        ?.value.startsWith('<script'),
    { polling: 20 },
  );
  const element = await playground.page.$eval('>>> .embed textarea', (area) => area.value);
  expect(element).not.toContain('trained');
});
