// Where the engine gets its workers and its module from, in a browser.

import { compileFrom } from './compile.js';

/** @import {Port} from './rpc.js' */

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
  compile: () => compileFrom(new URL('../../build/wasm/meanflow.wasm', import.meta.url)),
  createWorker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  cores: () => navigator.hardwareConcurrency,
};
