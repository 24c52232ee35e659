// Against the real module: fields and probes are those of the networks on show and of the exact flow.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { METHODS } from '../../../../web/engine/methods.js';
import { gridPoints, spectralNorm } from '../../../../web/engine/sampling/exact-field.js';
import { Lens } from '../../../../web/engine/sampling/fields-and-probes.js';
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

/** A lens on a run, and what it tells. */
function looking(settings = {}) {
  const told = {
    /** @type {EngineEvents['field'][]} */ fields: [],
    /** @type {EngineEvents['probe'][]} */ probes: [],
  };
  const lens = new Lens(module, {
    field: (field) => told.fields.push(field),
    probe: (probe) => told.probes.push(probe),
  });
  lens.setRun(1, configs(settings));
  lens.setSampling({ steps: 3 });
  const finish = () => {
    let pieces = 0;
    while (lens.advance()) pieces += 1;
    return pieces;
  };
  return { lens, told, finish };
}

/** A network of a method. @param {Method} method */
function source(method, iteration = 0) {
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

describe('Lens', () => {
  it('does nothing when nothing is asked', () => {
    const { lens, told, finish } = looking();
    for (const method of METHODS) lens.note(source(method));
    expect(finish()).toBe(0);
    expect(told).toEqual({ fields: [], probes: [] });
  });

  it.each(/** @type {const} */ (['velocity', 'average']))('tells the %s of networks', (kind) => {
    const { lens, told, finish } = looking();
    const seen = source('imf', 2);
    lens.note(seen);
    lens.setFields([field({ kind })]);
    finish();
    const sampler = new module.Sampler(configs().imf);
    sampler.setParameters(seen.parameters);
    const values = sampler.velocity(gridPoints(4, 3), 0.8, kind === 'velocity' ? 0.8 : 0.3);
    sampler.delete();
    expect(told.fields).toEqual([{ ...field({ kind }), run: 1, iteration: 2, values }]);
  });

  it('tells fields anew for another network, and only those', () => {
    const { lens, told, finish } = looking();
    lens.setFields([field({ subject: 'fm' }), field({ subject: 'mf' })]);
    expect(finish()).toBe(0);
    for (const method of METHODS) lens.note(source(method));
    finish();
    lens.note(source('mf', 1));
    finish();
    expect(told.fields.map(({ subject, iteration }) => [subject, iteration])).toEqual([
      ['fm', 0],
      ['mf', 0],
      ['mf', 1],
    ]);
    lens.setFields([]);
    lens.note(source('mf', 2));
    expect(finish()).toBe(0);
  });

  it('tells the exact fields, and of the Jacobian a coarse one first', () => {
    const { lens, told, finish } = looking();
    lens.setFields([field({ subject: 'exact' })]);
    finish();
    lens.setFields([field({ subject: 'exact', kind: 'jacobian', size: 30 })]);
    finish();
    const flow = new module.ExactFlow(configs().fm);
    const points = gridPoints(4, 3);
    expect(told.fields[0].values).toEqual(flow.averageVelocity(points, 0.8, 0.3, 1e-3));
    const [, coarse, fine] = told.fields;
    expect([coarse.size, fine.size]).toEqual([24, 30]);
    const jacobians = flow.jacobian(gridPoints(30, 3), 0.8, 0.3, 1e-3);
    flow.delete();
    for (const i of [0, 77, 450, 899]) {
      const [xx, yx, xy, yy] = jacobians.subarray(4 * i);
      expect(fine.values[i]).toBeCloseTo(spectralNorm(xx, xy, yx, yy), 4);
    }
  });

  it('follows a point through every network and the exact flow', () => {
    const { lens, told, finish } = looking();
    for (const method of METHODS) lens.note(source(method));
    lens.setProbe([0.5, -1]);
    finish();
    expect(told.probes.map(({ subject }) => subject)).toEqual([...METHODS, 'exact']);
    for (const { path, times, steps } of told.probes) {
      expect([...path.subarray(0, 2)]).toEqual([0.5, -1]);
      expect([times.length, path.length]).toEqual([steps + 1, 2 * (steps + 1)]);
    }
    const sampler = new module.Sampler(configs().mf);
    sampler.setParameters(source('mf').parameters);
    let position = Float32Array.of(0.5, -1);
    for (let i = 0; i < 3; i++) position = sampler.step(i, 3, position);
    sampler.delete();
    expect(told.probes[METHODS.indexOf('mf')].path.subarray(6)).toEqual(position);
    lens.setSampling({ steps: 5 });
    finish();
    expect(told.probes.slice(-METHODS.length - 1).map(({ steps }) => steps)).toEqual([
      ...METHODS.map(() => 5),
      40,
    ]);
    lens.setProbe(null);
    lens.note(source('mf', 1));
    expect(finish()).toBe(0);
  });

  it('forgets the networks of a run that is over', () => {
    const { lens, told, finish } = looking();
    lens.note(source('imf'));
    lens.setFields([field({}), field({ subject: 'exact' })]);
    finish();
    lens.setRun(2, configs({ density: 'rings' }));
    finish();
    expect(told.fields.map(({ run, subject }) => [run, subject])).toEqual([
      [1, 'imf'],
      [1, 'exact'],
      [2, 'exact'],
    ]);
    expect(told.fields[2].values).not.toEqual(told.fields[1].values);
  });

  it('refuses what makes no sense, and goes on with what it had', () => {
    const { lens, told, finish } = looking();
    lens.setFields([field({ subject: 'exact' })]);
    const refused = [
      [{ t: 1.5 }, 'time: 1.5 is not 0 to 1'],
      [{ size: 500 }, 'size: 500 is not 1 to 128'],
      [{ kind: 'jacobian' }, 'field: only the exact flow has a Jacobian'],
      [{ subject: 'gan' }, 'field: "gan" is no method'],
      [{ extent: 0 }, 'extent: 0 is not above 0'],
    ];
    for (const [request, message] of refused) {
      expect(() => lens.setFields([field(/** @type {any} */ (request))])).toThrow(String(message));
    }
    expect(() => lens.setProbe([0, Number.NaN])).toThrow('probe: is not a point');
    finish();
    expect(told.fields).toHaveLength(1);
  });
});
