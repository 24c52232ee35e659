// Engines with the real module, headless in Node, each disposed of when its test ends.

import { afterEach } from 'vitest';
import { Engine, SHOWN_METHODS } from '../../../web/engine/client/engine.js';
import { nodeHost } from '../../../web/engine/client/node-host.js';

/** @import {EngineWorker} from '../../../web/engine/client/browser-host.js' */
/** @import {EngineEvents, Settings} from '../../../web/engine/types.js' */

export const TIMEOUT = 60_000;
/** @type {Settings} */
export const SMALL = {
  width: 24,
  depth: 2,
  batch: 256,
  iterations: 20,
  seed: 11,
  checkpoint_every: 8,
};

/** @type {Engine[]} */
const engines = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** @param {ConstructorParameters<typeof Engine>[0]} [options] */
export function newEngine(options) {
  const engine = new Engine({ host: nodeHost, workers: 2, ...options });
  engines.push(engine);
  return engine;
}

/** A host that keeps the workers that it creates, in order. */
export function recordingHost() {
  /** @type {EngineWorker[]} */
  const workers = [];
  const createWorker = () => {
    const worker = nodeHost.createWorker();
    workers.push(worker);
    return worker;
  };
  return { host: { ...nodeHost, createWorker }, workers };
}

/**
 * The next event of a type; rejects if the engine reports an error instead.
 * @template {keyof EngineEvents} K
 * @param {Engine} engine
 * @param {K} type
 * @param {(detail: EngineEvents[K]) => boolean} [matches]
 * @param {string} [expected] Message of an error that does not reject.
 * @returns {Promise<EngineEvents[K]>}
 */
export function next(engine, type, matches = () => true, expected = '') {
  return new Promise((resolve, reject) => {
    const stop = engine.on(type, (detail) => {
      if (!matches(detail)) return;
      stop();
      resolve(detail);
    });
    if (type === 'error') return;
    engine.on('error', ({ message }) => message !== expected && reject(new Error(message)));
  });
}

/** Trains to the end. @param {Engine} engine @param {Settings} settings */
export async function trained(engine, settings) {
  await engine.configure(settings);
  const end = next(engine, 'paused', ({ done }) => done);
  engine.train();
  await end;
  const results = SHOWN_METHODS.map(async (method) => ({
    losses: [...engine.losses(method)],
    weights: Buffer.from(await engine.exportWeights(method)).toString('base64'),
  }));
  return Promise.all(results);
}
