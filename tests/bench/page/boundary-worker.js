// What an iteration costs when lanes are computed elsewhere in no time at all: the coordinator's
// side here, and a lane worker of the engine on the other side of a port.

import { browserHost } from '../../../web/engine/client/browser-host.js';
import { startLanes } from '../../../web/engine/training/lane-worker.js';
import { instantiate } from '../../../web/engine/wasm.js';
import { answer, rateOf } from './answer.js';

/** The lanes of an iteration, as two workers share them. */
const HALVES = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
];
const config = JSON.stringify({ method: 'imf', iterations: 1e6 });

/** @param {MessagePort} port */
async function serveLanes(port) {
  const module = await browserHost.compile().then(instantiate);
  // All but the maths: parameters go in and gradients come out.
  module.LaneEvaluator.prototype.evaluate = () => 0;
  startLanes(module, port);
}

/**
 * @param {MessagePort} port To the lanes.
 * @param {number} seconds
 */
async function measure(port, seconds) {
  const module = await browserHost.compile().then(instantiate);
  const trainer = new module.Trainer(config);
  const size = trainer.parameterCount();
  let buffer = new Float32Array(4 * size);

  /** @param {number[]} lanes @returns {Promise<void>} */
  const exchange = (lanes) =>
    new Promise((resolve, reject) => {
      port.onmessage = ({ data: { fault, gradients } }) => {
        if (fault !== undefined) reject(new Error(fault));
        buffer = gradients;
        resolve();
      };
      const request = { run: 0, method: 'imf', config, iteration: 0, lanes };
      port.postMessage({ ...request, hasParameters: lanes.length > 0, buffer }, [buffer.buffer]);
    });
  const iteration = async () => {
    for (const lanes of HALVES) {
      trainer.parametersInto(buffer.subarray(0, size));
      await exchange(lanes);
      for (const [i, lane] of lanes.entries()) {
        trainer.addLane(lane, 0, buffer.subarray(i * size, (i + 1) * size));
      }
    }
  };
  await rateOf(iteration, 1);
  const all = 1000 / (await rateOf(iteration, seconds));
  const messages = (1000 * HALVES.length) / (await rateOf(() => exchange([]), seconds));
  return { all, messages, bytes: HALVES.length * buffer.byteLength };
}

answer(({ role, port, seconds }) => (role === 'lanes' ? serveLanes(port) : measure(port, seconds)));
