// Creates workers and compiles the module in Node.

/** @import {EngineWorker, Host} from './browser-host.js' */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { isFused } from './arithmetic.js';

/** @type {Host} */
export const nodeHost = {
  compile: async () => {
    const name = isFused() ? 'meanflow_fused.wasm' : 'meanflow.wasm';
    const url = new URL(`../../../build/wasm/${name}`, import.meta.url);
    return WebAssembly.compile(await readFile(url));
  },
  createWorker: () => wrapWorker(new Worker(new URL('../workers/node-worker.js', import.meta.url))),
  cores: availableParallelism,
};

/** Gives a Node worker thread the interface of a browser's worker. @param {Worker} worker @returns {EngineWorker} */
export function wrapWorker(worker) {
  /** @type {EngineWorker} */
  const face = {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    onmessage: null,
    onerror: null,
    terminate: () => worker.terminate(),
  };
  worker.on('message', (data) => face.onmessage?.({ data }));
  worker.on('error', (error) => face.onerror?.(error));
  return face;
}
