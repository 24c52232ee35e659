// A worker of the engine whose WebAssembly memory is limited to `bytes`, if it has the given role.

import { parentPort, workerData } from 'node:worker_threads';
import '../../../web/engine/workers/node-worker.js';

let most = Number.POSITIVE_INFINITY;
const { grow } = WebAssembly.Memory.prototype;

WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + 65_536 * pages > most) throw new RangeError('no more memory');
  return grow.call(this, pages);
};

parentPort?.on('message', ({ role }) => {
  if (role === workerData.role) most = workerData.bytes;
});
