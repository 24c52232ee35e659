// Where the engine gets its workers and its module from in Node.

/** @import {EngineWorker, Host} from './browser-host.js' */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** @type {Host} */
export const nodeHost = {
  compile: async () => {
    const url = new URL('../../../build/wasm/meanflow.wasm', import.meta.url);
    return WebAssembly.compile(await readFile(url));
  },
  createWorker: () => faceOf(new Worker(new URL('./node-worker.js', import.meta.url))),
  cores: availableParallelism,
};

/** A thread that runs node-worker.js. @param {Worker} worker @returns {EngineWorker} */
export function faceOf(worker) {
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
