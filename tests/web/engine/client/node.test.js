// The engine with the real module, headless in Node: workers are threads here.

import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../../web/engine/client/node-host.js';
import { METHODS } from '../../../../web/engine/methods.js';
import { makePaths } from '../../../../web/engine/sampling/path-job.js';
import { instantiate } from '../../../../web/engine/wasm.js';
import { newEngine, next, recordingHost, SMALL, TIMEOUT, trained } from '../node-engine.js';

/** @import {MeanFlowModule} from '../../../../web/engine/meanflow.d.ts' */
/** @import {Method, Settings} from '../../../../web/engine/types.js' */

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
    const { host, workers } = recordingHost();
    const engine = newEngine({ host });
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
});
