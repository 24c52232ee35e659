// worker.js as a Node worker thread.

import { parentPort } from 'node:worker_threads';
import { serveEngine } from './worker.js';

if (parentPort)
  serveEngine(/** @type {import('../rpc.js').Port} */ (/** @type {unknown} */ (parentPort)));
