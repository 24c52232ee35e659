// Creates workers and compiles the module in a browser.

import { isFused } from './arithmetic.js';
import { compileFrom } from './compile.js';

/** @import {Port} from '../rpc.js' */

/**
 * The parts of a worker that the engine uses, in browsers and in Node.
 * @typedef {Port & {onerror: any, terminate: () => unknown}} EngineWorker
 */

/**
 * @typedef {object} Host
 * @property {() => Promise<WebAssembly.Module>} compile
 * @property {() => EngineWorker} createWorker Running worker.js, or another script that serves its first message.
 * @property {() => number} cores
 */

/** @type {Host} */
export const browserHost = {
  compile: () =>
    compileFrom(
      isFused()
        ? new URL('../../../build/wasm/meanflow_fused.wasm', import.meta.url)
        : new URL('../../../build/wasm/meanflow.wasm', import.meta.url),
    ),
  createWorker: () => startWorker(makeWorker),
  cores: () => navigator.hardwareConcurrency,
};

/** Bundlers recognise a worker's script only by this exact expression. @param {any} Worker */
const makeWorker = (Worker) =>
  new Worker(new URL('../workers/worker.js', import.meta.url), { type: 'module' });

/** Stands in for Worker to get the script's address without starting it. */
class WorkerUrl {
  /** @param {URL} url */
  constructor(url) {
    this.url = url;
  }
}

/**
 * A page may only start workers from its own origin. A page that loads the engine from elsewhere, or that is
 * sandboxed and has no origin, starts a blob script that imports the worker's script. This requires
 * `Access-Control-Allow-Origin` on the scripts and, under a content-security policy, `worker-src blob:`.
 * The blob is a classic script, as Chromium starts no module worker from a blob without an origin.
 *
 * @param {(Worker: any) => any} make Creates the worker with the class given.
 * @returns {EngineWorker}
 */
export function startWorker(make) {
  const url = new URL(make(WorkerUrl).url, location.href);
  if (url.origin === self.origin) return make(Worker);
  const script = `
    const early = [];
    onmessage = (event) => early.push(event);
    import(${JSON.stringify(url.href)}).then(
      () => early.forEach((event) => onmessage(event)),
      (error) => setTimeout(() => { throw error; }),
    );`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
}
