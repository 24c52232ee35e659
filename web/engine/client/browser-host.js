// Where the engine gets its workers and its module from, in a browser.

import { compileFrom } from './compile.js';

/** @import {Port} from '../rpc.js' */

/**
 * What the engine needs of a worker, in browsers and in Node.
 * @typedef {Port & {onerror: any, terminate: () => unknown}} EngineWorker
 */

/**
 * @typedef {object} Host
 * @property {() => Promise<WebAssembly.Module>} compile
 * @property {() => EngineWorker} createWorker Running worker.js.
 * @property {() => number} cores
 */

/** @type {Host} */
export const browserHost = {
  compile: () => compileFrom(new URL('../../../build/wasm/meanflow.wasm', import.meta.url)),
  createWorker,
  cores: () => navigator.hardwareConcurrency,
};

/** Bundlers know a worker's script by just this expression. @param {any} Worker */
const makeWorker = (Worker) =>
  new Worker(new URL('../worker.js', import.meta.url), { type: 'module' });

/** Takes note of what would be started. */
class Address {
  /** @param {URL} url */
  constructor(url) {
    this.url = url;
  }
}

/**
 * A page may only start workers from its own origin. One that has the engine from elsewhere, or has
 * no origin as it is in a sandbox, starts a script of its own that imports the worker's; which takes
 * `Access-Control-Allow-Origin` on the scripts and, under a content-security policy, `worker-src blob:`.
 * A classic script: Chromium starts no module from a blob where there is no origin.
 *
 * @returns {EngineWorker}
 */
function createWorker() {
  const url = new URL(makeWorker(Address).url, location.href);
  if (url.origin === self.origin) return makeWorker(Worker);
  const script = `
    const early = [];
    onmessage = (event) => early.push(event);
    import(${JSON.stringify(url.href)}).then(
      () => early.forEach((event) => onmessage(event)),
      (error) => setTimeout(() => { throw error; }),
    );`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
}
