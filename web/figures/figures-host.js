// Starts the worker that draws figures in a browser, with a module of its own.

import { isFused } from '../engine/client/arithmetic.js';
import { browserHost, startWorker } from '../engine/client/browser-host.js';
import { compileFrom } from '../engine/client/compile.js';

/** @import {Host} from '../engine/client/browser-host.js' */

/** @type {Host} */
export const figuresHost = {
  compile: () =>
    compileFrom(
      isFused()
        ? new URL('../../build/wasm/meanflow_figures_fused.wasm', import.meta.url)
        : new URL('../../build/wasm/meanflow_figures.wasm', import.meta.url),
    ),
  createWorker: () =>
    // Bundlers recognise a worker's script only by this exact expression.
    startWorker(
      (Worker) => new Worker(new URL('./figures-worker.js', import.meta.url), { type: 'module' }),
    ),
  cores: browserHost.cores,
};
