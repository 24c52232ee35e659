// The bench page: built, served as a static site, and open in Chromium.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { launchBrowser, openPage } from '../browser/harness.js';

const configFile = join(import.meta.dirname, 'page/vite.config.js');

/**
 * Calls into page/page.js, and the end of it all.
 *
 * @param {'plain' | 'fused'} arithmetic  fused only where the browser has it
 */
export async function openBenchPage(arithmetic) {
  const outDir = await mkdtemp(join(tmpdir(), 'meanflow-bench-'));
  await build({ configFile, mode: arithmetic, build: { outDir, emptyOutDir: true } });
  const server = await preview({
    configFile,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, strictPort: false },
  });
  const { browser, close } = await launchBrowser();
  const { page, problems } = await openPage(browser, { everyFrame: true });
  page.setDefaultTimeout(600_000);
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction('window.bench');

  /** @param {'call' | 'boundary' | 'train'} name @param {unknown[]} args @returns {Promise<any>} */
  const ask = (name, ...args) =>
    page.evaluate((name, args) => /** @type {any} */ (window).bench[name](...args), name, args);
  return {
    problems,
    /** @param {string} worker @param {unknown} argument @returns {Promise<any>} */
    call: (worker, argument) => ask('call', worker, argument),
    /** @param {number} seconds @returns {Promise<{all: number, messages: number, bytes: number}>} */
    boundary: (seconds) => ask('boundary', seconds),
    /**
     * @param {number} workers @param {string[]} methods @param {number} seconds
     * @param {{batch?: number, steps?: number}} [options]
     * @returns {Promise<number[]>} it/s by method
     */
    train: (workers, methods, seconds, { batch = 4096, steps = 0 } = {}) =>
      ask('train', workers, methods, seconds, batch, steps),
    async close() {
      await close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
