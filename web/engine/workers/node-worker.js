// worker.js as a Node worker thread.

import { parentPort } from 'node:worker_threads';
import { serve } from './worker.js';

if (parentPort)
  serve(/** @type {import('../rpc.js').Port} */ (/** @type {unknown} */ (parentPort)));
