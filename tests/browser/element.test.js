// <mean-flow> as authors use it: by markup, by program, several on a page, from elsewhere.

import { describe, expect, it } from 'vitest';
import { hideable } from '../../web/element/hide.js';
import { pageOf } from './element-page.js';
import { useSite } from './fixture.js';
import { answered } from './page-driver.js';
import { serveSite } from './site-server.js';

/** @import {Page} from 'puppeteer-core' */

/** Small, so that hundreds of iterations take no time. */
const small = 'width="16" depth="2" batch="64" count="256"';

/** @type {Record<string, string>} */
const pages = {
  'one.html': pageOf(`<mean-flow ${small} method="imf" steps="4" autotrain="off"></mean-flow>`),
  'wrong.html': pageOf(`<mean-flow ${small} density="ring" steps="0" theme="dark"></mean-flow>`),
  'two.html': pageOf(
    `<mean-flow id="a" ${small} method="imf" hide="all" iterations="1000000"></mean-flow>
     <mean-flow id="b" ${small} method="fm" hide="problem methods chart training" iterations="1000000"></mean-flow>`,
  ),
  'below.html': pageOf(`<p style="height: 5000px">Scroll.</p><mean-flow ${small}></mean-flow>`),
  'poster.html': pageOf(
    `<mean-flow ${small} autotrain="off"><img src="picture.svg" width="640" height="360" alt=""></mean-flow>`,
  ),
  'arabic.html': pageOf(`<mean-flow ${small} seed="x" autotrain="off"></mean-flow>`).replace(
    '<html lang="en">',
    '<html lang="ar" dir="rtl">',
  ),
  'twice.html': pageOf(
    `<script type="module" src="./mean-flow.js?2"></script><mean-flow ${small} method="imf"></mean-flow>`,
  ),
  'shrinking.html': pageOf(
    `<figure style="display: flex; margin: 0"><mean-flow ${small}></mean-flow></figure>
     <div style="display: flex; flex-direction: column; align-items: center"><mean-flow ${small}></mean-flow></div>
     <dialog open><mean-flow ${small}></mean-flow></dialog>`,
  ),
  'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
};

const site = useSite({ pages });
/** @type {Page} */
let page;

/** @param {string} name @param {{still?: boolean, url?: string}} [options] */
async function open(name, { still = false, url = site.url } = {}) {
  ({ page } = await site.openPage());
  await page.emulateMediaFeatures([
    { name: 'prefers-reduced-motion', value: still ? 'reduce' : 'no-preference' },
  ]);
  await page.goto(url + name);
  await page.waitForFunction(() => customElements.get('mean-flow'), { polling: 20 });
}

/** @param {(elements: any[]) => unknown} holds  handed all elements, in the page */
const until = (holds) =>
  page.waitForFunction(`(${holds})([...document.querySelectorAll('mean-flow')])`, { polling: 20 });

/** In the page: until two frames were drawn. */
const nextFrames = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))));

/** Text of what is on show. @param {string} selector */
const shown = (selector) =>
  page.$$eval(`>>> ${selector}`, (all) =>
    all.filter((element) => element.checkVisibility()).map((element) => element.textContent ?? ''),
  );

describe('attributes', () => {
  it('are settings, which programs change while it runs', async () => {
    await open('one.html');
    await until(([flow]) => flow.playground?.parts.stage.panel('imf').paths?.steps === 4);
    expect(await shown('figure[data-method] b')).toEqual(['iMF']);
    await page.$eval('mean-flow', (flow) => flow.setAttribute('density', 'rings'));
    await until(([flow]) => flow.engine.settings.density === 'rings');
    await page.$eval('mean-flow', (flow) => flow.removeAttribute('density'));
    await until(([flow]) => flow.engine.settings.density === 'checkerboard');
    await page.$eval('mean-flow', (flow) => {
      flow.method = 'fm mf';
    });
    await until(([flow]) => flow.playground.parts.stage.panel('mf')?.paths?.steps === 4);
    expect(await shown('figure[data-method] b')).toEqual(['FM', 'MF']);
  });

  it('are set and removed as properties, as React and Vue do where there are such', async () => {
    await open('one.html', { still: true });
    await until(([flow]) => flow.state.run > 0);
    const told = await page.$eval('mean-flow', (flow) => {
      const names = /** @type {const} */ (['method', 'hide', 'theme', 'autotrain', 'train']);
      const texts = () => names.map((name) => flow.getAttribute(name));
      const given = ['imf', 'chart', 'dark', 'off', 'imf'];
      names.forEach((name, i) => {
        flow[name] = given[i];
      });
      const set = texts();
      for (const name of names) flow[name] = undefined;
      return { set, removed: texts() };
    });
    expect(told).toEqual({
      set: ['imf', 'chart', 'dark', 'off', 'imf'],
      removed: [null, null, null, null, null],
    });
    expect(await shown('.banner')).toEqual([]);
    await page.$eval('mean-flow', (flow) => flow.train());
    await until(([flow]) => flow.iteration > 5);
  });

  it('may all change at once, methods on show among them', async () => {
    await open('one.html', { still: true });
    await until(([flow]) => flow.state.run > 0);
    await page.$eval('mean-flow', async (flow) => {
      flow.setAttribute('density', 'rings');
      flow.setAttribute('seed', '7');
      flow.setAttribute('method', 'fm');
      flow.setAttribute('lr', '0.01');
    });
    await until(([flow]) => flow.engine.settings.lr === 0.01 && flow.state.run > 0);
    await page.$eval('mean-flow', (flow) => flow.step());
    expect(await shown('.banner')).toEqual([]);
    expect(await page.$eval('mean-flow', (flow) => flow.engine.settings)).toMatchObject({
      density: 'rings',
      seed: 7,
    });
  });

  it('that make no sense give a message that names them and the range, and change nothing', async () => {
    await open('wrong.html', { still: true });
    await until(([flow]) => flow.engine.settings.density === 'checkerboard');
    const [message] = await shown('.banner');
    expect(message).toMatch(
      /density="ring" is not one of checkerboard, eight-gaussians.* or drawing/,
    );
    expect(message).toContain('steps="0" is not a whole number from 1 to 1000.');
    await page.$eval('mean-flow', (flow) => {
      flow.setAttribute('density', 'rings');
      flow.setAttribute('steps', '10');
    });
    await until(([flow]) => flow.engine.settings.density === 'rings');
    expect(await shown('.banner')).toEqual([]);
    const scheme = () => page.$eval('mean-flow', (flow) => getComputedStyle(flow).colorScheme);
    expect(await scheme()).toBe('dark');
    await page.$eval('mean-flow', (flow) => {
      flow.setAttribute('density', 'x');
      flow.setAttribute('theme', 'blue');
    });
    expect(await shown('.banner')).toHaveLength(1);
    expect(await scheme()).toBe('dark');
    expect(await page.$eval('mean-flow', (flow) => flow.settings)).toMatchObject({
      density: 'rings',
      steps: 10,
    });
  });

  it('hide what is named, and leave a way to stop what moves', async () => {
    await open('two.html');
    await until(([a, b]) => a.playground.active && b.playground.active);
    const parts = (/** @type {string} */ id) =>
      page.$$eval(`#${id} >>> [data-part]`, (all) => [
        ...new Set(
          all
            .filter((part) => part.checkVisibility())
            .map((part) => /** @type {HTMLElement} */ (part).dataset.part),
        ),
      ]);
    expect(await parts('a')).toEqual([]);
    const hidden = ['problem', 'methods', 'chart', 'training', 'embed'];
    const rest = hideable.filter((part) => !hidden.includes(part));
    expect((await parts('b')).sort()).toEqual(rest.sort());
    await page.locator('aria/Pause figure[role="button"]').click();
    await until(([a]) => !a.training && !a.playing);
    await page.locator('aria/Play figure[role="button"]').click();
    await until(([a]) => a.training && a.playing);
    await page.$eval('mean-flow#a', (flow) => {
      flow.hide = '';
    });
    const all = hideable.filter((part) => part !== 'embed'); // That is the site's own to offer.
    expect((await parts('a')).sort()).toEqual(all.sort());
  });
});

describe('a program', () => {
  it('trains, steps, resets, samples, exports and imports', async () => {
    await open('one.html', { still: true });
    const result = await page.$eval('mean-flow', async (flow) => {
      const happened = new Set();
      for (const type of ['run', 'progress', 'state', 'paused', 'paths', 'settings']) {
        document.addEventListener(`flow-${type}`, (event) => {
          if (event.target === flow && event.composed) happened.add(type);
        });
      }
      await flow.step();
      await flow.step();
      const stepped = flow.iteration;
      const weights = await flow.exportWeights();
      const { steps, count, iteration } = await flow.sample({ count: 10 });
      const paused = new Promise((done) => flow.addEventListener('flow-paused', done));
      flow.train();
      flow.play();
      const wanted = [flow.training, flow.playing];
      await new Promise((done) => {
        flow.addEventListener('flow-progress', ({ detail }) => detail.iteration > 5 && done(0));
      });
      flow.pause();
      await paused;
      const unwanted = [flow.training, flow.playing];
      await flow.set('steps', 2);
      const refusal = await flow.set('steps', 0).catch((error) => error.message);
      await flow.reset();
      const reset = flow.iteration;
      const known = await flow.importWeights(weights);
      const again = await flow.exportWeights();
      return {
        stepped,
        sample: { steps, count, iteration },
        wanted,
        unwanted,
        refusal,
        steps: flow.settings.steps,
        reset,
        known,
        same: String(weights) === String(again) || weights.length === again.length,
        happened: [...happened].sort(),
      };
    });
    expect(result).toEqual({
      stepped: 2,
      sample: { steps: 4, count: 10, iteration: 2 },
      wanted: [true, true],
      unwanted: [false, false],
      refusal: 'Steps: "0" is not a whole number from 1 to 1000.',
      steps: 2,
      reset: 0,
      known: 2,
      same: true,
      happened: ['paths', 'paused', 'progress', 'run', 'settings', 'state'],
    });
  });

  it('moves it, and its run and settings go on; taken out, they are gone', async () => {
    await open('one.html', { still: true });
    const result = await page.$eval('mean-flow', async (flow) => {
      await flow.set('seed', 5);
      await flow.step();
      const section = document.createElement('section');
      document.body.append(section);
      section.append(flow);
      await flow.step();
      const moved = [flow.iteration, flow.settings.seed, flow.state.run];
      flow.remove();
      await null;
      const removed = [flow.playground, flow.iteration];
      section.append(flow);
      await flow.step();
      return { moved, removed, again: [flow.iteration, flow.settings.seed] };
    });
    expect(result).toEqual({ moved: [2, 5, 2], removed: [null, 0], again: [1, 0] });
  });

  it('is told when there is nothing to command', async () => {
    await open('one.html');
    const messages = await page.evaluate(async () => {
      const flow = document.createElement('mean-flow');
      const failures = [];
      for (const command of [() => flow.step(), () => flow.train(), () => flow.sample()]) {
        try {
          await command();
        } catch (error) {
          failures.push(/** @type {Error} */ (error).message);
        }
      }
      return failures;
    });
    expect(messages).toEqual(Array(3).fill('This <mean-flow> is not in a document.'));
  });
});

describe('good manners', () => {
  it('one of several trains at a time; a person may have another go first', async () => {
    await open('two.html');
    await until((all) => all.some((flow) => flow.iteration > 5));
    const iterations = () => page.$$eval('mean-flow', (all) => all.map((flow) => flow.iteration));
    const first = (await iterations()).findIndex((iteration) => iteration > 0);
    const second = 1 - first;
    const past = async (/** @type {number} */ index, /** @type {number} */ iteration) => {
      while ((await iterations())[index] <= iteration) await new Promise(setImmediate);
    };
    expect((await iterations())[second]).toBe(0);
    const notes = await page.$$eval('>>> .time-left', (all) => all.map((note) => note.textContent));
    expect(notes[second]).toBe('waiting: another figure trains');
    await page.$$eval(
      'mean-flow',
      (all, index) => {
        // What a person would press, were it not hidden in one of them.
        const button = all[index].shadowRoot?.querySelector('.run-bar button');
        if (button?.textContent !== 'Train')
          throw new Error(`The button says ${button?.textContent}`);
        /** @type {HTMLElement} */ (button).click();
      },
      second,
    );
    await past(second, 5);
    await page.waitForFunction(
      (index) => {
        const flow = document.querySelectorAll('mean-flow')[index];
        return flow.playground?.training.waiting && !flow.state.busy;
      },
      { polling: 20 },
      first,
    );
    const rests = (await iterations())[first];
    await past(second, 100);
    expect((await iterations())[first]).toBe(rests);
    await page.$$eval('mean-flow', (all, index) => all[index].pause(), second);
    await past(first, rests);
  });

  it('starts no worker before it is seen', async () => {
    await open('below.html');
    await until(([flow]) => flow.playground);
    await page.evaluate(nextFrames); // In which it learns whether it is seen.
    expect(page.workers()).toHaveLength(0);
    await page.evaluate(() => scrollTo(0, 5000));
    await until(([flow]) => flow.iteration > 5);
    expect(page.workers().length).toBeGreaterThan(2);
    await page.evaluate(() => scrollTo(0, 0));
    await until(([flow]) => !flow.state.busy && !flow.state.running);
    const { TaskDuration: before } = await page.metrics();
    const iteration = await page.$eval('mean-flow', (flow) => flow.iteration);
    await answered(page);
    expect(await page.$eval('mean-flow', (flow) => flow.iteration)).toBe(iteration);
    expect(before).toBeGreaterThan(0);
  });

  it('trains only when told to, if the author wants it so', async () => {
    await open('one.html');
    await until(([flow]) => flow.playing && flow.state.run > 0);
    await answered(page);
    expect(await page.$eval('mean-flow', (flow) => [flow.training, flow.iteration])).toEqual([
      false,
      0,
    ]);
  });
});

it('its flow stops once the reader asks for less motion, and does not start when that ends', async () => {
  await open('one.html');
  await until(([flow]) => flow.playing);
  const prefer = (/** @type {string} */ value) =>
    page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value }]);
  await prefer('reduce');
  await until(([flow]) => !flow.playing);
  await prefer('no-preference');
  await page.waitForFunction(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  expect(await page.$eval('mean-flow', (flow) => flow.playing)).toBe(false);
});

describe('a page of another kind', () => {
  it('of another language and direction leaves it in its own', async () => {
    await open('arabic.html', { still: true });
    await until(([flow]) => flow.playground);
    const places = await page.$$eval('>>> .banner:not(:empty), >>> .playground', (all) =>
      all.map((place) => [place.matches(':lang(en)'), getComputedStyle(place).direction]),
    );
    expect(places).toEqual([
      [true, 'ltr'],
      [true, 'ltr'],
    ]);
  });

  it.each([1000, 320])(
    'that fits boxes to what is in them leaves it a width, of %i px',
    async (width) => {
      await open('shrinking.html', { still: true });
      await page.setViewport({ width, height: 900 });
      const widths = await page.$$eval('mean-flow', (all) => all.map((flow) => flow.offsetWidth));
      for (const wide of widths) expect(wide).toBeGreaterThan(Math.min(600, 0.8 * width));
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scroll).toBeLessThanOrEqual(width);
    },
  );
});

describe('a picture inside', () => {
  it('stands in for it in print', async () => {
    await open('poster.html', { still: true });
    await until(([flow]) => flow.playground);
    const visible = () =>
      page.$eval('mean-flow', (flow) =>
        [flow.querySelector('img'), flow.playground?.parts.element].map((element) =>
          element?.checkVisibility(),
        ),
      );
    expect(await visible()).toEqual([false, true]);
    await page.emulateMediaType('print');
    expect(await visible()).toEqual([true, false]);
  });
});

describe('from elsewhere', () => {
  it('a page may have the script from another origin', async () => {
    const provider = await serveSite({ headers: { 'access-control-allow-origin': '*' } });
    const body = `<mean-flow ${small} method="imf"></mean-flow>`;
    const blog = await serveSite({
      pages: { 'post.html': pageOf(body, `${provider.url}mean-flow.js`) },
    });
    await open('post.html', { url: blog.url });
    await until(([flow]) => flow.iteration > 5);
    await blog.close();
    await provider.close();
  });

  it('a page may have the script twice, as from two posts on one page', async () => {
    await open('twice.html');
    await until(([flow]) => flow.iteration > 5);
  });

  it('a strict content-security policy allows all it does', async () => {
    const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
    const body = `<mean-flow ${small}></mean-flow>`;
    const icon = '<link rel="icon" href="icon.png">';
    const page = { 'strict.html': pageOf(body).replace(/<link[^>]*>/, icon), 'icon.png': '' };
    const strict = await serveSite({ headers: { 'content-security-policy': policy }, pages: page });
    await open('strict.html', { url: strict.url });
    await until(([flow]) => flow.iteration > 5);
    await strict.close();
  });
});
