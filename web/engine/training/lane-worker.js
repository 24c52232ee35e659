// A lane worker: computes lanes of iterations for the coordinator.

/** @import {MeanFlowModule, LaneEvaluator} from '../meanflow.d.ts' */
/** @import {Port} from '../rpc.js' */
/** @import {Method} from '../types.js' */
import { explainNetworkOutOfMemory, messageOf } from '../../errors.js';

import { gradientsOf, isBatch } from './chunks.js';

/**
 * From the coordinator: lanes to compute, and a buffer for their gradients, one after another; for the sum of all lanes,
 * when they are a whole batch. If `hasParameters`, the buffer starts with the parameters, which this worker does not
 * have yet.
 * @typedef {object} LaneRequest
 * @property {number} run
 * @property {Method} method
 * @property {string} config Configuration of the method, JSON.
 * @property {number} iteration
 * @property {number[]} lanes
 * @property {boolean} hasParameters
 * @property {Float32Array<ArrayBuffer>} buffer
 */

/**
 * To the coordinator: the lanes' parts of loss and gradient, or the sum of all lanes. Errors are sent as {fault}.
 * @typedef {object} LaneReply
 * @property {number} run
 * @property {Method} method
 * @property {number} iteration
 * @property {number[]} lanes
 * @property {number[]} losses
 * @property {Float32Array<ArrayBuffer>} gradients
 */

/**
 * @param {MeanFlowModule} module
 * @param {Port} port To the coordinator.
 */
export function startLanes(module, port) {
  /** @type {Map<Method, LaneEvaluator>} */
  const evaluators = new Map();
  let currentRun = -1;

  /** @param {LaneRequest} request */
  function evaluatorFor({ run, method, config }) {
    if (run !== currentRun) {
      for (const evaluator of evaluators.values()) evaluator.delete();
      evaluators.clear();
      currentRun = run;
    }
    const evaluator = evaluators.get(method) ?? new module.LaneEvaluator(config);
    evaluators.set(method, evaluator);
    return evaluator;
  }

  /** @param {{data: LaneRequest}} event */
  port.onmessage = ({ data: request }) => {
    try {
      const evaluator = evaluatorFor(request);
      const { run, method, iteration, lanes, buffer: gradients } = request;
      const size = gradients.length / gradientsOf(lanes.length);
      if (request.hasParameters) evaluator.setParameters(gradients.subarray(0, size));
      const evaluations = isBatch(lanes)
        ? [() => evaluator.evaluateBatch(iteration)]
        : lanes.map((lane) => () => evaluator.evaluate(iteration, lane));
      const losses = evaluations.map((evaluate, i) => {
        const loss = evaluate();
        evaluator.gradientInto(gradients.subarray(i * size, (i + 1) * size));
        return loss;
      });
      const reply = { run, method, iteration, lanes, losses, gradients };
      port.postMessage(reply, [gradients.buffer]);
    } catch (error) {
      port.postMessage({ fault: messageOf(explainNetworkOutOfMemory(error)) }, []);
    }
  };
}
