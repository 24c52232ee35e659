// The worker that trains.

/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Port} from '../rpc.js' */
import { Conductor } from './coordinator.js';
import { WATCH_INTERVAL } from './lane-workers.js';

/**
 * @param {() => Promise<MeanFlowModule>} instantiate
 * @param {Port} port To the engine.
 */
export function startConductor(instantiate, port) {
  const conductor = new Conductor(instantiate, port, () => performance.now());
  setInterval(() => conductor.crew.watch(), WATCH_INTERVAL);
}
