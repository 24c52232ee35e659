// Figures in pages whose styles, transforms and zoom reach into them.

import { describe, expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

const small = 'width="16" depth="2" batch="64" count="256" autotrain="off"';

/** @param {string} css @param {string} [body] */
const styled = (css, body = `<mean-flow ${small}></mean-flow>`) =>
  pageOf(`<style>${css}</style>${body}`);

const site = useSite({
  pages: {
    'plain.html': styled(''),
    'ten.html': styled('html { font-size: 62.5% } body { font-size: 1.6rem }'),
    'large.html': styled('html { font-size: 200% }'),
    'inherited.html': styled(
      'body { font: italic 700 9px/3 monospace; letter-spacing: 3px; word-spacing: 9px;' +
        ' text-indent: 40px; text-transform: uppercase; text-align: center; white-space: pre }',
    ),
    'own.html': styled('html { font-size: 62.5% } mean-flow { font-size: 20px }'),
  },
});

/** @param {string} name @param {{width?: number, height?: number}} [options] */
async function open(name, options) {
  const { page } = await site.openPage(options);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(site.url + name);
  await page.waitForFunction(() => document.querySelector('mean-flow')?.state?.run, {
    polling: 20,
  });
  return page;
}

/** The size of every text and place, and whether the narrow layout is on. @param {string} name */
async function sizes(name) {
  const page = await open(name);
  for (const part of ['view', 'share', 'quality']) {
    await page.$eval(`>>> details.${part} > summary`, (summary) => summary.click());
    await page.waitForSelector(`>>> details.${part} :is(button, select)`, { visible: true });
  }
  return page.$$eval('>>> .playground *', (all) =>
    all
      .filter((one) => one instanceof HTMLElement && !(one instanceof HTMLCanvasElement))
      .filter((one) => !one.closest('.uplot, .readout'))
      .map((one) => {
        const { fontSize, fontStyle, lineHeight, letterSpacing } = getComputedStyle(one);
        const { offsetWidth, offsetHeight } = /** @type {HTMLElement} */ (one);
        const name = `${one.localName} ${one.className} ${one.id}`;
        return { name, fontSize, fontStyle, lineHeight, letterSpacing, offsetWidth, offsetHeight };
      }),
  );
}

describe('text', () => {
  it.each(['ten.html', 'large.html', 'inherited.html'])(
    'has the sizes that it has in a page without styles, in %s',
    async (name) => {
      const wanted = await sizes('plain.html');
      const note = wanted.find((one) => one.name.startsWith('p note'));
      expect(note?.fontSize).toBe('12px');
      expect(await sizes(name)).toEqual(wanted);
    },
  );

  it('follows a size that the page sets for the element', async () => {
    const page = await open('own.html');
    const size = (/** @type {string} */ selector) =>
      page.$eval(`>>> ${selector}`, (one) => getComputedStyle(one).fontSize);
    expect([await size('.playground'), await size('.help')]).toEqual(['17.5px', '15px']);
  });
});
