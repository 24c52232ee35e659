// Networks that do not fit into the memory of one kind of worker: threads in Node with the real module.

import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../../web/engine/client/engine.js';
import { nodeHost, wrapWorker } from '../../../web/engine/client/node-host.js';
import {
  DOES_NOT_FIT,
  explainNetworkOutOfMemory,
  explainOutOfMemory,
  messageOf,
} from '../../../web/errors.js';
import { fakeModule, Simulation } from './fakes.js';

/** @import {Method, Settings} from '../../../web/engine/types.js' */

/** @type {Settings} */
const SMALL = { width: 16, depth: 2, batch: 64, iterations: 50, seed: 3, checkpoint_every: 10 };
/** Parameters of 13 MB. @type {Settings} */
const LARGE = { ...SMALL, width: 1024, depth: 4 };
/** With a trainer of 51 MB, and 3 MB for every checkpoint. @type {Settings} */
const MEDIUM = { ...SMALL, width: 512, depth: 4, checkpoint_every: 1 };
/** @type {Method[]} */
const METHODS = ['imf'];

/** @type {Engine[]} */
const engines = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** @param {'coordinator' | 'lanes' | 'sampler'} role Of the workers with limited memory. */
async function starvedEngine(role, bytes = 24e6) {
  const script = new URL('./starved-worker.js', import.meta.url);
  const createWorker = () => wrapWorker(new Worker(script, { workerData: { role, bytes } }));
  const engine = new Engine({ host: { ...nodeHost, createWorker }, workers: 2 });
  engines.push(engine);
  /** @type {string[]} */
  const errors = [];
  engine.on('error', ({ message }) => errors.push(message));
  engine.setMethods([...METHODS]);
  await engine.setSampling({ steps: 2, count: 100, seed: 1 });
  await engine.configure(SMALL);
  await engine.trainTo({ imf: 3 });
  return { engine, errors };
}

/** Waits until a condition holds. @param {() => boolean} holds */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The next paths after so many iterations. @param {Engine} engine @param {number} iteration */
const pathsAt = (engine, iteration) =>
  new Promise((resolve) => {
    const stop = engine.on('paths', (paths) => {
      if (paths.iteration !== iteration) return;
      stop();
      resolve(paths);
    });
  });

/** An engine without limits. @param {Settings} settings */
async function unlimitedEngine(settings) {
  const unlimited = new Engine({ host: nodeHost, workers: 1 });
  engines.push(unlimited);
  unlimited.setMethods([...METHODS]);
  await unlimited.configure(settings);
  return unlimited;
}

/** Training gives the same weights as without limits. @param {Engine} engine */
async function expectUnlimitedWeights(engine) {
  const unlimited = await unlimitedEngine(SMALL);
  await unlimited.trainTo({ imf: 5 });
  await engine.trainTo({ imf: 5 });
  expect(await engine.exportWeights('imf')).toEqual(await unlimited.exportWeights('imf'));
}

const tooLarge = 'The network does not fit into the memory that a page gets; lower width or depth';

describe('too large', () => {
  it('for the coordinator: is rejected, and the run continues', async () => {
    const { engine, errors } = await starvedEngine('coordinator', 60e6);
    await expect(engine.configure(LARGE)).rejects.toThrow(tooLarge);
    expect(engine.settings).toEqual(SMALL);
    expect(errors).toEqual([]);
    await expectUnlimitedWeights(engine);
  });

  it('for the coordinator to resume a kept run: is rejected as such, not as a damaged run', async () => {
    const unlimited = await unlimitedEngine(MEDIUM);
    await unlimited.trainTo({ imf: 1 });
    const kept = await unlimited.keepRun();
    const { engine, errors } = await starvedEngine('coordinator', 60e6);
    await expect(engine.resume(kept)).rejects.toThrow(DOES_NOT_FIT);
    expect(errors).toEqual([]);
    await expectUnlimitedWeights(engine);
  });

  it('for the coordinator with one more checkpoint: training and exports fail with a message', async () => {
    const { engine, errors } = await starvedEngine('coordinator', 60e6);
    await engine.configure(MEDIUM);
    await engine.trainTo({ imf: 50 });
    const message =
      'The network and its checkpoints do not fit into the memory that a page gets; lower width or depth';
    expect(errors).toEqual([message]);
    const [imf] = engine.state.methods;
    expect(imf.failure).toBe(message);
    expect(imf.iteration).toBeGreaterThan(0);
    await expect(engine.exportWeights('imf')).rejects.toThrow(DOES_NOT_FIT);
    await engine.configure(SMALL);
    await expectUnlimitedWeights(engine);
  });

  it('for lane workers: training stops with a message, and works with a smaller network', async () => {
    const { engine, errors } = await starvedEngine('lanes');
    await engine.configure(LARGE);
    await engine.trainTo({ imf: 1 });
    await until(() => errors.length > 0);
    expect(errors).toEqual([`Training stopped, its workers keep failing: ${tooLarge}`]);
    expect(engine.state).toMatchObject({ running: false, busy: false });
    expect(engine.state.methods[0]).toMatchObject({ iteration: 0, failure: '' });
    await engine.configure(SMALL);
    await expectUnlimitedWeights(engine);
    expect(errors).toHaveLength(1);
    expect(engine.state.workers).toBe(2);
  });

  it('for the sampler: it reports so, training continues, and a smaller network is sampled', async () => {
    const { engine, errors } = await starvedEngine('sampler');
    await engine.configure(LARGE);
    await until(() => errors.length === 4);
    const what = 'The network and 100 paths of 2 steps do not fit into the memory that a page gets';
    for (const error of errors) {
      expect(error).toMatch(
        `The worker that samples failed: ${what}; lower width, depth, particles or steps. `,
      );
    }
    await engine.trainTo({ imf: 1 });
    expect(engine.losses('imf')).toHaveLength(1);
    const paths = pathsAt(engine, 5);
    await engine.configure(SMALL);
    await expectUnlimitedWeights(engine);
    await paths;
    expect(errors).toHaveLength(4);
  });

  it('for a single request: is rejected, and the sampler continues', async () => {
    const { engine, errors } = await starvedEngine('sampler');
    const [width, height] = [6000, 6000];
    const shades = new Uint8Array(width * height);
    const picture = { shades, width, height, size: 64, light: false };
    await expect(engine.drawing(picture)).rejects.toThrow(
      'The drawing does not fit into the memory that a page gets; take a smaller picture',
    );
    const sampling = { method: /** @type {const} */ ('imf'), steps: 1, count: 2_000, seed: 1 };
    expect(await engine.sample(sampling)).toMatchObject({ iteration: 3, count: 2_000 });
    expect(errors).toEqual([]);
    const paths = pathsAt(engine, 5);
    await expectUnlimitedWeights(engine);
    await paths;
  });

  it('for messages to lane workers: training stops with a message', async () => {
    const simulation = new Simulation({ workers: 2, laneTime: () => 5 });
    await simulation.call('configure', { seed: 4 });
    await simulation.call('step');
    const { parameterCount } = fakeModule.Trainer.prototype;
    fakeModule.Trainer.prototype.parameterCount = () => 2 ** 50;
    try {
      await simulation.call('configure', { seed: 5 });
      await simulation.call('train');
      await simulation.clock.until(() => simulation.errors().length > 0 && !simulation.state.busy);
    } finally {
      fakeModule.Trainer.prototype.parameterCount = parameterCount;
    }
    expect(simulation.errors()).toEqual([
      `Training stopped, its workers keep failing: ${tooLarge}`,
    ]);
    await simulation.call('configure', { seed: 4 });
    await simulation.call('step');
    expect(simulation.iteration('fm')).toBe(1);
    expect(simulation.state.workers).toBe(2);
  });
});

it('other errors are not changed', () => {
  const errors = [new Error('lr: too high'), new WebAssembly.RuntimeError('unreachable'), 'text'];
  for (const error of errors) {
    expect(explainNetworkOutOfMemory(error)).toBe(error);
    expect(explainOutOfMemory(error, 'It does', 'lower it')).toBe(error);
  }
  vi.stubGlobal('WebAssembly', undefined); // As in browsers in which WebAssembly is disabled.
  expect(errors.map(messageOf)).toEqual(['lr: too high', 'unreachable', 'text']);
  vi.unstubAllGlobals();
});
