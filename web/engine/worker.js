// Every worker of the engine: one script, so one download, in one of four roles.

import { messageOf } from '../errors.js';
import { startSampler } from './sampling/sampler-worker.js';
/** @import {Port} from './rpc.js' */
import { startConductor } from './training/coordinator-worker.js';
import { startLanes } from './training/lane-worker.js';
import { instantiate } from './wasm.js';

/**
 * The only message a worker gets outside its ports; these hold what comes before it is ready.
 * @typedef {{module: WebAssembly.Module} & (
 *   | {role: 'conductor', engine: Port}
 *   | {role: 'lanes', conductor: Port}
 *   | {role: 'sampler', engine: Port, conductor: Port}
 *   | {role: 'figures', page: Port}
 * )} Start
 */

/**
 * @param {Start} start
 * @param {(error: unknown) => void} onFault The worker is of no use any more.
 */
async function begin(start, onFault) {
  const { module } = start;
  if (start.role === 'conductor') {
    startConductor(() => instantiate(module), start.engine);
  } else if (start.role === 'lanes') {
    startLanes(await instantiate(module), start.conductor);
  } else if (start.role === 'figures') {
    const { startFigures } = await import('./figures-worker.js');
    startFigures(await instantiate(module), start.page, onFault);
  } else {
    startSampler(await instantiate(module), start.engine, start.conductor, onFault);
  }
}

/**
 * Takes up the role that the first message tells.
 * @param {Port} scope The worker's own end of its line to whoever made it.
 */
export function serve(scope) {
  const onFault = (/** @type {unknown} */ error) =>
    scope.postMessage({ fault: messageOf(error) }, []);
  /** @param {{data: Start}} event */
  scope.onmessage = ({ data }) => begin(data, onFault).catch(onFault);
}

if (typeof self === 'object') serve(/** @type {Port} */ (/** @type {unknown} */ (self)));
