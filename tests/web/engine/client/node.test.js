// The engine with the real module, headless in Node: workers are threads here.

import { afterEach, describe, expect, it } from 'vitest';
import { Engine, SHOWN_METHODS } from '../../../../web/engine/client/engine.js';
import { nodeHost } from '../../../../web/engine/client/node-host.js';
import { METHODS } from '../../../../web/engine/methods.js';
import { makePaths } from '../../../../web/engine/sampling/path-job.js';
import { instantiate } from '../../../../web/engine/wasm.js';

/** @import {EngineWorker} from '../../../../web/engine/client/browser-host.js' */
/** @import {MeanFlowModule} from '../../../../web/engine/meanflow.d.ts' */
/** @import {EngineEvents, Method, Settings} from '../../../../web/engine/types.js' */

const TIMEOUT = 60_000;
/** @type {Settings} */
const SMALL = { width: 24, depth: 2, batch: 256, iterations: 20, seed: 11, checkpoint_every: 8 };

/** @type {Engine[]} */
const engines = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** @param {ConstructorParameters<typeof Engine>[0]} [options] */
function newEngine(options) {
  const engine = new Engine({ host: nodeHost, workers: 2, ...options });
  engines.push(engine);
  return engine;
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
function next(engine, type, matches = () => true, expected = '') {
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
async function trained(engine, settings) {
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

/** A receipt of one thread that evaluates and adds the lanes. @param {MeanFlowModule} module @param {Settings & {method: Method}} settings */
function trainedByHand(module, settings) {
  const config = JSON.stringify(settings);
  const [trainer, evaluator] = [new module.Trainer(config), new module.LaneEvaluator(config)];
  const parameters = new Float32Array(trainer.parameterCount());
  for (let iteration = 0; iteration < Number(settings.iterations); iteration++) {
    trainer.parametersInto(parameters);
    evaluator.setParameters(parameters);
    for (const lane of [7, 2, 0, 1, 3, 6, 5, 4]) {
      trainer.addLane(lane, evaluator.evaluate(iteration, lane), evaluator.gradient());
    }
    trainer.apply();
  }
  return trainer.receipt();
}

describe('the engine in Node', () => {
  it('gives the same bits with 1, 2 and 3 workers', { timeout: TIMEOUT }, async () => {
    const one = await trained(newEngine({ workers: 1 }), SMALL);
    expect(one.map(({ losses }) => losses.length)).toEqual([20, 20, 20]);
    expect(one[0].losses[19]).toBeLessThan(one[0].losses[0]);
    expect(await trained(newEngine({ workers: 2 }), SMALL)).toEqual(one);
    expect(await trained(newEngine({ workers: 3 }), SMALL)).toEqual(one);
  });

  it('gives the same bits however workers share a batch', { timeout: TIMEOUT }, async () => {
    // One worker or two compute whole batches of four methods; five share the lanes of each.
    const settings = { ...SMALL, width: 64, batch: 4096, iterations: 6 };
    const receipts = [];
    for (const workers of [1, 2, 5]) {
      const engine = newEngine({ workers });
      engine.setMethods([...METHODS]);
      await engine.configure(settings);
      await engine.trainTo({ fm: 6, mf: 6, imf: 6, lsd: 6 });
      receipts.push(await engine.receipts());
    }
    // Two workers share the lanes of one method, and compute whole batches of four.
    const engine = newEngine();
    await engine.configure(settings);
    for (const method of METHODS) {
      engine.setMethods([method]);
      await engine.trainTo({ [method]: 2 });
    }
    engine.setMethods([...METHODS]);
    await engine.trainTo({ fm: 5, mf: 4, imf: 3, lsd: 5 });
    engine.setMethods(['fm']);
    await engine.trainTo({ fm: 6 });
    engine.setMethods([...METHODS]);
    await engine.trainTo({ fm: 6, mf: 6, imf: 6, lsd: 6 });
    receipts.push(await engine.receipts());
    expect(receipts[0].receipts.map(({ method }) => method)).toEqual([...METHODS]);
    for (const other of receipts) expect(other).toEqual(receipts[0]);
    // Lane by lane, added by hand.
    const module = await instantiate(await nodeHost.compile());
    for (const { method, receipt } of receipts[0].receipts) {
      expect(trainedByHand(module, { ...settings, method })).toBe(receipt);
    }
  });

  it('gives the same bits when a worker dies', { timeout: TIMEOUT }, async () => {
    const expected = await trained(newEngine(), { ...SMALL, iterations: 60 });
    /** @type {EngineWorker[]} */
    const workers = [];
    const createWorker = () => {
      const worker = nodeHost.createWorker();
      workers.push(worker);
      return worker;
    };
    const engine = newEngine({ host: { ...nodeHost, createWorker } });
    const iteration = next(engine, 'progress');
    const results = trained(engine, { ...SMALL, iterations: 60 });
    await iteration;
    // The coordinator, two for lanes, then the sampler.
    const victim = workers[1];
    await victim.terminate();
    victim.onerror(new Error('killed'));
    expect(await results).toEqual(expected);
    expect(workers).toHaveLength(5);
  });

  it('samples while it trains, and answers requests', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    const density = next(engine, 'density');
    await engine.configure({ ...SMALL, density: 'two-moons' });
    await engine.setSampling({ steps: 3, count: 100, seed: 4 });
    const paths = await next(engine, 'paths', ({ method }) => method === 'imf');
    expect(paths).toMatchObject({ iteration: 0, steps: 3, count: 100, seed: 4, run: 1 });
    expect(paths.path.length).toBe(4 * 200);
    expect([...paths.times].map((time) => Number(time.toFixed(6)))).toEqual([
      1, 0.666667, 0.333333, 0,
    ]);
    const grid = await density;
    expect(grid.weights.length).toBe(grid.size ** 2);
    expect(grid.weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 4);

    const end = next(engine, 'paused', ({ done }) => done);
    const later = next(
      engine,
      'paths',
      ({ method, iteration }) => method === 'mf' && iteration > 0,
    );
    engine.train();
    await Promise.all([end, later]);
    expect(await engine.checkpoints('mf')).toEqual([0, 8, 16, 20]);
    const sampling = { method: /** @type {const} */ ('mf'), steps: 1, count: 5000, seed: 2 };
    const first = await engine.sample({ ...sampling, checkpoint: 0 });
    const last = await engine.sample(sampling);
    expect([first.iteration, last.iteration]).toEqual([0, 20]);
    expect(first.path.slice(0, 10_000)).toEqual(last.path.slice(0, 10_000));
    expect(first.path.slice(10_000)).not.toEqual(last.path.slice(10_000));
    const field = await engine.velocityField({ method: 'fm', t: 0.5, r: 0.5, size: 8, extent: 3 });
    expect(field).toMatchObject({ iteration: 20 });
    expect(field.velocities.every(Number.isFinite)).toBe(true);
    expect(field.velocities.length).toBe(128);
  });

  it('samples checkpoints, with their fields and probes', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    await engine.configure(SMALL);
    await engine.setSampling({ steps: 2, count: 50, seed: 4 });
    const end = next(engine, 'paused', ({ done }) => done);
    const latest = next(engine, 'paths', ({ iteration }) => iteration === 20);
    engine.train();
    await Promise.all([end, latest]);

    /** @param {'paths' | 'field' | 'probe'} type @param {number} iteration */
    const nextOf = (type, iteration) =>
      next(engine, type, (detail) => {
        const subject = 'subject' in detail ? detail.subject : detail.method;
        return subject === 'imf' && detail.iteration === iteration;
      });
    const field = { kind: /** @type {const} */ ('velocity'), t: 0.5, r: 0.5, size: 8, extent: 3 };
    const first = [nextOf('field', 20), nextOf('probe', 20)];
    await engine.setFields([{ ...field, subject: 'imf' }]);
    await engine.setProbe([0.5, 0.25]);
    const { velocities } = await engine.velocityField({ method: 'imf', ...field });
    const [firstField, firstProbe] = /** @type {any[]} */ (await Promise.all(first));
    expect(firstField.values).toEqual(velocities);

    const past = [nextOf('paths', 8), nextOf('field', 8), nextOf('probe', 8)];
    await engine.setHistory(15);
    const [paths, laterField, laterProbe] = /** @type {any[]} */ (await Promise.all(past));
    const request = { method: /** @type {const} */ ('imf'), steps: 2, count: 50, seed: 4 };
    expect(paths.path).toEqual((await engine.sample({ ...request, checkpoint: 1 })).path);
    expect(laterField.values).not.toEqual(velocities);
    expect(laterProbe.path).not.toEqual(firstProbe.path);

    const again = nextOf('paths', 20);
    await engine.setHistory(null);
    await again;
    await expect(engine.setHistory(1.5)).rejects.toThrow('history: 1.5 is no iteration');
    await expect(engine.setFields([{ ...field, subject: 'imf', t: 2 }])).rejects.toThrow('time: 2');
    await expect(engine.setProbe([Number.NaN, 0])).rejects.toThrow('probe: ');
  });

  it('samples in pieces what the module samples in one call', { timeout: TIMEOUT }, async () => {
    const module = await instantiate(await nodeHost.compile());
    const config = JSON.stringify({ width: 40, depth: 3, method: 'imf' });
    const sampling = { steps: 3, count: 5001, seed: 9 };
    const trainer = new module.Trainer(config);
    const parameters = trainer.parameters();
    const sampler = new module.Sampler(config);
    sampler.setParameters(parameters);
    const source = { run: 1, method: /** @type {const} */ ('imf'), iteration: 0, parameters };
    let pieces = 0;
    const paths = await makePaths(module, config, source, sampling, async (job) => {
      job.advance();
      pieces += 1;
      return true;
    });
    expect(pieces).toBe(3 * 3);
    expect(paths?.path).toEqual(sampler.path(JSON.stringify(sampling)));
  });

  it('rejects values out of range and changes nothing', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    await engine.configure(SMALL);
    await engine.step();
    await expect(engine.configure({ ...SMALL, lr: 11 })).rejects.toThrow(/^lr: 11 is not /);
    await expect(engine.configure({ ...SMALL, density: 'cow' })).rejects.toThrow(/^density: /);
    await expect(engine.setSampling({ steps: 0, count: 1, seed: 0 })).rejects.toThrow(/^steps: /);
    await expect(engine.setSampling({ steps: 1000, count: 200_000, seed: 0 })).rejects.toThrow(
      'count: 200000 paths of 1000 steps do not fit; at most 8380 do',
    );
    await expect(engine.density({ cells: 99 })).rejects.toThrow(/^cells: /);
    await expect(engine.checkpoints(/** @type {any} */ ('cow'))).rejects.toThrow('"cow" is no');
    expect(engine.settings).toEqual(SMALL);
    expect(engine.state).toMatchObject({ run: 1, busy: false });
    expect(engine.state.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
  });

  it('resumes a kept run bit for bit, as receipts show', {
    timeout: TIMEOUT,
  }, async () => {
    const uninterrupted = newEngine();
    const expected = await trained(uninterrupted, SMALL);
    const first = newEngine();
    await first.configure(SMALL);
    await first.trainTo({ fm: 7, mf: 9, imf: 12 });
    const kept = await first.keepRun();
    first.dispose();
    const second = newEngine();
    await second.resume(kept);
    expect(second.settings).toEqual(SMALL);
    expect(SHOWN_METHODS.map((method) => second.losses(method).length).slice(0, 3)).toEqual([
      7, 9, 12,
    ]);
    const end = next(second, 'paused', ({ done }) => done);
    second.setMethods(['fm', 'mf', 'imf']);
    second.train();
    await end;
    const { arithmetic, receipts } = await second.receipts();
    expect(arithmetic).toBe('fused');
    const reference = await uninterrupted.receipts();
    for (const [i, method] of SHOWN_METHODS.slice(0, 3).entries()) {
      expect([...second.losses(method)], method).toEqual(expected[i].losses);
      // Including those from before the interruption.
      expect(await second.checkpoints(method), method).toEqual([0, 8, 16, 20]);
      for (const checkpoint of [0, 1, 3]) {
        const request = { method, checkpoint };
        expect(await second.parameters(request)).toEqual(await uninterrupted.parameters(request));
      }
      expect(receipts[i]).toEqual(reference.receipts[i]);
      expect(receipts[i].receipt).toMatch(/^[0-9a-f]{16}$/);
      const last = expected[i].losses;
      expect(receipts[i].loss).toBeCloseTo(last.reduce((a, b) => a + b) / last.length, 4);
    }
    kept.methods[0].optimizer[kept.methods[0].optimizer.length - 1] ^= 1;
    await expect(second.resume(kept)).rejects.toThrow('the checksum does not match');
    expect(second.state.done).toBe(true);
  });

  it('restores a finished run, and adds its checkpoints', { timeout: TIMEOUT }, async () => {
    const source = newEngine();
    await source.configure(SMALL);
    await source.trainTo({ imf: 8 });
    const early = await source.exportWeights('imf');
    const end = next(source, 'paused', ({ done }) => done);
    source.setMethods(['imf']);
    source.train();
    await end;
    const weights = await source.exportWeights('imf');
    const losses = source.losses('imf').slice();
    const { receipts } = await source.receipts();
    const finished = { method: /** @type {const} */ ('imf'), iteration: 20, imported: true };

    const engine = newEngine();
    engine.setMethods(['imf']);
    await engine.resume({ settings: SMALL, methods: [{ ...finished, weights, losses }] });
    expect(engine.state).toMatchObject({ done: true, methods: [{ iteration: 20, done: true }] });
    expect(engine.losses('imf')).toEqual(losses);
    expect(await engine.checkpoints('imf')).toEqual([20]);
    await engine.addCheckpoint('imf', early);
    await engine.addCheckpoint('imf', null);
    await engine.addCheckpoint('imf', early);
    expect(await engine.checkpoints('imf')).toEqual([0, 8, 20]);
    const own = receipts.find(({ method }) => method === 'imf')?.receipt;
    expect((await engine.receipts()).receipts[0].receipt).toBe(own);
    for (const checkpoint of [0, 1]) {
      const request = { method: /** @type {const} */ ('imf'), checkpoint };
      expect(await engine.parameters(request)).toEqual(await source.parameters(request));
    }
    await expect(engine.addCheckpoint('imf', early.slice(9))).rejects.toThrow();
    await engine.reset();
    expect(engine.state.methods).toMatchObject([{ iteration: 0, done: false, imported: false }]);
    expect(await engine.checkpoints('imf')).toEqual([0]);
  });

  it('starts with imported weights, or reports why it cannot', { timeout: TIMEOUT }, async () => {
    const source = newEngine();
    await source.configure(SMALL);
    await source.trainTo({ imf: 5 });
    const weights = await source.exportWeights('imf');
    const { receipts } = await source.receipts();
    const engine = newEngine();
    await engine.configure({ ...SMALL, seed: 99, density: 'rings' });
    await engine.step();
    expect(await engine.importWeights('mf', weights)).toBe(5);
    expect(await engine.importWeights('mf', weights.slice().buffer)).toBe(5); // As Response.arrayBuffer() returns it.
    const taken = await engine.receipts();
    const imf = receipts.find(({ method }) => method === 'imf');
    expect(taken.receipts.find(({ method }) => method === 'mf')).toMatchObject({
      receipt: imf?.receipt,
      iteration: 0,
      imported: true,
    });
    expect(engine.losses('fm').length).toBe(1);
    await engine.step();
    expect(engine.losses('mf').length).toBe(1);
    expect(engine.losses('fm').length).toBe(2);
    await expect(engine.importWeights('fm', weights)).rejects.toThrow(/^method: /);
    await expect(engine.importWeights('mf', weights.slice(9))).rejects.toThrow(/header/);
    await engine.configure({ ...SMALL, width: 25 });
    await expect(engine.importWeights('mf', weights)).rejects.toThrow(
      "width: the file's network has 24, this run's 25",
    );
    await engine.configure({ ...SMALL, direction: 'forward' });
    await expect(engine.importWeights('mf', weights)).rejects.toThrow(/^direction: /);
    expect(engine.state.methods.every(({ imported }) => !imported)).toBe(true);
  });

  it('stops at the last good state when training diverges', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    await engine.configure({ ...SMALL, lr: 10, depth: 16, iterations: 5001 });
    const error = next(engine, 'error');
    engine.train();
    const { message, method, iteration } = await error;
    expect(engine.state.running).toBe(false);
    await engine.pause();
    expect(message).toMatch(/finite/);
    const state = engine.state.methods.find((candidate) => candidate.method === method);
    expect(state).toMatchObject({ iteration, failure: message });
    if (!method) throw new Error('no method was named');
    const losses = engine.losses(method);
    expect(losses.length).toBe(iteration);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it('continues at a lower learning rate, at which training does not diverge', {
    timeout: TIMEOUT,
  }, async () => {
    const engine = newEngine();
    await engine.configure({ ...SMALL, lr: 10, depth: 8, iterations: 120 });
    /** @type {(Method | undefined)[]} */
    const stopped = [];
    engine.on('error', ({ method }) => stopped.push(method));
    const over = new Promise((resolve) => engine.on('paused', resolve));
    engine.train();
    await over; // Pausing after the first error would let other methods diverge later.
    expect(stopped.length).toBeGreaterThan(0);
    const wrong = { lr: 0 };
    await expect(engine.goOn(wrong)).rejects.toThrow(/^lr: 0 is not a number above 0/);
    await engine.goOn({ lr: 0.001 });
    expect(engine.settings.lr).toBe(0.001);
    expect(engine.state.methods.map(({ failure }) => failure)).toEqual(['', '', '']);
    const end = next(engine, 'paused', ({ done }) => done);
    engine.train();
    await end;
    for (const losses of SHOWN_METHODS.map((each) => engine.losses(each))) {
      expect(losses).toHaveLength(120);
      expect(losses.every(Number.isFinite)).toBe(true);
    }
    for (const method of stopped) {
      if (!method) throw new Error('no method was named');
      expect(Math.max(...engine.losses(method))).toBeLessThan(10);
    }
  });

  it('reports why it cannot start', { timeout: TIMEOUT }, async () => {
    const compile = () => Promise.reject(new Error('HTTP 404'));
    const engine = newEngine({ host: { ...nodeHost, compile } });
    const error = next(engine, 'error');
    await expect(engine.configure(SMALL)).rejects.toThrow('HTTP 404');
    await expect(engine.ready).rejects.toThrow('HTTP 404');
    expect(await error).toEqual({ message: 'HTTP 404', ended: true });
  });

  it('reports that workers are not allowed', { timeout: TIMEOUT }, async () => {
    const createWorker = () => {
      throw new Error('insecure');
    };
    const engine = newEngine({ host: { ...nodeHost, createWorker } });
    const error = next(engine, 'error');
    await expect(engine.configure(SMALL)).rejects.toThrow('insecure');
    expect(await error).toEqual({
      message: 'The worker that trains failed: insecure',
      ended: true,
    });
  });

  it('stops replacing workers that do not start, until training is requested again', {
    timeout: TIMEOUT,
  }, async () => {
    let count = 0;
    let broken = true;
    const createWorker = () => {
      // The coordinator is the first, the sampler the fourth.
      const lanes = ++count !== 1 && count !== 4;
      if (broken && lanes) throw new Error('HTTP 503');
      return nodeHost.createWorker();
    };
    const engine = newEngine({ host: { ...nodeHost, createWorker } });
    /** @type {string[]} */
    const messages = [];
    engine.on('error', ({ message }) => messages.push(message));
    const error = next(engine, 'error');
    await engine.configure(SMALL);
    engine.train();
    await error;
    await engine.pause();
    const created = count;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(messages).toEqual(['Training stopped, its workers keep failing: HTTP 503']);
    expect(count).toBe(created);
    broken = false;
    await engine.step();
    expect(engine.state.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
    expect(engine.state.workers).toBe(2);
  });

  it('replaces a sampler that dies', { timeout: TIMEOUT }, async () => {
    /** @type {EngineWorker[]} */
    const workers = [];
    const createWorker = () => {
      const worker = nodeHost.createWorker();
      workers.push(worker);
      return worker;
    };
    const engine = newEngine({ host: { ...nodeHost, createWorker } });
    await engine.configure(SMALL);
    await engine.setSampling({ steps: 2, count: 64, seed: 1 });
    await next(engine, 'paths');
    await engine.setProbe([0.25, -1]);
    const sampler = workers[3];
    await sampler.terminate();
    // A request to the dead sampler is repeated to its replacement.
    const requested = engine.setFields([
      { subject: 'exact', kind: 'velocity', t: 0.5, r: 0.5, size: 4, extent: 3 },
    ]);
    const message =
      'The worker that samples failed: out of memory. Another one has taken its place.';
    const results = Promise.all([
      next(engine, 'field', () => true, message),
      next(engine, 'probe', ({ subject }) => subject === 'imf', message),
    ]);
    const error = next(engine, 'error');
    sampler.onerror(new Error('out of memory'));
    expect((await error).message).toBe(message);
    await requested;
    const [, probe] = await results;
    expect([...probe.path.subarray(0, 2)]).toEqual([0.25, -1]);
    const paths = next(engine, 'paths', ({ iteration }) => iteration === 1);
    await engine.step();
    expect(await paths).toMatchObject({ steps: 2, count: 64 });
    expect(workers).toHaveLength(5);
  });

  it('rejects pending calls when disposed of', { timeout: TIMEOUT }, async () => {
    const engine = newEngine();
    const open = engine.configure(SMALL);
    engine.dispose();
    await expect(open).rejects.toThrow('The engine was disposed of');
    await expect(engine.step()).rejects.toThrow('The engine was disposed of');
  });
});
