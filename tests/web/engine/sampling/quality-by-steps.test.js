// Measurements in pieces equal sampling and measuring with single calls of the real module.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { METHODS } from '../../../../web/engine/methods.js';
import { Metrics } from '../../../../web/engine/sampling/metrics.js';
import { QualityBySteps } from '../../../../web/engine/sampling/quality-by-steps.js';
import { instantiate } from '../../../../web/engine/wasm.js';

/** @import {EngineEvents, Method} from '../../../../web/engine/types.js' */

/** @type {import('#meanflow').MeanFlowModule} */
let module;

beforeAll(async () => {
  const url = new URL('../../../../build/wasm/meanflow.wasm', import.meta.url);
  module = await instantiate(await WebAssembly.compile(await readFile(url)));
});

const SAMPLING = { steps: 1, count: 300, seed: 5 };
const configs = Object.fromEntries(
  METHODS.map((method) => [method, JSON.stringify({ width: 16, method })]),
);

/** With untrained networks; records its results. */
function recordedTask() {
  /** @type {EngineEvents['survey'][]} */
  const results = [];
  const metrics = new Metrics(module, { onExact() {}, onQuality() {}, onFloors() {} });
  const task = new QualityBySteps(module, metrics, (result) => results.push(result));
  for (const part of [metrics, task]) {
    part.setRun(1, configs);
    part.setSampling(SAMPLING);
  }
  /** @type {Map<Method, Float32Array>} */
  const parameters = new Map();
  for (const method of METHODS) {
    const trainer = new module.Trainer(configs[method]);
    parameters.set(method, trainer.parameters());
    task.setNetwork({ run: 1, method, iteration: 7, parameters: trainer.parameters() });
    trainer.delete();
  }
  const finish = () => {
    let pieces = 0;
    for (; task.advance() || metrics.advance(false, 0) !== ''; pieces++);
    return pieces;
  };
  return { task, metrics, results, parameters, finish };
}

describe('QualityBySteps', () => {
  it('measures every network with every number of steps, the quickest first', () => {
    const { task, metrics, results, parameters, finish } = recordedTask();
    expect(finish()).toBeGreaterThan(0);
    expect(results).toEqual([]);
    expect(task.begin([10, 1, 4])).toBe(3 * METHODS.length);
    finish();
    expect(results.map(({ subject, steps }) => [steps, subject])).toEqual(
      [1, 4, 10].flatMap((steps) => METHODS.map((method) => [steps, method])),
    );
    const result = results.find(({ subject, steps }) => subject === 'mf' && steps === 4);
    const sampler = new module.Sampler(configs.mf);
    sampler.setParameters(/** @type {Float32Array} */ (parameters.get('mf')));
    const path = sampler.path(JSON.stringify({ ...SAMPLING, steps: 4 }));
    sampler.delete();
    const expected = metrics.qualityOf(path.slice(4 * 2 * SAMPLING.count));
    expect(result).toEqual({ run: 1, subject: 'mf', iteration: 7, steps: 4, ...expected });
    expect(result?.flowMapError).toBeGreaterThan(0.1);
  });

  it('waits for the exact flow, and starts over when called again', () => {
    const { task, results, finish } = recordedTask();
    task.begin([1]);
    for (let i = 0; i < 5; i++) task.advance();
    expect(results).toEqual([]);
    finish();
    expect(results).toHaveLength(METHODS.length);
    task.begin([1, 2]);
    task.advance();
    task.begin([3]);
    finish();
    expect(results.slice(METHODS.length).map(({ steps }) => steps)).toEqual(METHODS.map(() => 3));
  });

  it('is cancelled by another run, and by other particles', () => {
    const { task, results, finish } = recordedTask();
    finish();
    task.begin([1]);
    task.setSampling({ count: 50, seed: 5 });
    finish();
    task.begin([1]);
    task.setRun(2, configs);
    finish();
    expect(results).toEqual([]);
    expect(task.begin([1])).toBe(0);
  });

  it('rejects invalid steps', () => {
    const { task } = recordedTask();
    expect(() => task.begin([1, 0])).toThrow('steps');
    expect(() => task.begin([5000])).toThrow('steps');
  });
});
