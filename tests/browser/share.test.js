// Links: what the page writes into its address, and what it makes of one.

import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../web/share/decode-link.js';
import { linkIn } from '../../web/share/link-in.js';
import { trainInNode } from './engine-runs.js';
import { useSite } from './fixture.js';
import { methods } from './page-driver.js';

/** @import {Playground} from './page-driver.js' */

const site = useSite();

/** What the address says, once it says that. @param {Playground} playground @param {(text: string) => boolean} holds */
async function address(playground, holds) {
  for (let i = 0; i < 400; i++) {
    const text = linkIn(new URL(playground.page.url()))?.text ?? '';
    if (holds(text)) return text;
    await playground.wait(0.05);
  }
  throw new Error(`The address stayed ${playground.page.url()} instead of ${holds}`);
}

const small = '#v=1&batch=64&width=16&depth=2&seed=5';
const settings = { batch: 64, width: 16, depth: 2, seed: 5 };

describe('the address', () => {
  it('follows what is set and on show, without a history of it', async () => {
    const playground = await site.openPlayground('', { fresh: false });
    const before = await playground.page.evaluate(() => history.length);
    await playground.wait(1.5);
    expect(linkIn(new URL(playground.page.url()))).toBeNull();
    await playground.choose('Density', 'two-moons');
    await playground.choose('Steps', '10');
    await playground.enter('Width', '32');
    await playground.tick('MF');
    await playground.tick('Exact');
    await playground.scrub(0.25);
    await playground.press('Play flow');
    await playground.press('Freeze flow');
    await playground.scrub(0.25);
    await playground.tick('FM');
    const text = await address(playground, (now) => /time=/.test(now) && /train=imf&/.test(now));
    const { link, messages } = decodeLink(text);
    expect(messages).toEqual([]);
    expect(link.values).toMatchObject({ density: 'two-moons', steps: 10, width: 32 });
    expect(link).toMatchObject({ exact: false, training: ['imf'], time: 0.25, at: {} });
    expect(await playground.page.evaluate(() => history.length)).toBe(before);
    await playground.choose('Steps', '1');
    expect(decodeLink(await address(playground, (now) => !/steps/.test(now))).messages).toEqual([]);
  });

  it('is taken up by a page, settings, methods and view', async () => {
    const link =
      '#v=1&method=fm,imf&train=imf&density=rings&steps=4&direction=forward&batch=64&time=0.25';
    const { page } = await site.openPlayground(link);
    // The view follows the first pictures.
    const shown = () =>
      page.evaluate(() => {
        const root = /** @type {ShadowRoot} */ (document.querySelector('mean-flow')?.shadowRoot);
        const input = (/** @type {string} */ id) =>
          /** @type {HTMLInputElement} */ (root.getElementById(id)).value;
        return {
          density: input('field-density'),
          direction: input('field-direction'),
          steps: input('field-steps'),
          batch: input('field-batch'),
          time: input('flow-time'),
          panels: [...root.querySelectorAll('figure.panel:not([hidden])')].map((panel) =>
            panel.getAttribute('data-method'),
          ),
          training: [...root.querySelectorAll('.methods input:checked')].map((box) =>
            box.parentElement?.textContent?.trim(),
          ),
        };
      });
    await expect.poll(shown).toEqual({
      density: 'rings',
      direction: 'forward',
      steps: '4',
      batch: '64',
      time: '0.25',
      panels: ['fm', 'imf'],
      training: ['iMF'],
    });
  });

  it.each([
    '#v%3D1%26density%3Drings%26batch%3D64%26width%3D16%26at%3D0',
    '?v%3D1%26density%3Drings%26batch%3D64%26width%3D16%26at%3D0',
    '#/v=1&density=rings&batch=64&width=16&at=0',
    '#v=1&amp;density=rings&amp;batch=64&amp;width=16&amp;at=0',
    '#density=rings&batch=64&width=16&at=0',
  ])('is taken up as it came through other programs, as in %s', async (link) => {
    const playground = await site.openPlayground(link);
    const values = await playground.page.$eval('mean-flow', (figure) => figure.settings);
    expect(values).toMatchObject({ density: 'rings', batch: 64, width: 16 });
    expect((await playground.read()).notice).toBe('');
  });

  it('carries what panels show beside dots, and the times of fields', async () => {
    const link = `${small}&view=fm:velocity.trails,exact:jacobian.dots&field=0.9,0.3`;
    const playground = await site.openPlayground(link);
    await playground.page.waitForSelector('>>> #layer', { visible: true });
    const onShow = () =>
      playground.page.$eval('mean-flow', (element) => {
        const { playground } = /** @type {any} */ (element);
        return playground.onDemand.view;
      });
    expect(await onShow()).toEqual({
      view: {
        fm: { layer: 'velocity', particles: true, trails: true },
        exact: { layer: 'jacobian', particles: true, trails: false },
      },
      field: [0.9, 0.3],
    });
    expect(await playground.sliderText('Field end r')).toMatch(/0\.3/);
    await address(playground, (now) => now === link.slice(1));
    await playground.choose('Layer', 'average');
    await address(playground, (now) => /&view=fm:average\.trails,mf:average,imf:average/.test(now));
    await playground.tick('Trails'); // Of some is taken for on.
    await address(playground, (now) => /&view=average&field/.test(now));
    await playground.tick('Trails');
    const text = await address(playground, (now) =>
      /&view=average\.trails&field=0\.9,0\.3/.test(now),
    );
    expect(decodeLink(text).messages).toEqual([]);
    await playground.choose('Layer', 'none');
    await playground.tick('Trails');
    await address(playground, (now) => !/view=/.test(now));
  });

  it('that is wrong in part is taken in part, and the page goes on', async () => {
    const playground = await site.openPlayground('#v=1&batch=7&densty=rings&width=16&depth=2');
    const text = await playground.untilNotice(/./);
    expect(text).toContain('Batch size: "7" is not a whole number from 8 to 65536');
    expect(text).toContain('"densty" is not a setting');
    expect(await playground.valueOf('Width')).toBe('16');
    expect(await playground.valueOf('Batch size')).toBe('4096');
    await playground.lossesAfterOneStep();
    await playground.press('Close notice');
    expect(await playground.page.$$('>>> .notice:not([hidden])')).toEqual([]);
  });

  it('serves after "?" as well, where others may add to it', async () => {
    const playground = await site.openPlayground('?seed=7&utm_source=mail');
    expect(await playground.valueOf('Seed')).toBe('7');
    expect(await playground.page.$$('>>> .notice:not([hidden])')).toEqual([]);
  });
});

describe('a link to an iteration', () => {
  it('repeats the run to the bit, as the engine does in Node', async () => {
    const first = await site.openPlayground(small);
    await first.press('Train');
    await first.until(({ iteration }) => iteration >= 60);
    await first.tick('MF'); // From here on the methods are at different iterations.
    await first.until(({ iteration }) => iteration >= 120);
    await first.press('Pause');
    const text = await address(first, (now) => /receipt=.*imf:/.test(now));
    const { link } = decodeLink(text);
    expect(Number(link.at.mf)).toBeLessThan(Number(link.at.imf));

    const { receipts } = await trainInNode(settings, link.at);
    expect(link.proof?.arithmetic).toBe(receipts.arithmetic);
    for (const method of methods) {
      const wanted = receipts.receipts.find((receipt) => receipt.method === method);
      expect(link.proof?.methods[method]?.receipt, method).toBe(wanted?.receipt);
    }

    const second = await site.openPlayground(`#${text}`);
    expect((await second.read()).iteration).toBe(0);
    await second.untilNotice(
      /This link repeats a run up to iteration \d+; then its receipt is compared/,
    );
    await second.press('Repeat the run');
    const verdict = await second.untilNotice(/is repeated/);
    expect(verdict).toContain('is repeated, to the bit');
    expect(verdict.match(/same to the bit/g)).toHaveLength(3);
    const iterations = await second.page.evaluate(() => {
      const { engine } = /** @type {any} */ (document.querySelector('mean-flow')).playground;
      return engine.state.methods.map((/** @type {any} */ { iteration }) => iteration);
    });
    expect(iterations.slice(0, 3)).toEqual(methods.map((method) => link.at[method]));
    // It goes on from there like any other run.
    await second.press('Train');
    await second.until(({ iteration }) => iteration > Number(link.at.imf) + 20);
  });

  it('repeats it by itself for those who like motion', async () => {
    const playground = await site.openPlayground(`${small}&at=40`, { still: false });
    await playground.untilNotice(/up to iteration 40\..*The link has no receipt to compare with/);
    expect((await playground.read()).iteration).toBe(40);
    expect(await playground.hasButton('Train')).toBe(true);
  });

  it('stays in the address, over reloads, until its run is repeated', async () => {
    const receipt = 'arithmetic=fused&receipt=imf:0123456789abcdef:9.5';
    const link = `${small}&method=imf&at=400&${receipt}`;
    const playground = await site.openPlayground(link);
    const { page } = playground;
    const inAddress = () => decodeLink(linkIn(new URL(page.url()))?.text ?? '').link;
    const wanted = decodeLink(link.slice(1)).link;
    await playground.choose('Steps', '4');
    await address(playground, (now) => /steps=4/.test(now));
    expect(inAddress()).toEqual({ ...wanted, values: { ...wanted.values, steps: 4 } });
    await page.reload();
    await playground.untilNotice(/This link repeats a run up to iteration 400;/);
    await playground.press('Repeat the run');
    await playground.untilNotice(
      /is repeated up to iteration 400\..*differs from the link's, 0123/,
    );
    await address(playground, (now) => /at=400&/.test(now) && !now.includes('0123456789abcdef'));
  });

  it('says what differs when it does not come out the same', async () => {
    const receipt = 'arithmetic=fused&receipt=imf:0123456789abcdef:9.5';
    const playground = await site.openPlayground(`${small}&method=imf&at=10&${receipt}`);
    await playground.press('Repeat the run');
    const text = await playground.untilNotice(/differs/);
    expect(text).toMatch(
      /iMF [0-9a-f]{16}: differs from the link's, 0123456789abcdef; loss .* 9\.500/,
    );
  });

  it('gives way to other settings', async () => {
    const playground = await site.openPlayground(`${small}&at=5`);
    await playground.enter('Seed', '6');
    await playground.until(({ status }) => status.startsWith('Seed 6.'));
    // What it said of the link is not so any more.
    await playground.page.waitForSelector('>>> .notice', { hidden: true });
    await address(playground, (now) => /seed=6/.test(now) && !/at=/.test(now));
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration > 20);
  });

  it('put into the address of an open page opens it', async () => {
    const playground = await site.openPlayground(small);
    await playground.wait(1.5);
    await playground.page.evaluate(() => {
      location.hash = '#v=1&seed=77&batch=64';
    });
    await playground.page.waitForFunction(() => {
      const root = document.querySelector('mean-flow')?.shadowRoot;
      const seed = root?.querySelector('#field-seed');
      return seed instanceof HTMLInputElement && seed.value === '77';
    });
    expect(await playground.valueOf('Seed')).toBe('77');
  });
});
