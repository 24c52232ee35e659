import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHOWN_METHODS } from '../../../../web/engine/methods.js';
import { Runs } from '../../../../web/engine/training/current-run.js';
import { Roster } from '../../../../web/engine/training/enabled-methods.js';
import { Run } from '../../../../web/engine/training/run.js';
import { fakeModule, trainSerially } from '../fakes.js';

/** @import {Method, Settings} from '../../../../web/engine/types.js' */

const LANES = 8;
const evaluator = (/** @type {Settings} */ settings, /** @type {Method} */ method) =>
  new fakeModule.LaneEvaluator(JSON.stringify({ ...settings, method }));

/** @type {Runs} */
let runs;
/** Modules that were made. */
let instances = 0;
/** What goes wrong with the next module, or "". */
let fault = '';

beforeEach(() => {
  instances = 0;
  fault = '';
  runs = newRuns();
});

function newRuns() {
  return new Runs(async () => {
    instances += 1;
    if (fault) throw new Error(fault);
    return fakeModule;
  });
}

/** Makes a run the current one. @param {Settings} settings @param {readonly Method[]} methods */
async function begin(settings, methods = SHOWN_METHODS) {
  runs.current = await runs.make(settings, methods);
}

/** Trains one method of the current run. @param {Method} method @param {number} iterations */
function train(method, iterations) {
  const { settings } = /** @type {Run} */ (runs.current);
  const member = runs.member(method);
  const worker = evaluator(settings, method);
  for (let i = 0; i < iterations; i++) {
    worker.setParameters(member.trainer.parameters());
    const lanes = [...Array(LANES).keys()];
    const losses = lanes.map((lane) => worker.evaluate(member.iteration, lane));
    const gradients = lanes.map((lane) => {
      worker.evaluate(member.iteration, lane);
      const gradient = new Float32Array(3);
      worker.gradientInto(gradient);
      return gradient;
    });
    const reply = { run: runs.id, method, iteration: member.iteration, lanes, losses };
    const flat = Float32Array.from(gradients.flatMap((gradient) => [...gradient]));
    member.addLanes({ ...reply, gradients: flat }, lanes, 1);
    member.apply();
  }
}

describe('making a run', () => {
  it('leaves the current one as it is until the new one is installed', async () => {
    await begin({ seed: 1 });
    train('imf', 3);
    const run = await runs.make({ seed: 2 }, ['imf']);
    expect([runs.id, run.id]).toEqual([1, 2]);
    expect(runs.current?.settings).toEqual({ seed: 1 });
    await expect(runs.make({ lr: 11 }, SHOWN_METHODS)).rejects.toThrow('lr: too high');
    expect(runs.id).toBe(1);
    expect(runs.member('imf').iteration).toBe(3);
  });

  it('takes the module that was made early, and another one for every other run', async () => {
    expect(instances).toBe(1);
    await runs.ready();
    await begin({});
    expect(instances).toBe(1);
    await begin({});
    await begin({});
    expect(instances).toBe(3);
  });

  it('works later when the first module could not be made', async () => {
    fault = 'no memory';
    runs = newRuns();
    await expect(runs.ready()).rejects.toThrow('no memory');
    await expect(runs.make({}, ['fm'])).rejects.toThrow('no memory');
    expect(runs.id).toBe(0);
    fault = '';
    await expect(runs.ready()).resolves.toBeUndefined();
    await begin({});
    expect(runs.id).toBe(1);
  });

  it('of a kept one gets where it was, and of a damaged one says so', async () => {
    await begin({ seed: 4 });
    train('fm', 2);
    train('imf', 5);
    const kept = runs.keep();
    const run = await runs.makeOf(kept, ['mf']);
    expect([...run.members].map(([method, { iteration }]) => [method, iteration])).toEqual([
      ['mf', 0],
      ['fm', 2],
      ['imf', 5],
    ]);
    const { parameters } = trainSerially({ seed: 4 }, 'imf', 5);
    expect([...run.member('imf').trainer.parameters()]).toEqual(parameters);
    kept.methods[0].weights = kept.methods[0].weights.slice(1);
    await expect(runs.makeOf(kept, ['mf'])).rejects.toThrow('do not fit');
    expect(runs.id).toBe(1);
  });

  it('of the current one with other settings goes on where that is', async () => {
    await expect(runs.makeFromCurrent({}, ['fm'])).rejects.toThrow('There is no run yet');
    await begin({ seed: 4, lr: 1 });
    train('imf', 5);
    await expect(runs.makeFromCurrent({ lr: 11 }, ['imf'])).rejects.toThrow('lr: too high');
    const run = await runs.makeFromCurrent({ lr: 0.5 }, ['imf']);
    expect(run.settings).toEqual({ seed: 4, lr: 0.5 });
    const phases = [{ until: 5, lr: 1 }];
    expect(run.member('imf')).toMatchObject({ iteration: 5, imported: false, phases });
    expect(runs.member('imf')).toMatchObject({ iteration: 5, imported: false, phases: [] });
    const other = await runs.makeFromCurrent({ seed: 5 }, ['imf']);
    expect(other.member('imf')).toMatchObject({ iteration: 5, imported: true, phases: [] });
  });
});

describe('the current run', () => {
  it('is none at first, and says so', () => {
    expect(runs.id).toBe(0);
    expect(runs.members).toEqual([]);
    expect(runs.checkpoints()).toEqual([]);
    expect(runs.receipts()).toEqual({ arithmetic: '', receipts: [] });
    expect(runs.worthKeeping).toBe(false);
    for (const ask of [
      () => runs.member('fm'),
      () => runs.keep(),
      () => runs.keepWithCheckpoints(),
    ])
      expect(ask).toThrow('There is no run yet');
  });

  it('is worth keeping once it has begun, unless it came finished', async () => {
    await begin({ seed: 1 });
    expect(runs.worthKeeping).toBe(false);
    train('mf', 1);
    expect(runs.worthKeeping).toBe(true);
    runs.member('mf').finished = true;
    expect(runs.worthKeeping).toBe(false);
    runs.member('fm').imported = true;
    expect(runs.worthKeeping).toBe(true);
  });

  it('has another version after every iteration of any method, and in every other run', async () => {
    const versions = new Set([runs.version]);
    await begin({}, ['fm', 'imf']);
    versions.add(runs.version);
    train('fm', 1);
    versions.add(runs.version);
    train('imf', 1);
    versions.add(runs.version);
    expect(runs.version).toBe(runs.version);
    await begin({}, ['fm', 'imf']);
    versions.add(runs.version);
    expect(versions.size).toBe(5);
  });

  it('asks for lanes with parameters where they are needed, in buffers that come back', async () => {
    await begin({ seed: 6 });
    const chunk = { run: 1, method: /** @type {const} */ ('imf'), iteration: 0, lanes: [2, 3] };
    const first = runs.request({ ...chunk, worker: 1, needsParameters: true });
    expect(first).toMatchObject({ ...chunk, hasParameters: true });
    expect(JSON.parse(first.config)).toEqual({ seed: 6, method: 'imf' });
    expect(first.buffer).toHaveLength(6);
    expect([...first.buffer.subarray(0, 3)]).toEqual([...runs.member('imf').trainer.parameters()]);
    const reply = { ...chunk, losses: [1, 2], gradients: first.buffer };
    runs.member('imf').addLanes(reply, [2, 3], 1);
    const second = runs.request({ ...chunk, worker: 2, needsParameters: false });
    expect(second.buffer).toBe(first.buffer);
    expect(second.hasParameters).toBe(false);
    expect(runs.request({ ...chunk, worker: 2, needsParameters: false }).buffer).not.toBe(
      first.buffer,
    );
  });

  it('rests where it is told to, and only methods that are named go there', async () => {
    await begin({});
    runs.setLimits({ fm: 2, imf: 1 });
    expect(runs.members.map(({ canGoOn }) => canGoOn)).toEqual([true, false, true]);
    train('imf', 1);
    expect(runs.members.map(({ canGoOn }) => canGoOn)).toEqual([true, false, false]);
    runs.setLimits();
    expect(runs.members.every(({ canGoOn }) => canGoOn)).toBe(true);
  });

  it('reports what happened since the last report', async () => {
    await begin({ seed: 8 });
    train('fm', 3);
    train('imf', 1);
    const told = runs
      .reports(0)
      .map(({ method, iteration, losses }) => [method, iteration, losses]);
    const losses = (/** @type {Method} */ method, /** @type {number} */ count) =>
      Float32Array.from(trainSerially({ seed: 8 }, method, count).losses);
    expect(told).toEqual([
      ['fm', 3, losses('fm', 3)],
      ['imf', 1, losses('imf', 1)],
    ]);
    expect(runs.reports(1)).toEqual([]);
    train('fm', 1);
    expect(runs.reports(2)[0].losses).toEqual(losses('fm', 4).slice(3));
  });

  it('is kept beside as many of its checkpoints as there is room for', async () => {
    await begin({ seed: 8, checkpoint_every: 2, iterations: 100 }, ['fm']);
    train('fm', 7);
    const sources = runs.checkpoints();
    expect(sources.map(({ id }) => id)).toEqual(['1 fm 0', '1 fm 2', '1 fm 4', '1 fm 6']);
    expect([...sources[2].read().parameters]).toEqual(
      trainSerially({ seed: 8 }, 'fm', 4).parameters,
    );
    const { parameterCount } = fakeModule.Trainer.prototype;
    fakeModule.Trainer.prototype.parameterCount = () => 1e6; // 50 of 4 MB: every fourth fits into 64 MB.
    try {
      expect(runs.checkpoints().map(({ id }) => id)).toEqual(['1 fm 0']);
    } finally {
      fakeModule.Trainer.prototype.parameterCount = parameterCount;
    }
  });
});

describe('a method for which there is no room', () => {
  const { Trainer } = fakeModule;
  afterEach(() => {
    fakeModule.Trainer = Trainer;
  });

  it('does not join the others, which stay as they are', async () => {
    const roster = new Roster(runs);
    roster.enable(['fm', 'imf']);
    await begin({}, roster.enabled);
    fakeModule.Trainer = class extends Trainer {
      /** @param {string} config */
      constructor(config) {
        super(config);
        if (JSON.parse(config).method === 'lsd') throw new WebAssembly.RuntimeError('Aborted()');
      }
    };
    const refused = /^The network does not fit into the memory that a page gets/;
    expect(() => roster.enable(['fm', 'imf', 'lsd'])).toThrow(refused);
    expect(roster.enabled).toEqual(['fm', 'imf']);
    expect(roster.sampled).toEqual(['fm', 'imf']);
    await expect(runs.make({}, ['fm', 'lsd'])).rejects.toThrow(refused);
    expect(runs.current).toBeInstanceOf(Run);
    expect([...(runs.current?.members.keys() ?? [])]).toEqual(['fm', 'imf']);
  });
});
