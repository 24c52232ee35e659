// What is too large for the memory of one worker, each in its turn: threads in Node with the real module.

import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../../web/engine/client/engine.js';
import { faceOf, nodeHost } from '../../../web/engine/client/node-host.js';
import { messageOf, NO_ROOM, namingNetwork, namingWhatIsTooLarge } from '../../../web/errors.js';
import { FakeStage, fakeModule } from './fakes.js';

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

/** @param {'conductor' | 'lanes' | 'sampler'} role  of workers that are short of memory */
async function starvedEngine(role, bytes = 24e6) {
  const script = new URL('./starved-worker.js', import.meta.url);
  const createWorker = () => faceOf(new Worker(script, { workerData: { role, bytes } }));
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

/** Until something holds. @param {() => boolean} holds */
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

/** With all the memory that there is. @param {Settings} settings */
async function usualEngine(settings) {
  const usual = new Engine({ host: nodeHost, workers: 1 });
  engines.push(usual);
  usual.setMethods([...METHODS]);
  await usual.configure(settings);
  return usual;
}

/** As if nothing had been too large. @param {Engine} engine */
async function expectUsualWeights(engine) {
  const usual = await usualEngine(SMALL);
  await usual.trainTo({ imf: 5 });
  await engine.trainTo({ imf: 5 });
  expect(await engine.exportWeights('imf')).toEqual(await usual.exportWeights('imf'));
}

const tooLarge = 'The network does not fit into the memory that a page gets; lower width or depth';

describe('too large', () => {
  it('for the conductor: is refused, and the run goes on', async () => {
    const { engine, errors } = await starvedEngine('conductor', 60e6);
    await expect(engine.configure(LARGE)).rejects.toThrow(tooLarge);
    expect(engine.settings).toEqual(SMALL);
    expect(errors).toEqual([]);
    await expectUsualWeights(engine);
  });

  it('for the conductor to go on with a kept run: is refused, as the run is not to blame', async () => {
    const usual = await usualEngine(MEDIUM);
    await usual.trainTo({ imf: 1 });
    const kept = await usual.keepRun();
    const { engine, errors } = await starvedEngine('conductor', 60e6);
    await expect(engine.resume(kept)).rejects.toThrow(NO_ROOM);
    expect(errors).toEqual([]);
    await expectUsualWeights(engine);
  });

  it('for the conductor with one more checkpoint: training stops and says so, and so do files', async () => {
    const { engine, errors } = await starvedEngine('conductor', 60e6);
    await engine.configure(MEDIUM);
    await engine.trainTo({ imf: 50 });
    const message =
      'The network and its checkpoints do not fit into the memory that a page gets; lower width or depth';
    expect(errors).toEqual([message]);
    const [imf] = engine.state.methods;
    expect(imf.failure).toBe(message);
    expect(imf.iteration).toBeGreaterThan(0);
    await expect(engine.exportWeights('imf')).rejects.toThrow(NO_ROOM);
    await engine.configure(SMALL);
    await expectUsualWeights(engine);
  });

  it('for lane workers: training stops and says so, and goes on with what fits', async () => {
    const { engine, errors } = await starvedEngine('lanes');
    await engine.configure(LARGE);
    await engine.trainTo({ imf: 1 });
    await until(() => errors.length > 0);
    expect(errors).toEqual([`Training stopped, its workers keep failing: ${tooLarge}`]);
    expect(engine.state).toMatchObject({ running: false, busy: false });
    expect(engine.state.methods[0]).toMatchObject({ iteration: 0, failure: '' });
    await engine.configure(SMALL);
    await expectUsualWeights(engine);
    expect(errors).toHaveLength(1);
    expect(engine.state.workers).toBe(2);
  });

  it('for the sampler: says so, training goes on, and so do pictures of what fits', async () => {
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
    await expectUsualWeights(engine);
    await paths;
    expect(errors).toHaveLength(4);
  });

  it('to be answered: is refused, and the sampler goes on', async () => {
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
    await expectUsualWeights(engine);
    await paths;
  });

  it('for messages to lane workers: training stops and says so', async () => {
    const stage = new FakeStage({ workers: 2, laneTime: () => 5 });
    await stage.ask('configure', { seed: 4 });
    await stage.ask('step');
    const { parameterCount } = fakeModule.Trainer.prototype;
    fakeModule.Trainer.prototype.parameterCount = () => 2 ** 50;
    try {
      await stage.ask('configure', { seed: 5 });
      await stage.ask('train');
      await stage.clock.until(() => stage.errors().length > 0 && !stage.state.busy);
    } finally {
      fakeModule.Trainer.prototype.parameterCount = parameterCount;
    }
    expect(stage.errors()).toEqual([`Training stopped, its workers keep failing: ${tooLarge}`]);
    await stage.ask('configure', { seed: 4 });
    await stage.ask('step');
    expect(stage.iteration('fm')).toBe(1);
    expect(stage.state.workers).toBe(2);
  });
});

it('other errors are told as they are', () => {
  const errors = [new Error('lr: too high'), new WebAssembly.RuntimeError('unreachable'), 'text'];
  for (const error of errors) {
    expect(namingNetwork(error)).toBe(error);
    expect(namingWhatIsTooLarge(error, 'It does', 'lower it')).toBe(error);
  }
  vi.stubGlobal('WebAssembly', undefined); // As where readers have a browser do without.
  expect(errors.map(messageOf)).toEqual(['lr: too high', 'unreachable', 'text']);
  vi.unstubAllGlobals();
});
