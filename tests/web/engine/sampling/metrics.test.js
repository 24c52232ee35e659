// Against the real module: what is told of a problem, when, and what is computed only once.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Truth } from '../../../../web/engine/sampling/metrics.js';
import { instantiate } from '../../../../web/engine/wasm.js';

/** @import {EngineEvents, Method, Paths} from '../../../../web/engine/types.js' */

/** @type {import('#meanflow').MeanFlowModule} */
let module;

beforeAll(async () => {
  const url = new URL('../../../../build/wasm/meanflow.wasm', import.meta.url);
  module = await instantiate(await WebAssembly.compile(await readFile(url)));
});

const SAMPLING = { count: 300, seed: 5 };

/** @param {object} settings */
const configs = (settings) =>
  Object.fromEntries(
    ['fm', 'mf', 'imf'].map((method) => [method, JSON.stringify({ ...settings, method })]),
  );

/** A truth, and what it tells. */
function telling() {
  const told = {
    /** @type {EngineEvents['exact'][]} */ exact: [],
    /** @type {EngineEvents['quality'][]} */ quality: [],
    /** @type {EngineEvents['floors'][]} */ floors: [],
  };
  const truth = new Truth(module, {
    exact: (exact) => told.exact.push(exact),
    quality: (quality) => told.quality.push(quality),
    floors: (floors) => told.floors.push(floors),
  });
  /** Works until nothing is left. @returns {number} pieces it took */
  const finish = (training = false, now = 0) => {
    let pieces = 0;
    while (truth.advance(training, now) !== '') pieces += 1;
    return pieces;
  };
  return { truth, told, finish };
}

/** Paths of a method that leaves all particles where they start. @returns {Paths} */
function still(/** @type {Method} */ method, iteration = 3) {
  const { count, seed } = SAMPLING;
  const noise = module.noise(count, seed);
  const path = new Float32Array([...noise, ...noise]);
  return { method, iteration, steps: 1, count, seed, times: Float32Array.of(1, 0), path };
}

describe('Truth', () => {
  it('tells nothing before there are both a run and a sampling', () => {
    const { truth, told, finish } = telling();
    truth.setRun(1, configs({}));
    expect(finish()).toBe(0);
    truth.setSampling(SAMPLING);
    expect(finish()).toBeGreaterThan(0);
    expect(told.exact).toHaveLength(1);
  });

  it.each(['reverse', 'forward', 'forward-as-published'])(
    'moves the particles by the exact flow, block by block: %s',
    (direction) => {
      const { truth, told, finish } = telling();
      truth.setSampling(SAMPLING);
      truth.setRun(7, configs({ direction }));
      finish();
      const [{ run, steps, count, seed, times, path }] = told.exact;
      expect([run, count, seed]).toEqual([7, SAMPLING.count, SAMPLING.seed]);
      expect([...times]).toEqual([...module.solverTimes(configs({ direction }).fm, steps)]);
      const flow = new module.ExactFlow(configs({ direction }).fm);
      expect(path).toEqual(flow.path(module.noise(count, seed), times, 1e-4));
      flow.delete();
    },
  );

  it('tells what the exact flow scores itself, and the floors', () => {
    const { truth, told, finish } = telling();
    truth.setSampling(SAMPLING);
    truth.setRun(1, configs({}));
    finish();
    const [quality] = told.quality;
    expect(quality).toMatchObject({ run: 1, subject: 'exact', onSupport: 1, flowMapError: 0 });
    expect(quality.slicedWasserstein).toBeLessThan(3 * quality.slicedWassersteinFloor);
    const [{ floors }] = told.floors;
    expect(floors.mf).toBeNull();
    expect(floors.fm).toBeCloseTo(1.68844, 3);
    expect(floors.imf).toBeCloseTo(1.83591, 3);
  });

  it('measures paths against the exact flow of the same noise', () => {
    const { truth, told, finish } = telling();
    truth.setSampling(SAMPLING);
    truth.setRun(1, configs({}));
    truth.note(still('mf'));
    finish();
    const quality = told.quality.find(({ subject }) => subject === 'mf');
    const { path, steps, count } = told.exact[0];
    let sum = 0;
    for (let i = 0; i < 2 * count; i++) sum += (path[i] - path[2 * steps * count + i]) ** 2;
    expect(quality?.iteration).toBe(3);
    expect(quality?.flowMapError).toBeCloseTo(Math.sqrt(sum / count), 5);
    expect(quality?.onSupport).toBeLessThan(0.7);
    // Noise fills cells of the checkerboard that should be empty.
    expect(quality?.totalVariation).toBeGreaterThan(0.4);
    expect(quality?.totalVariationFloor).toBeLessThan(0.1);
  });

  it('measures fewer particles than the exact flow moved', () => {
    const { truth, told, finish } = telling();
    truth.setSampling(SAMPLING);
    truth.setRun(1, configs({}));
    finish();
    const { path, steps, count } = told.exact[0];
    const ends = path.slice(2 * steps * count, 2 * steps * count + 100);
    const few = new Float32Array([...ends, ...ends]);
    truth.note({ ...still('imf'), count: 50, path: few });
    finish();
    expect(told.quality.at(-1)).toMatchObject({ subject: 'imf', flowMapError: 0, onSupport: 1 });
  });

  it('measures a method once a second while training, and the latest at once afterwards', () => {
    const { truth, told, finish } = telling();
    truth.setSampling(SAMPLING);
    truth.setRun(1, configs({}));
    const known = () => told.quality.filter(({ subject }) => subject === 'fm');
    for (let now = 0; now <= 2500; now += 100) {
      truth.note(still('fm', now));
      finish(true, now);
    }
    expect(known().map(({ iteration }) => iteration)).toEqual([0, 1000, 2000]);
    finish(false, 2550);
    expect(known().at(-1)?.iteration).toBe(2500);
  });

  it('tells a new run of the same problem what it knows, and computes anew for another', () => {
    const { truth, told, finish } = telling();
    truth.setSampling(SAMPLING);
    truth.setRun(1, configs({ seed: 1 }));
    const first = finish();
    truth.setRun(2, configs({ seed: 2, width: 16 }));
    expect(finish()).toBeLessThan(first);
    expect(told.exact.map(({ run }) => run)).toEqual([1, 2]);
    expect(told.floors.map(({ run }) => run)).toEqual([1, 2]);
    expect(told.exact[1].path).toBe(told.exact[0].path);
    for (const [i, settings] of [{ cells: 6 }, { cells: 6, direction: 'forward' }].entries()) {
      truth.setRun(3 + i, configs(settings));
      finish();
      expect(told.exact[2 + i].path).not.toEqual(told.exact[1 + i].path);
    }
    expect(told.floors[2].floors.fm).not.toBe(told.floors[1].floors.fm);
    truth.setSampling({ ...SAMPLING, seed: 6 });
    finish();
    expect(told.exact[4].path).not.toEqual(told.exact[3].path);
  });
});
