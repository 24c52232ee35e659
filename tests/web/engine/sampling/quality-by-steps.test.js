// Against the real module: a survey gives what sampling and measuring in one go give.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { METHODS } from '../../../../web/engine/methods.js';
import { Truth } from '../../../../web/engine/sampling/metrics.js';
import { Survey } from '../../../../web/engine/sampling/quality-by-steps.js';
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

/** A survey of untrained networks, and what it tells. */
function surveying() {
  /** @type {EngineEvents['survey'][]} */
  const told = [];
  const truth = new Truth(module, { exact: () => {}, quality: () => {}, floors: () => {} });
  const survey = new Survey(module, truth, (result) => told.push(result));
  for (const part of [truth, survey]) {
    part.setRun(1, configs);
    part.setSampling(SAMPLING);
  }
  /** @type {Map<Method, Float32Array>} */
  const parameters = new Map();
  for (const method of METHODS) {
    const trainer = new module.Trainer(configs[method]);
    parameters.set(method, trainer.parameters());
    survey.note({ run: 1, method, iteration: 7, parameters: trainer.parameters() });
    trainer.delete();
  }
  const finish = () => {
    let pieces = 0;
    for (; survey.advance() || truth.advance(false, 0) !== ''; pieces++);
    return pieces;
  };
  return { survey, truth, told, parameters, finish };
}

describe('Survey', () => {
  it('measures every network in every number of steps, the quick ones first', () => {
    const { survey, truth, told, parameters, finish } = surveying();
    expect(finish()).toBeGreaterThan(0);
    expect(told).toEqual([]);
    expect(survey.begin([10, 1, 4])).toBe(3 * METHODS.length);
    finish();
    expect(told.map(({ subject, steps }) => [steps, subject])).toEqual(
      [1, 4, 10].flatMap((steps) => METHODS.map((method) => [steps, method])),
    );
    const result = told.find(({ subject, steps }) => subject === 'mf' && steps === 4);
    const sampler = new module.Sampler(configs.mf);
    sampler.setParameters(/** @type {Float32Array} */ (parameters.get('mf')));
    const path = sampler.path(JSON.stringify({ ...SAMPLING, steps: 4 }));
    sampler.delete();
    const expected = truth.qualityOf(path.slice(4 * 2 * SAMPLING.count));
    expect(result).toEqual({ run: 1, subject: 'mf', iteration: 7, steps: 4, ...expected });
    expect(result?.flowMapError).toBeGreaterThan(0.1);
  });

  it('waits for the truth, and begins anew when asked again', () => {
    const { survey, told, finish } = surveying();
    survey.begin([1]);
    for (let i = 0; i < 5; i++) survey.advance();
    expect(told).toEqual([]);
    finish();
    expect(told).toHaveLength(METHODS.length);
    survey.begin([1, 2]);
    survey.advance();
    survey.begin([3]);
    finish();
    expect(told.slice(METHODS.length).map(({ steps }) => steps)).toEqual(METHODS.map(() => 3));
  });

  it('ends with the run, and with other particles', () => {
    const { survey, told, finish } = surveying();
    finish();
    survey.begin([1]);
    survey.setSampling({ count: 50, seed: 5 });
    finish();
    survey.begin([1]);
    survey.setRun(2, configs);
    finish();
    expect(told).toEqual([]);
    expect(survey.begin([1])).toBe(0);
  });

  it('refuses impossible steps', () => {
    const { survey } = surveying();
    expect(() => survey.begin([1, 0])).toThrow('steps');
    expect(() => survey.begin([5000])).toThrow('steps');
  });
});
