// Properties of <mean-flow> as frameworks set them, and attributes that it does not know.

import { describe, expect, it } from 'vitest';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';

/** @import {Page} from 'puppeteer-core' */

const small = 'width="16" depth="2" batch="64" count="256" method="imf"';

const site = useSite({
  pages: {
    'still.html': pageOf(`<mean-flow ${small} autotrain="off"></mean-flow>`),
    'early.html': pageOf(
      `<mean-flow ${small} autotrain="off"></mean-flow>
       <script>document.querySelector('mean-flow').steps = 4;</script>`,
    ),
    'not-deferred.html': pageOf(`<mean-flow defer="false" ${small} autotrain="off"></mean-flow>`),
    'misspelt.html': pageOf(
      `<mean-flow ${small} autotrain="off" stesp="4" times-mean="0" colour="red"></mean-flow>`,
    ),
    'known.html': pageOf(
      `<mean-flow ${small} autotrain="off" id="a" class="b" style="margin: 0" title="t" lang="en" tabindex="0" hidden
         part="p" slot="s" nonce="n" role="group" aria-label="l" data-x="1" onclick="0" inert itemscope data-v-7ba5bd90
         v-cloak ng-version="1" _ngcontent-abc x-data="" @click="" :steps="4" svelte-abc astro-cid-1 wire:id="1" nonsense></mean-flow>`,
    ),
  },
});
/** @type {Page} */
let page;

/** @param {string} name */
async function open(name) {
  ({ page } = await site.openPage());
  await page.goto(site.url + name);
  await page.waitForFunction(() => document.querySelector('mean-flow')?.playground, {
    polling: 20,
  });
}

/** What the figure says is wrong. */
const said = () =>
  page.$$eval('>>> [role=alert]', (all) => all.map((one) => one.textContent ?? '').join(''));

/** Sets a property. @param {string} name @param {unknown} value */
const set = (name, value) =>
  page.$eval(
    'mean-flow',
    (flow, name, value) => {
      /** @type {any} */ (flow)[name] = value;
    },
    name,
    value,
  );
const attribute = (/** @type {string} */ name) =>
  page.$eval('mean-flow', (flow, name) => flow.getAttribute(name), name);

describe('properties', () => {
  it('are there for every attribute, and take numbers', async () => {
    await open('still.html');
    await set('steps', 4);
    await set('times_mean', -1);
    await set('view', 'field');
    expect(await attribute('steps')).toBe('4');
    expect(await page.$eval('mean-flow', (flow) => flow.settings)).toMatchObject({
      steps: 4,
      times_mean: -1,
    });
    expect(await attribute('view')).toBe('field');
    await set('steps', null);
    expect(await attribute('steps')).toBeNull();
  });

  it('that are on or off take booleans', async () => {
    await open('still.html');
    const texts = [];
    for (const name of ['trained', 'autotrain', 'defer']) {
      for (const value of [true, false]) {
        await set(name, value);
        texts.push(await attribute(name));
      }
    }
    // Without `autotrain` a figure trains.
    expect(texts).toEqual(['on', null, 'on', 'off', 'on', null]);
    await page.$eval('mean-flow', (flow) => flow.setAttribute('autotrain', 'false'));
    await page.$eval('mean-flow', (flow) => flow.setAttribute('trained', 'true'));
    expect(await said()).toBe('');
  });

  it('that were set before the element was defined count', async () => {
    await open('early.html');
    expect(await attribute('steps')).toBe('4');
  });

  it('that can only be read are named when they are set, and stay', async () => {
    await open('still.html');
    for (const name of ['methods', 'state', 'iteration', 'play']) await set(name, 'imf');
    expect(await said()).toBe(
      'The property "methods" can only be read. The property "state" can only be read. ' +
        'The property "iteration" can only be read. The property "play" can only be read.',
    );
    expect(await page.$eval('mean-flow', (flow) => [flow.methods, typeof flow.play])).toEqual([
      ['imf'],
      'function',
    ]);
  });
});

describe('attributes', () => {
  it('that the element does not know are named', async () => {
    await open('misspelt.html');
    await expect
      .poll(said)
      .toBe(
        'There is no attribute "stesp"; "steps" is one. There is no attribute "times-mean"; "times_mean" is one. ' +
          'There is no attribute "colour".',
      );
  });

  it('hold a figure back until "defer" is gone, or off', async () => {
    await open('not-deferred.html');
    const counts = await page.$eval('mean-flow', async (first) => {
      const defer = (/** @type {string} */ text) => {
        const flow = /** @type {typeof first} */ (first.cloneNode());
        flow.setAttribute('defer', text);
        document.body.append(flow);
        return flow;
      };
      const deferred = ['', 'on', 'true', 'defer'].map(defer);
      const begun = () => deferred.filter(({ playground }) => playground !== undefined).length;
      const all = [begun()];
      deferred[0].removeAttribute('defer');
      all.push(begun());
      deferred[1].setAttribute('defer', 'off');
      all.push(begun());
      deferred[2].setAttribute('defer', 'false');
      all.push(begun());
      return all;
    });
    expect(counts).toEqual([0, 1, 2, 3]);
  });

  it('of HTML and of frameworks are nothing to name', async () => {
    await open('known.html');
    await expect.poll(said).toBe('There is no attribute "nonsense".');
  });
});
