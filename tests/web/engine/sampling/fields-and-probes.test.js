// Fields and probes of the real module: those of the displayed networks and of the exact flow.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { METHODS } from '../../../../web/engine/methods.js';
import { gridPoints, spectralNorm } from '../../../../web/engine/sampling/exact-field.js';
import { FieldsAndProbes } from '../../../../web/engine/sampling/fields-and-probes.js';
import { instantiate } from '../../../../web/engine/wasm.js';

/** @import {EngineEvents, FieldRequest, Method} from '../../../../web/engine/types.js' */

/** @type {import('#meanflow').MeanFlowModule} */
let module;

beforeAll(async () => {
  const url = new URL('../../../../build/wasm/meanflow.wasm', import.meta.url);
  module = await instantiate(await WebAssembly.compile(await readFile(url)));
});

/** @param {object} [settings] */
const configs = (settings = {}) =>
  Object.fromEntries(
    METHODS.map((method) => [
      method,
      JSON.stringify({ width: 16, batch: 64, ...settings, method }),
    ]),
  );

/** For a run; records its results. */
function recordedTask(settings = {}) {
  const results = {
    /** @type {EngineEvents['field'][]} */ fields: [],
    /** @type {EngineEvents['probe'][]} */ probes: [],
  };
  const task = new FieldsAndProbes(module, {
    onField: (field) => results.fields.push(field),
    onProbe: (probe) => results.probes.push(probe),
  });
  task.setRun(1, configs(settings));
  task.setSampling({ steps: 3 });
  const finish = () => {
    let pieces = 0;
    while (task.advance()) pieces += 1;
    return pieces;
  };
  return { task, results, finish };
}

/** A network of a method. @param {Method} method */
function networkOf(method, iteration = 0) {
  const trainer = new module.Trainer(configs()[method]);
  for (let i = 0; i < iteration; i++) trainer.step();
  const parameters = trainer.parameters();
  trainer.delete();
  return { run: 1, method, iteration, parameters };
}

/** @param {Partial<FieldRequest>} request @returns {FieldRequest} */
const field = (request) => ({
  subject: 'imf',
  kind: 'average',
  t: 0.8,
  r: 0.3,
  size: 4,
  extent: 3,
  ...request,
});

describe('FieldsAndProbes', () => {
  it('computes nothing without requests', () => {
    const { task, results, finish } = recordedTask();
    for (const method of METHODS) task.setNetwork(networkOf(method));
    expect(finish()).toBe(0);
    expect(results).toEqual({ fields: [], probes: [] });
  });

  it.each(/** @type {const} */ (['velocity', 'average']))('computes the %s of networks', (kind) => {
    const { task, results, finish } = recordedTask();
    const network = networkOf('imf', 2);
    task.setNetwork(network);
    task.setFields([field({ kind })]);
    finish();
    const sampler = new module.Sampler(configs().imf);
    sampler.setParameters(network.parameters);
    const values = sampler.velocity(gridPoints(4, 3), 0.8, kind === 'velocity' ? 0.8 : 0.3);
    sampler.delete();
    expect(results.fields).toEqual([{ ...field({ kind }), run: 1, iteration: 2, values }]);
  });

  it('recomputes the fields of a new network, and no others', () => {
    const { task, results, finish } = recordedTask();
    task.setFields([field({ subject: 'fm' }), field({ subject: 'mf' })]);
    expect(finish()).toBe(0);
    for (const method of METHODS) task.setNetwork(networkOf(method));
    finish();
    task.setNetwork(networkOf('mf', 1));
    finish();
    expect(results.fields.map(({ subject, iteration }) => [subject, iteration])).toEqual([
      ['fm', 0],
      ['mf', 0],
      ['mf', 1],
    ]);
    task.setFields([]);
    task.setNetwork(networkOf('mf', 2));
    expect(finish()).toBe(0);
  });

  it('computes fields of the exact flow, and a coarse preview of the Jacobian', () => {
    const { task, results, finish } = recordedTask();
    task.setFields([field({ subject: 'exact' })]);
    finish();
    task.setFields([field({ subject: 'exact', kind: 'jacobian', size: 30 })]);
    finish();
    const flow = new module.ExactFlow(configs().fm);
    const points = gridPoints(4, 3);
    expect(results.fields[0].values).toEqual(flow.averageVelocity(points, 0.8, 0.3, 1e-3));
    const [, coarse, fine] = results.fields;
    expect([coarse.size, fine.size]).toEqual([24, 30]);
    const jacobians = flow.jacobian(gridPoints(30, 3), 0.8, 0.3, 1e-3);
    flow.delete();
    for (const i of [0, 77, 450, 899]) {
      const [xx, yx, xy, yy] = jacobians.subarray(4 * i);
      expect(fine.values[i]).toBeCloseTo(spectralNorm(xx, xy, yx, yy), 4);
    }
  });

  it('computes the path of a point under every network and the exact flow', () => {
    const { task, results, finish } = recordedTask();
    for (const method of METHODS) task.setNetwork(networkOf(method));
    task.setProbe([0.5, -1]);
    finish();
    expect(results.probes.map(({ subject }) => subject)).toEqual([...METHODS, 'exact']);
    for (const { path, times, steps } of results.probes) {
      expect([...path.subarray(0, 2)]).toEqual([0.5, -1]);
      expect([times.length, path.length]).toEqual([steps + 1, 2 * (steps + 1)]);
    }
    const sampler = new module.Sampler(configs().mf);
    sampler.setParameters(networkOf('mf').parameters);
    let position = Float32Array.of(0.5, -1);
    for (let i = 0; i < 3; i++) position = sampler.step(i, 3, position);
    sampler.delete();
    expect(results.probes[METHODS.indexOf('mf')].path.subarray(6)).toEqual(position);
    task.setSampling({ steps: 5 });
    finish();
    expect(results.probes.slice(-METHODS.length - 1).map(({ steps }) => steps)).toEqual([
      ...METHODS.map(() => 5),
      40,
    ]);
    task.setProbe(null);
    task.setNetwork(networkOf('mf', 1));
    expect(finish()).toBe(0);
  });

  it('drops the networks of the previous run', () => {
    const { task, results, finish } = recordedTask();
    task.setNetwork(networkOf('imf'));
    task.setFields([field({}), field({ subject: 'exact' })]);
    finish();
    task.setRun(2, configs({ density: 'rings' }));
    finish();
    expect(results.fields.map(({ run, subject }) => [run, subject])).toEqual([
      [1, 'imf'],
      [1, 'exact'],
      [2, 'exact'],
    ]);
    expect(results.fields[2].values).not.toEqual(results.fields[1].values);
  });

  it('rejects invalid requests and keeps the previous ones', () => {
    const { task, results, finish } = recordedTask();
    task.setFields([field({ subject: 'exact' })]);
    const invalid = [
      [{ t: 1.5 }, 'time: 1.5 is not 0 to 1'],
      [{ size: 500 }, 'size: 500 is not 1 to 128'],
      [{ kind: 'jacobian' }, 'field: only the exact flow has a Jacobian'],
      [{ subject: 'gan' }, 'field: "gan" is no method'],
      [{ extent: 0 }, 'extent: 0 is not above 0'],
    ];
    for (const [request, message] of invalid) {
      expect(() => task.setFields([field(/** @type {any} */ (request))])).toThrow(String(message));
    }
    expect(() => task.setProbe([0, Number.NaN])).toThrow('probe: is not a point');
    finish();
    expect(results.fields).toHaveLength(1);
  });
});
