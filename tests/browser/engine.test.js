// The engine in a real browser, alone on an empty page, from its sources.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { createServer } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Engine, SHOWN_METHODS } from '../../web/engine/client/engine.js';
import { nodeHost } from '../../web/engine/client/node-host.js';
import { useBrowser } from './fixture.js';

/** @import {Page} from 'puppeteer-core' */
/** @import {Settings} from '../../web/engine/types.js' */

/** @typedef {{method: string, losses: number[], weights: string}[]} Results Weights by their hash. */
/** @typedef {'' | 'dies' | 'hangs'} Mishap What happens to a lane worker in the middle. */

const TIMEOUT = 120_000;
/** @type {Settings} */
const SMALL = { width: 32, depth: 3, batch: 512, iterations: 20, seed: 5 };

/** @type {Awaited<ReturnType<typeof createServer>>} */
let server;
const tester = useBrowser();
/** @type {Page} */
let page;

const html = `<!doctype html>
<link rel="icon" href="data:," />
<title>Engine</title>
<script type="module">
  import { Engine, SHOWN_METHODS } from '/engine/client/engine.js';
  import { browserHost } from '/engine/client/browser-host.js';
  import { compileFrom } from '/engine/client/compile.js';
  // Workers in the order of their creation: coordinator, lane workers, sampler.
  const rememberingHost = () => {
    const made = [];
    const createWorker = () => {
      made.push(browserHost.createWorker());
      return made.at(-1);
    };
    return { made, host: { ...browserHost, createWorker } };
  };
  Object.assign(window, { Engine, SHOWN_METHODS, browserHost, compileFrom, rememberingHost });
</script>`;

/** A page that holds the engine and nothing else. */
const enginePage = {
  name: 'engine-page',
  configureServer(/** @type {import('vite').ViteDevServer} */ { middlewares }) {
    middlewares.use('/only-the-engine.html', (_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(html);
    });
  },
};

beforeAll(async () => {
  server = await createServer({
    configFile: resolve(import.meta.dirname, '../../web/vite.config.js'),
    plugins: [enginePage],
    server: { port: 0, host: '127.0.0.1' },
    logLevel: 'error',
  });
  await server.listen();
}, TIMEOUT);
afterAll(async () => {
  await server?.close();
});
beforeEach(async () => {
  ({ page } = await tester.openPage());
  await page.goto(`${server.resolvedUrls?.local[0]}only-the-engine.html`);
}, TIMEOUT);

/**
 * Trains all methods to the end in the page.
 * @param {number} workers
 * @param {Settings} settings
 * @param {Mishap} [mishap]
 * @returns {Promise<{results: Results, started: number}>} `started`: workers, all told.
 */
async function trainInPage(workers, settings, mishap = '') {
  const { results, started } = await page.evaluate(
    async (workers, settings, mishap) => {
      const { Engine, SHOWN_METHODS, rememberingHost } = /** @type {any} */ (window);
      const { made, host } = rememberingHost();
      const engine = new Engine({ workers, host });
      try {
        const end = new Promise((resolve, reject) => {
          engine.on('error', (/** @type {any} */ { message }) => reject(new Error(message)));
          engine.on('paused', (/** @type {any} */ { done }) => done && resolve(done));
        });
        const stop = engine.on('progress', (/** @type {any} */ { iteration, method }) => {
          if (method !== 'mf' || iteration < 3 || !mishap) return;
          stop();
          // The first made trains, then come those that compute lanes.
          made[1].terminate();
          const event = new ErrorEvent('error', { message: 'killed', cancelable: true });
          if (mishap === 'dies') made[1].dispatchEvent(event);
        });
        await engine.configure(settings);
        engine.train();
        await end;
        const results = SHOWN_METHODS.map(async (/** @type {any} */ method) => ({
          method,
          losses: [...engine.losses(method)],
          weights: [...(await engine.exportWeights(method))],
        }));
        return { results: await Promise.all(results), started: made.length };
      } finally {
        engine.dispose();
      }
    },
    workers,
    settings,
    mishap,
  );
  return { results: results.map(hashed), started };
}

/** @param {Settings} settings @returns {Promise<Results>} */
async function trainInNode(settings) {
  const engine = new Engine({ host: nodeHost, workers: 1 });
  try {
    const end = new Promise((resolve, reject) => {
      engine.on('error', ({ message }) => reject(new Error(message)));
      engine.on('paused', ({ done }) => done && resolve(done));
    });
    await engine.configure(settings);
    engine.train();
    await end;
    const results = SHOWN_METHODS.map(async (method) => ({
      method,
      losses: [...engine.losses(method)],
      weights: [...(await engine.exportWeights(method))],
    }));
    return (await Promise.all(results)).map(hashed);
  } finally {
    engine.dispose();
  }
}

/** @param {{method: string, losses: number[], weights: number[]}} result */
function hashed({ method, losses, weights }) {
  return {
    method,
    losses,
    weights: createHash('sha256').update(Buffer.from(weights)).digest('hex'),
  };
}

describe('the engine in a browser', () => {
  it('gives the same bits with 1, 2 and 3 workers, and as in Node', {
    timeout: TIMEOUT,
  }, async () => {
    const one = await trainInPage(1, SMALL);
    expect(one.started).toBe(3);
    expect(one.results.map(({ losses }) => losses.length)).toEqual([20, 20, 20]);
    for (const { losses } of one.results) expect(losses[19]).toBeLessThan(losses[0]);
    expect((await trainInPage(2, SMALL)).results).toEqual(one.results);
    expect((await trainInPage(3, SMALL)).results).toEqual(one.results);
    expect(await trainInNode(SMALL)).toEqual(one.results);
  });

  it.each(/** @type {Mishap[]} */ (['dies', 'hangs']))(
    'gives the same bits when a worker %s',
    { timeout: TIMEOUT },
    async (mishap) => {
      // Long enough that the end does not come first.
      const settings = { ...SMALL, iterations: 120 };
      const { results, started } = await trainInPage(2, settings, mishap);
      expect(started).toBe(5);
      expect(results).toEqual(await trainInNode(settings));
    },
  );

  it('goes on sampling when the sampler dies, and trains the same bits', {
    timeout: TIMEOUT,
  }, async () => {
    const settings = { ...SMALL, iterations: 120 };
    const { pathsAfter, weights, started } = await page.evaluate(async (settings) => {
      const { Engine, rememberingHost } = /** @type {any} */ (window);
      const { made, host } = rememberingHost();
      const engine = new Engine({ workers: 1, host });
      const next = (/** @type {string} */ type, holds = (/** @type {any} */ _) => true) =>
        new Promise((resolve) => {
          const stop = engine.on(type, (/** @type {any} */ detail) => {
            if (!holds(detail)) return;
            stop();
            resolve(detail);
          });
        });
      await engine.configure(settings);
      const first = next('paths');
      await engine.setSampling({ steps: 2, count: 64, seed: 1 });
      engine.train();
      await first;
      // Made last.
      made[2].terminate();
      made[2].dispatchEvent(new ErrorEvent('error', { message: 'killed', cancelable: true }));
      const end = next('paths', ({ method, iteration }) => method === 'imf' && iteration === 120);
      const pathsAfter = await end;
      const weights = [...(await engine.exportWeights('imf'))];
      engine.dispose();
      return { pathsAfter: pathsAfter.count, weights, started: made.length };
    }, settings);
    expect(started).toBe(4);
    expect(pathsAfter).toBe(64);
    const expected = (await trainInNode(settings)).find(({ method }) => method === 'imf');
    expect(hashed({ method: 'imf', losses: [], weights }).weights).toBe(expected?.weights);
  });

  it('says that it has ended when the worker that trains dies', { timeout: TIMEOUT }, async () => {
    const { error, refusal } = await page.evaluate(async (settings) => {
      const { Engine, rememberingHost } = /** @type {any} */ (window);
      const { made, host } = rememberingHost();
      const engine = new Engine({ workers: 1, host });
      await engine.configure({ ...settings, iterations: 1_000_000 });
      const progress = new Promise((resolve) => engine.on('progress', resolve));
      engine.train();
      await progress;
      const error = new Promise((resolve) => engine.on('error', resolve));
      const pending = engine.keepRun();
      made[0].terminate();
      made[0].dispatchEvent(new ErrorEvent('error', { message: 'killed', cancelable: true }));
      await pending.catch(() => {});
      const refusal = await engine.step().catch((/** @type {Error} */ { message }) => message);
      return { error: await error, refusal };
    }, SMALL);
    const message = 'The worker that trains failed: killed';
    expect(error).toEqual({ message, ended: true });
    expect(refusal).toBe(message);
  });

  it('says what is wrong when the module is missing', { timeout: TIMEOUT }, async () => {
    const message = await page.evaluate(async () => {
      const { Engine, browserHost, compileFrom } = /** @type {any} */ (window);
      const engine = new Engine({
        host: { ...browserHost, compile: () => compileFrom('/engine/types.js') },
      });
      const error = await engine.configure({}).catch((/** @type {Error} */ error) => error);
      engine.dispose();
      return error.message;
    });
    expect(message).toMatch(/^The WebAssembly module did not compile \(.*"text\/javascript"\): /);
  });
});
