import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHOWN_METHODS } from '../../../../web/engine/methods.js';
import { CurrentRun } from '../../../../web/engine/training/current-run.js';
import { EnabledMethods } from '../../../../web/engine/training/enabled-methods.js';
import { Run } from '../../../../web/engine/training/run.js';
import { fakeModule, trainSerially } from '../fakes.js';

/** @import {Method, Settings} from '../../../../web/engine/types.js' */

const LANES = 8;
const evaluator = (/** @type {Settings} */ settings, /** @type {Method} */ method) =>
  new fakeModule.LaneEvaluator(JSON.stringify({ ...settings, method }));

/** @type {CurrentRun} */
let currentRun;
/** Module instances created. */
let instances = 0;
/** Error of the next module, or "". */
let fault = '';

beforeEach(() => {
  instances = 0;
  fault = '';
  currentRun = newRuns();
});

function newRuns() {
  return new CurrentRun(async () => {
    instances += 1;
    if (fault) throw new Error(fault);
    return fakeModule;
  });
}

/** Makes a run the current one. @param {Settings} settings @param {readonly Method[]} methods */
async function begin(settings, methods = SHOWN_METHODS) {
  currentRun.run = await currentRun.create(settings, methods);
}

/** Trains one method of the current run. @param {Method} method @param {number} iterations */
function train(method, iterations) {
  const { settings } = /** @type {Run} */ (currentRun.run);
  const methodRun = currentRun.methodRun(method);
  const worker = evaluator(settings, method);
  for (let i = 0; i < iterations; i++) {
    worker.setParameters(methodRun.trainer.parameters());
    for (let lane = 0; lane < LANES; lane++) {
      const losses = [worker.evaluate(methodRun.iteration, lane)];
      const gradients = new Float32Array(3);
      worker.gradientInto(gradients);
      const chunk = { run: currentRun.id, method, iteration: methodRun.iteration, lanes: [lane] };
      methodRun.addLanes({ ...chunk, losses, gradients }, [lane], 1);
    }
    methodRun.apply();
  }
}

describe('creating a run', () => {
  it('does not change the current one', async () => {
    await begin({ seed: 1 });
    train('imf', 3);
    const run = await currentRun.create({ seed: 2 }, ['imf']);
    expect([currentRun.id, run.id]).toEqual([1, 2]);
    expect(currentRun.run?.settings).toEqual({ seed: 1 });
    await expect(currentRun.create({ lr: 11 }, SHOWN_METHODS)).rejects.toThrow('lr: too high');
    expect(currentRun.id).toBe(1);
    expect(currentRun.methodRun('imf').iteration).toBe(3);
  });

  it('uses the instance created in advance for the first run, and another one for every other run', async () => {
    expect(instances).toBe(1);
    await currentRun.ready();
    await begin({});
    expect(instances).toBe(1);
    await begin({});
    await begin({});
    expect(instances).toBe(3);
  });

  it('works later when the first instance could not be created', async () => {
    fault = 'no memory';
    currentRun = newRuns();
    await expect(currentRun.ready()).rejects.toThrow('no memory');
    await expect(currentRun.create({}, ['fm'])).rejects.toThrow('no memory');
    expect(currentRun.id).toBe(0);
    fault = '';
    await expect(currentRun.ready()).resolves.toBeUndefined();
    await begin({});
    expect(currentRun.id).toBe(1);
  });

  it('from a kept one restores its state, and rejects damaged data', async () => {
    await begin({ seed: 4 });
    train('fm', 2);
    train('imf', 5);
    const kept = currentRun.keep();
    const run = await currentRun.createFromKept(kept, ['mf']);
    expect([...run.methodRuns].map(([method, { iteration }]) => [method, iteration])).toEqual([
      ['mf', 0],
      ['fm', 2],
      ['imf', 5],
    ]);
    const { parameters } = trainSerially({ seed: 4 }, 'imf', 5);
    expect([...run.methodRun('imf').trainer.parameters()]).toEqual(parameters);
    kept.methods[0].weights = kept.methods[0].weights.slice(1);
    await expect(currentRun.createFromKept(kept, ['mf'])).rejects.toThrow('do not fit');
    expect(currentRun.id).toBe(1);
  });

  it('from the current one with other settings copies its state', async () => {
    await expect(currentRun.createFromCurrent({}, ['fm'])).rejects.toThrow('There is no run yet');
    await begin({ seed: 4, lr: 1 });
    train('imf', 5);
    await expect(currentRun.createFromCurrent({ lr: 11 }, ['imf'])).rejects.toThrow('lr: too high');
    const run = await currentRun.createFromCurrent({ lr: 0.5 }, ['imf']);
    expect(run.settings).toEqual({ seed: 4, lr: 0.5 });
    const phases = [{ until: 5, lr: 1 }];
    expect(run.methodRun('imf')).toMatchObject({ iteration: 5, imported: false, phases });
    expect(currentRun.methodRun('imf')).toMatchObject({
      iteration: 5,
      imported: false,
      phases: [],
    });
    const other = await currentRun.createFromCurrent({ seed: 5 }, ['imf']);
    expect(other.methodRun('imf')).toMatchObject({ iteration: 5, imported: true, phases: [] });
  });
});

describe('the current run', () => {
  it('is none at first, which is reported', () => {
    expect(currentRun.id).toBe(0);
    expect(currentRun.methodRuns).toEqual([]);
    expect(currentRun.checkpoints()).toEqual([]);
    expect(currentRun.receipts()).toEqual({ arithmetic: '', receipts: [] });
    expect(currentRun.worthKeeping).toBe(false);
    for (const call of [
      () => currentRun.methodRun('fm'),
      () => currentRun.keep(),
      () => currentRun.keepWithCheckpoints(),
    ])
      expect(call).toThrow('There is no run yet');
  });

  it('is worth keeping once it has trained, unless it was restored finished', async () => {
    await begin({ seed: 1 });
    expect(currentRun.worthKeeping).toBe(false);
    train('mf', 1);
    expect(currentRun.worthKeeping).toBe(true);
    currentRun.methodRun('mf').finished = true;
    expect(currentRun.worthKeeping).toBe(false);
    currentRun.methodRun('fm').imported = true;
    expect(currentRun.worthKeeping).toBe(true);
  });

  it('has a new version after every iteration of any method, and in every new run', async () => {
    const versions = new Set([currentRun.version]);
    await begin({}, ['fm', 'imf']);
    versions.add(currentRun.version);
    train('fm', 1);
    versions.add(currentRun.version);
    train('imf', 1);
    versions.add(currentRun.version);
    expect(currentRun.version).toBe(currentRun.version);
    await begin({}, ['fm', 'imf']);
    versions.add(currentRun.version);
    expect(versions.size).toBe(5);
  });

  it('requests lanes with parameters where needed, in reused buffers', async () => {
    await begin({ seed: 6 });
    const chunk = { run: 1, method: /** @type {const} */ ('imf'), iteration: 0, lanes: [2, 3] };
    const first = currentRun.laneRequest({ ...chunk, worker: 1, needsParameters: true });
    expect(first).toMatchObject({ ...chunk, hasParameters: true });
    expect(JSON.parse(first.config)).toEqual({ seed: 6, method: 'imf' });
    expect(first.buffer).toHaveLength(6);
    expect([...first.buffer.subarray(0, 3)]).toEqual([
      ...currentRun.methodRun('imf').trainer.parameters(),
    ]);
    const reply = { ...chunk, losses: [1, 2], gradients: first.buffer };
    currentRun.methodRun('imf').addLanes(reply, [2, 3], 1);
    const second = currentRun.laneRequest({ ...chunk, worker: 2, needsParameters: false });
    expect(second.buffer).toBe(first.buffer);
    expect(second.hasParameters).toBe(false);
    expect(currentRun.laneRequest({ ...chunk, worker: 2, needsParameters: false }).buffer).not.toBe(
      first.buffer,
    );
  });

  it('stops at its limits, and does not train methods without one', async () => {
    await begin({});
    currentRun.setLimits({ fm: 2, imf: 1 });
    expect(currentRun.methodRuns.map(({ canContinue }) => canContinue)).toEqual([
      true,
      false,
      true,
    ]);
    train('imf', 1);
    expect(currentRun.methodRuns.map(({ canContinue }) => canContinue)).toEqual([
      true,
      false,
      false,
    ]);
    currentRun.setLimits();
    expect(currentRun.methodRuns.every(({ canContinue }) => canContinue)).toBe(true);
  });

  it('reports progress since the last report', async () => {
    await begin({ seed: 8 });
    train('fm', 3);
    train('imf', 1);
    const reports = currentRun
      .reports(0)
      .map(({ method, iteration, losses }) => [method, iteration, losses]);
    const losses = (/** @type {Method} */ method, /** @type {number} */ count) =>
      Float32Array.from(trainSerially({ seed: 8 }, method, count).losses);
    expect(reports).toEqual([
      ['fm', 3, losses('fm', 3)],
      ['imf', 1, losses('imf', 1)],
    ]);
    expect(currentRun.reports(1)).toEqual([]);
    train('fm', 1);
    expect(currentRun.reports(2)[0].losses).toEqual(losses('fm', 4).slice(3));
  });

  it('limits the size of the checkpoints to save', async () => {
    await begin({ seed: 8, checkpoint_every: 2, iterations: 100 }, ['fm']);
    train('fm', 7);
    const sources = currentRun.checkpoints();
    expect(sources.map(({ id }) => id)).toEqual(['1 fm 0', '1 fm 2', '1 fm 4', '1 fm 6']);
    expect([...sources[2].read().parameters]).toEqual(
      trainSerially({ seed: 8 }, 'fm', 4).parameters,
    );
    const { parameterCount } = fakeModule.Trainer.prototype;
    fakeModule.Trainer.prototype.parameterCount = () => 1e6; // 50 of 4 MB: every fourth fits into 64 MB.
    try {
      expect(currentRun.checkpoints().map(({ id }) => id)).toEqual(['1 fm 0']);
    } finally {
      fakeModule.Trainer.prototype.parameterCount = parameterCount;
    }
  });
});

describe('a method that does not fit into memory', () => {
  const { Trainer } = fakeModule;
  afterEach(() => {
    fakeModule.Trainer = Trainer;
  });

  it('is rejected, and does not change the others', async () => {
    const enabledMethods = new EnabledMethods(currentRun);
    enabledMethods.enable(['fm', 'imf']);
    await begin({}, enabledMethods.enabled);
    fakeModule.Trainer = class extends Trainer {
      /** @param {string} config */
      constructor(config) {
        super(config);
        if (JSON.parse(config).method === 'lsd') throw new WebAssembly.RuntimeError('Aborted()');
      }
    };
    const doesNotFit = /^The network does not fit into the memory that a page gets/;
    expect(() => enabledMethods.enable(['fm', 'imf', 'lsd'])).toThrow(doesNotFit);
    expect(enabledMethods.enabled).toEqual(['fm', 'imf']);
    expect(enabledMethods.sampled).toEqual(['fm', 'imf']);
    await expect(currentRun.create({}, ['fm', 'lsd'])).rejects.toThrow(doesNotFit);
    expect(currentRun.run).toBeInstanceOf(Run);
    expect([...(currentRun.run?.methodRuns.keys() ?? [])]).toEqual(['fm', 'imf']);
  });
});
