// The script of every worker: one download for all roles.

/** @import {Port} from '../rpc.js' */
import { startSampler } from '../sampling/sampler-worker.js';
import { Coordinator } from '../training/coordinator.js';
import { startLanes } from '../training/lane-worker.js';
import { WATCH_INTERVAL } from '../training/lane-workers.js';
import { instantiate } from '../wasm.js';
import { serve } from './serve.js';

/**
 * The first message.
 * @typedef {{module: WebAssembly.Module} & (
 *   | {role: 'coordinator', engine: Port}
 *   | {role: 'lanes', coordinator: Port}
 *   | {role: 'sampler', engine: Port, coordinator: Port}
 *   | {role: 'inspector', page: Port}
 * )} Start
 */

/**
 * @param {Start} start
 * @param {(error: unknown) => void} onFault Called when the worker cannot continue.
 */
async function begin(start, onFault) {
  const { module } = start;
  if (start.role === 'coordinator') {
    const now = () => performance.now();
    const coordinator = new Coordinator(() => instantiate(module), start.engine, now);
    setInterval(() => coordinator.laneWorkers.watch(), WATCH_INTERVAL);
  } else if (start.role === 'lanes') {
    startLanes(await instantiate(module), start.coordinator);
  } else if (start.role === 'inspector') {
    const { startInspector } = await import('../inspection/inspector.js'); // Few pages have one.
    startInspector(await instantiate(module), start.page, onFault);
  } else {
    startSampler(await instantiate(module), start.engine, start.coordinator, onFault);
  }
}

/** Starts the role that the first message names. @param {Port} scope */
export const serveEngine = (scope) => serve(scope, begin);

if (typeof self === 'object') serveEngine(/** @type {Port} */ (/** @type {unknown} */ (self)));
