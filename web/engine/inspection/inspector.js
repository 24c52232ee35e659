// The worker of figures that explain an idea.

/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Port} from '../rpc.js' */
import { Rpc } from '../rpc.js';
import { makeInspections } from './inspections.js';

/**
 * @param {MeanFlowModule} module
 * @param {Port} page
 * @param {(error: unknown) => void} onFault
 */
export function startInspector(module, page, onFault) {
  new Rpc(page, { ping: () => {}, ...makeInspections(module) }, onFault);
}
