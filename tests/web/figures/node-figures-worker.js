// figures-worker.js as a Node worker thread.

import { parentPort } from 'node:worker_threads';
import { serveFigures } from '../../../web/figures/figures-worker.js';

if (parentPort)
  serveFigures(
    /** @type {import('../../../web/engine/rpc.js').Port} */ (/** @type {unknown} */ (parentPort)),
  );
