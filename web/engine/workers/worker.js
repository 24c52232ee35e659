// The script of every worker of the engine: one download for four roles.

import { messageOf } from '../../errors.js';
/** @import {Port} from '../rpc.js' */
import { startSampler } from '../sampling/sampler-worker.js';
import { Coordinator } from '../training/coordinator.js';
import { startLanes } from '../training/lane-worker.js';
import { WATCH_INTERVAL } from '../training/lane-workers.js';
import { instantiate } from '../wasm.js';

/**
 * The only message that comes outside the ports. Ports queue messages until the worker is ready.
 * @typedef {{module: WebAssembly.Module} & (
 *   | {role: 'coordinator', engine: Port}
 *   | {role: 'lanes', coordinator: Port}
 *   | {role: 'sampler', engine: Port, coordinator: Port}
 *   | {role: 'figures', page: Port}
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
  } else if (start.role === 'figures') {
    const { startFigures } = await import('./figures-worker.js');
    startFigures(await instantiate(module), start.page, onFault);
  } else {
    startSampler(await instantiate(module), start.engine, start.coordinator, onFault);
  }
}

/**
 * Starts the role that the first message names.
 * @param {Port} scope The worker's connection to the thread that created it.
 */
export function serve(scope) {
  const onFault = (/** @type {unknown} */ error) =>
    scope.postMessage({ fault: messageOf(error) }, []);
  /** @param {{data: Start}} event */
  scope.onmessage = ({ data }) => begin(data, onFault).catch(onFault);
}

if (typeof self === 'object') serve(/** @type {Port} */ (/** @type {unknown} */ (self)));
