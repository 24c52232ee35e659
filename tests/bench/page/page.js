// Driven by browser.js: workers that measure, and the engine itself.

import { Engine } from '../../../web/engine/client/engine.js';

/** @typedef {import('../../../web/engine/types.js').Method} Method */

const module = /** @type {const} */ ({ type: 'module' });
/** @type {Record<string, () => Worker>} */
const makers = {
  native: () => new Worker(new URL('./native-worker.js', import.meta.url), module),
  step: () => new Worker(new URL('./step-worker.js', import.meta.url), module),
  boundary: () => new Worker(new URL('./boundary-worker.js', import.meta.url), module),
  tfjs: () => new Worker(new URL('./tfjs-worker.js', import.meta.url), module),
  jax: () => new Worker(new URL('./jax-worker.js', import.meta.url), module),
};
/** @type {Map<string, Worker>} */
const workers = new Map();
/** @type {Map<number, Engine>} */
const engines = new Map();

/** @param {string} name */
function workerOf(name) {
  const worker = workers.get(name) ?? makers[name]();
  workers.set(name, worker);
  return worker;
}

/**
 * @param {string} name
 * @param {unknown} argument
 * @returns {Promise<any>}
 */
function call(name, argument) {
  const worker = workerOf(name);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.fault === undefined) resolve(data.result);
      else reject(new Error(`${name}: ${data.fault}`));
    };
    worker.onerror = ({ message }) => reject(new Error(`${name}: ${message}`));
    worker.postMessage(argument);
  });
}

/** @param {number} seconds In ms, an iteration: all of it, and the message there and back. */
async function boundary(seconds) {
  const { port1, port2 } = new MessageChannel();
  const lanes = makers.boundary();
  lanes.postMessage({ role: 'lanes', port: port2 }, [port2]);
  const coordinator = makers.boundary();
  const result = new Promise((resolve, reject) => {
    coordinator.onmessage = ({ data }) =>
      data.fault === undefined ? resolve(data.result) : reject(new Error(data.fault));
  });
  coordinator.postMessage({ role: 'coordinator', port: port1, seconds }, [port1]);
  await result.finally(() => {
    lanes.terminate();
    coordinator.terminate();
  });
  return result;
}

/** @param {Engine} engine @param {Method} method */
const iterationOf = ({ state }, method) =>
  state.methods.find((other) => other.method === method)?.iteration ?? 0;

/**
 * Iterations a second of methods that train together, from one standstill to the next.
 * @param {number} count Lane workers.
 * @param {Method[]} methods
 * @param {number} seconds
 * @param {number} batch
 * @param {number} steps Of the particles shown meanwhile, as many as the page has; 0: none.
 */
async function train(count, methods, seconds, batch, steps) {
  let engine = engines.get(count);
  if (!engine) {
    engine = new Engine({ workers: count });
    engines.set(count, engine);
  }
  // From the start, or those that are behind would go first.
  await engine.configure({ iterations: 1e6, checkpoint_every: 1e6, batch });
  engine.setMethods(methods);
  engine.setHidden(steps === 0);
  if (steps > 0) await engine.setSampling({ steps, count: 2048, seed: 1 });
  await engine.step();
  const before = methods.map((method) => iterationOf(engine, method));
  const start = performance.now();
  engine.train();
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  await engine.pause();
  const elapsed = (performance.now() - start) / 1000;
  return methods.map((method, i) => (iterationOf(engine, method) - before[i]) / elapsed);
}

Object.assign(window, { bench: { call, boundary, train } });
