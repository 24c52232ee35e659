// The playground as a person meets it: by accessible names, and what can be read and seen.

import { openPage } from './harness.js';

/** @import {Browser, BrowserContext, Page} from 'puppeteer-core' */

export const methods = /** @type {const} */ (['fm', 'mf', 'imf']);

/**
 * @typedef {object} Reading
 * @property {number} iteration
 * @property {string} rate
 * @property {string[]} losses      as shown, in the order of `methods`
 * @property {string[]} samples     iteration of the samples on show, likewise
 * @property {string[]} summaries   what each canvas shows, in words, likewise
 * @property {string} status        what was announced last
 * @property {string} note          beside the progress bar
 * @property {string} notice        above the run; "" when there is none
 * @property {string[]} messages    complaints on show
 */

/**
 * Waits until the workers of a page's or a frame's first figure have answered several times what they are asked now, so
 * that what was on its way has arrived.
 * @param {Page | import('puppeteer-core').Frame} page
 */
export const answered = (page) =>
  page.evaluate(async () => {
    const flow = document.querySelector('mean-flow');
    for (let i = 0; i < 3; i++) {
      await flow?.engine.density({}); // The worker that samples.
      await flow?.engine.receipts(); // The one that trains.
    }
  });

/** One page with the playground on it. */
export class Playground {
  /** @param {Page} page @param {string[]} problems  console errors, failed requests and the like, as they happen */
  constructor(page, problems) {
    this.page = page;
    this.problems = problems;
  }

  /** What went wrong that nobody caught, whatever could not be loaded. */
  get uncaught() {
    return this.problems.filter((problem) => problem.startsWith('uncaught'));
  }

  /** @param {string} name  accessible name */
  async press(name) {
    await this.page.locator(`aria/${name}[role="button"]`).click();
  }

  /** Clicks in the middle of a panel's picture. @param {string} panel  the name of its method */
  async clickPanel(panel) {
    await this.page.locator(`>>> [data-method="${panel}"] canvas`).click();
  }

  /**
   * Drops files and folders as from another window.
   * @param {string} place  a selector within the element
   * @param {string[]} files  their paths
   */
  async dropFiles(place, files) {
    const element = await this.page.waitForSelector(`>>> ${place}`, { visible: true });
    await element?.scrollIntoView();
    const { x, y } = (await element?.clickablePoint()) ?? { x: 0, y: 0 };
    const session = await this.page.createCDPSession();
    for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
      const data = { items: [], files, dragOperationsMask: 1 };
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
    await session.detach();
  }

  /** @param {string} name @returns {Promise<boolean>} whether there is such a button now */
  async hasButton(name) {
    return (await this.page.$(`aria/${name}[role="button"]`)) !== null;
  }

  /** @param {string} name @param {string} value */
  async choose(name, value) {
    const select = await this.page.waitForSelector(`aria/${name}[role="combobox"]`);
    await select?.select(value);
  }

  /** Types into a field and leaves it. @param {string} name @param {string} text */
  async enter(name, text) {
    const field = this.page.locator(`aria/${name}[role="textbox"]`);
    await field.click({ count: 3 });
    await this.page.keyboard.press('Backspace');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Tab');
  }

  /** @param {string} name */
  async field(name) {
    const field = await this.page.waitForSelector(`aria/${name}[role="textbox"]`);
    if (!field) throw new Error(`No field "${name}"`);
    return field;
  }

  /** @param {string} name @returns {Promise<string>} */
  async valueOf(name) {
    return (await this.field(name)).evaluate(
      (input) => /** @type {HTMLInputElement} */ (input).value,
    );
  }

  /** @param {string} name */
  async tick(name) {
    await this.page.locator(`aria/${name}[role="checkbox"]`).click();
  }

  /** As in `smallAtZero`. */
  async makeSmall() {
    await this.enter('Batch size', '64');
    await this.enter('Width', '16');
    await this.until(({ status, samples }) => {
      return status.startsWith('Width 16.') && samples.every((iteration) => iteration === '0');
    });
  }

  /** @returns {Promise<Reading>} */
  async read() {
    return this.page.evaluate((all) => {
      const root = document.querySelector('mean-flow')?.shadowRoot;
      const text = (/** @type {string} */ selector) =>
        root?.querySelector(selector)?.textContent ?? '';
      return {
        iteration: Number(text('[data-testid="iteration"]')),
        rate: text('[data-testid="rate"]'),
        losses: all.map((method) => text(`[data-testid="loss-${method}"]`)),
        samples: all.map((method) => text(`[data-testid="samples-${method}"]`)),
        summaries: all.map((method) => text(`#summary-${method}`)),
        status: text('[role="status"]'),
        note: text('.time-left'),
        notice: text('.notice:not([hidden])'),
        messages: [...(root?.querySelectorAll('[role="alert"]') ?? [])]
          .map((message) => message.textContent ?? '')
          .filter((message) => message !== ''),
      };
    }, methods);
  }

  /**
   * @param {(reading: Reading) => boolean} holds
   * @param {number} [seconds]
   * @returns {Promise<Reading>} the first that holds
   */
  async until(holds, seconds = 60) {
    const deadline = Date.now() + 1000 * seconds;
    for (;;) {
      const reading = await this.read();
      if (holds(reading)) return reading;
      if (Date.now() > deadline) {
        throw new Error(`Not within ${seconds} s: ${holds}\n${JSON.stringify(reading, null, 2)}`);
      }
      await this.wait(0.05);
    }
  }

  /** @param {RegExp} pattern @returns {Promise<string>} what the notice says, once it says that */
  async untilNotice(pattern) {
    const wait = this.until(({ notice }) => pattern.test(notice), 90);
    const { notice } = await wait.catch(({ message }) => {
      throw new Error(`No notice says ${pattern}. ${message}`);
    });
    return notice;
  }

  /** Waits until every panel has its picture. */
  async untilSampled() {
    await this.until(({ samples }) => samples.join('') !== '' && !samples.includes('–'));
  }

  /**
   * Waits until the worker that trains has done all that it was asked, and rests.
   * @returns {Promise<number>} the iteration, which is on show where the page is seen
   */
  async settledIteration() {
    // One question at a time: receipts of a large network take longer than a poll's interval, and a worker that is asked
    // faster than it answers does nothing else.
    const iteration = await this.page.evaluate(async (patience) => {
      const flow = document.querySelector('mean-flow');
      for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
        // Answered after what was asked before.
        if (flow && flow.state.run > 0) await flow.engine.receipts();
        const { run, running, busy } = flow?.state ?? { run: 0 };
        if (flow && run > 0 && !running && !busy) return flow.iteration;
        await new Promise((next) => setTimeout(next, 50));
      }
      throw new Error(`Training does not rest: ${JSON.stringify(flow?.state)}`);
    }, 90_000);
    if (!(await this.page.evaluate(() => document.hidden))) {
      await this.until((reading) => reading.iteration === iteration);
    }
    return iteration;
  }

  /**
   * Lets everything that is on its way arrive: answers of the workers that train and sample, what follows from them, and
   * the pictures.
   */
  async settle() {
    await this.settledIteration();
    await answered(this.page);
    await this.nextFrame();
  }

  /** Steps once from iteration 0. @returns {Promise<string[]>} losses as shown */
  async lossesAfterOneStep() {
    await this.press('Step');
    const known = (/** @type {Reading} */ { iteration, losses }) =>
      iteration > 0 && losses.every((loss) => loss !== '–');
    const { iteration, losses } = await this.until(known);
    if (iteration !== 1) throw new Error(`One step led to iteration ${iteration}`);
    return losses;
  }

  /** @param {number} seconds */
  async wait(seconds) {
    await new Promise((done) => setTimeout(done, 1000 * seconds));
  }

  /**
   * @param {readonly string[]} [panels]
   * @returns {Promise<string[]>} the pixels of each panel's canvas, to be compared
   */
  async pictures(panels = methods) {
    await this.nextFrame();
    return this.page.evaluate((all) => {
      const root = document.querySelector('mean-flow')?.shadowRoot;
      return all.map((method) => {
        const canvas = root?.querySelector(`[data-method="${method}"] canvas`);
        return canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : 'none';
      });
    }, panels);
  }

  /** What is written in the first such place. @param {string} selector  within the element */
  async textOf(selector) {
    return this.page.$eval(`>>> ${selector}`, (place) => place.textContent ?? '');
  }

  /** Opens a section and waits for what is in it. @param {string} part @param {string} content  a selector */
  async openSection(part, content) {
    await this.page.$eval(`>>> details.${part} > summary`, (summary) => {
      if (summary instanceof HTMLElement) summary.click();
    });
    await this.page.waitForSelector(`>>> details.${part} ${content}`, { visible: true });
  }

  /** Draws what is to be drawn. */
  async nextFrame() {
    await this.page.evaluate(
      () =>
        new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0)))),
    );
  }

  /** @param {number} time  flow time t */
  async scrub(time) {
    await this.slide('Flow time', time);
    await this.nextFrame();
  }

  /** Moves a slider. @param {string} name @param {number} to */
  async slide(name, to) {
    const slider = await this.page.waitForSelector(`aria/${name}[role="slider"]`);
    await slider?.evaluate((input, value) => {
      if (!(input instanceof HTMLInputElement)) throw new Error('not an input');
      input.value = String(value);
      input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    }, to);
  }

  /** What a slider's value is called. @param {string} name */
  async sliderText(name) {
    const slider = await this.page.waitForSelector(`aria/${name}[role="slider"]`);
    return slider?.evaluate((input) => input.getAttribute('aria-valuetext'));
  }

  /**
   * How well a method's samples keep to the target.
   * @param {string} method
   * @returns {Promise<number>} the target's mean density where particles end; 1 for a uniform one
   */
  async densityAtSamples(method) {
    return this.page.evaluate((name) => {
      const element = document.querySelector('mean-flow');
      const { paths, density } = /** @type {any} */ (element).playground.parts.stage.panel(name);
      const { size, extent, weights } = density;
      const end = paths.path.subarray(paths.steps * 2 * paths.count);
      const cell = (/** @type {number} */ x) => Math.floor(((x + extent) / (2 * extent)) * size);
      let sum = 0;
      for (let i = 0; i < end.length; i += 2) {
        const [column, row] = [cell(end[i]), cell(end[i + 1])];
        const within = Math.min(column, row) >= 0 && Math.max(column, row) < size;
        if (within) sum += weights[row * size + column] * size * size;
      }
      return sum / paths.count;
    }, method);
  }
}

/** A link to a run of the page's own, of the default settings; without it, the page opens with networks that come with it. */
export const atZero = '#v=1&at=0';

/** Likewise, of a network so small that hundreds of iterations take no time. */
export const smallAtZero = `${atZero}&batch=64&width=16`;

/**
 * @typedef {object} Visit
 * @property {boolean} [still]  the reader prefers reduced motion, so nothing starts by itself
 * @property {boolean} [dark]
 * @property {boolean} [fresh]  an address that asks for nothing becomes `atZero`
 */

/**
 * Has a page show the playground, and waits until every panel has its picture.
 * @param {Page} page
 * @param {string[]} problems  see openPage
 * @param {string} url
 * @param {Visit} [options]
 */
export async function visit(
  page,
  problems,
  url,
  { still = true, dark = false, fresh = true } = {},
) {
  await page.emulateMediaFeatures([
    { name: 'prefers-reduced-motion', value: still ? 'reduce' : 'no-preference' },
    { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
  ]);
  await page.goto(fresh && !/[#?]/.test(url) ? url + atZero : url);
  const playground = new Playground(page, problems);
  await playground.untilSampled();
  return playground;
}

/**
 * @param {Browser | BrowserContext} browser  see openPage
 * @param {string} url
 * @param {Visit & {width?: number, height?: number}} [options]
 */
export async function openPlayground(browser, url, options = {}) {
  const { page, problems } = await openPage(browser, options);
  return visit(page, problems, url, options);
}
