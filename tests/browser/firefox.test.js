// The page in Firefox: what differs most between engines is workers, modules, canvases and layout.

import { describe, expect, it } from 'vitest';
import { useBrowser, useSite } from './fixture.js';
import { launchFirefox } from './harness.js';
import { atZero, methods, Playground } from './page-driver.js';

/** Small, so that hundreds of iterations take no time. */
const small = 'width="16" depth="2" batch="64" count="256" iterations="1000000"';

const site = useSite(
  {
    headers: { 'access-control-allow-origin': '*' },
    pages: {
      'small.html': `<!doctype html><html lang="en"><title>Small</title><link rel="icon" href="data:,">
         <script type="module" src="mean-flow.js"></script><mean-flow ${small}></mean-flow>`,
      'sandbox.html': `<!doctype html><html lang="en"><title>Sandbox</title><link rel="icon" href="data:,">
         <iframe class="mean-flow" title="Flow" sandbox="allow-scripts" style="height: 300px; width: 700px"
           src="embed.html?method=imf&hide=training&width=16&depth=2&batch=64"></iframe>
         <script src="mean-flow-frames.js"></script>`,
    },
  },
  () => launchFirefox(),
);
/** One whose reader prefers reduced motion. */
const calm = useBrowser(() => launchFirefox({ 'ui.prefersReducedMotion': 1 }));
/** @type {Playground} */
let playground;

/** @param {string} name @param {{still?: boolean, width?: number}} [options] */
async function open(name, { still = false, width = 1200 } = {}) {
  const { page, problems } = await (still ? calm : site).openPage({ width, height: 900 });
  playground = new Playground(page, problems);
  await page.goto(site.url + name);
}

/** Clicks a button. Firefox's driver finds nothing by its name in a shadow root. @param {string} label */
async function press(label) {
  await playground.page.locator(`>>> button::-p-text(${label})`).click();
}

describe('in Firefox', () => {
  it('three methods train and their particles move', async () => {
    await open(`index.html${atZero}`);
    await playground.until(({ samples }) => samples.every((iteration) => iteration !== '–'));
    const before = await playground.pictures();
    const { losses } = await playground.until(({ iteration, losses: all }) => {
      return iteration >= 3 && all.every((loss) => loss !== '–');
    });
    for (const loss of losses) expect(Number(loss)).toBeGreaterThan(0);
    const unchanged = new Set(methods);
    for (let attempt = 0; attempt < 100 && unchanged.size > 0; attempt++) {
      await playground.wait(0.1);
      const now = await playground.pictures();
      methods.forEach((method, i) => {
        if (now[i] !== before[i]) unchanged.delete(method);
      });
    }
    expect([...unchanged]).toEqual([]);
  });

  it('trains, pauses, steps and resets', async () => {
    await open('small.html', { still: true });
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    await press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    await press('Train');
    await playground.until(({ iteration }) => iteration > 50);
    await press('Pause');
    const paused = await playground.settledIteration();
    await playground.settle();
    expect((await playground.read()).iteration).toBe(paused);
    await press('Reset');
    await playground.until(({ iteration }) => iteration === 0);
  });

  it('nothing starts by itself for who prefers reduced motion', async () => {
    await open('small.html', { still: true });
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    await playground.settle();
    const state = await playground.page.$eval('mean-flow', (flow) => [flow.training, flow.playing]);
    expect(state).toEqual([false, false]);
  });

  it('gives the same bits as elsewhere', async () => {
    await open('small.html', { still: true });
    await playground.until(({ samples }) => samples.every((iteration) => iteration === '0'));
    const receipts = await playground.page.$eval('mean-flow', async (flow) => {
      await flow.engine.configure({ width: 24, depth: 2, batch: 256, iterations: 20, seed: 11 });
      for (let i = 0; i < 3; i++) await flow.step();
      const { receipts: all } = await flow.engine.receipts();
      return all.map(({ receipt }) => receipt);
    });
    expect(receipts).toEqual(await receiptsInNode());
  });

  it.each([1200, 320])('there is no scrolling sideways at %i px', async (width) => {
    await open('index.html', { still: true, width });
    await playground.until(({ samples }) => samples.every((iteration) => iteration !== '–'));
    const scroll = await playground.page.evaluate(() => document.documentElement.scrollWidth);
    expect(scroll).toBeLessThanOrEqual(width);
  });

  it.each(['pairs', 'average-velocity', 'identity', 'jvp', 'targets'])(
    'the figure %s computes, and moves by pointer',
    async (figure) => {
      await open(`embed.html?figure=${figure}`, { width: 700 });
      const { page } = playground;
      const numbers = () =>
        page.$$eval('mean-flow-figure', ([element]) =>
          [...(element.shadowRoot?.querySelectorAll('tbody td') ?? [])].map(
            (cell) => cell.textContent,
          ),
        );
      await expect.poll(async () => (await numbers()).length).toBeGreaterThan(2);
      const before = await numbers();
      const picture = await page.waitForSelector('>>> .picture svg', { visible: true });
      const box = await picture?.boundingBox();
      if (!box) throw new Error('The picture has no place');
      await page.mouse.click(box.x + 0.7 * box.width, box.y + 0.3 * box.height);
      await expect.poll(numbers).not.toEqual(before);
    },
  );

  it('a sandboxed frame trains and is as high as its content', async () => {
    await open('sandbox.html');
    const { page } = playground;
    const frame = await page.waitForFrame((candidate) => candidate.url().includes('embed.html'));
    await frame.waitForFunction(() => (document.querySelector('mean-flow')?.iteration ?? 0) > 5);
    await page.waitForFunction(() => (document.querySelector('iframe')?.clientHeight ?? 0) > 400);
  });
});

/** The same three iterations, headless. */
async function receiptsInNode() {
  const { Engine } = await import('../../web/engine/client/engine.js');
  const { nodeHost } = await import('../../web/engine/client/node-host.js');
  const engine = new Engine({ host: nodeHost, workers: 1 });
  await engine.configure({ width: 24, depth: 2, batch: 256, iterations: 20, seed: 11 });
  for (let i = 0; i < 3; i++) await engine.step();
  const { receipts } = await engine.receipts();
  engine.dispose();
  return receipts.map(({ receipt }) => receipt);
}
