// The figures' numbers, by the library, beside values that are known otherwise.

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { conceptPosters } from '../../../web/concepts/concept-poster.js';
import { concepts } from '../../../web/concepts/concepts.js';
import { defaultsOf } from '../../../web/concepts/values.js';
import { nodeHost } from '../../../web/engine/client/node-host.js';
import { makeInspections } from '../../../web/engine/inspection/inspections.js';
import { instantiate } from '../../../web/engine/wasm.js';
import { networkPath } from '../../../web/models/models.js';

/** @import {NetworkName} from '../../../web/engine/inspection/inspections.js' */
/** @import {Values} from '../../../web/settings/settings.js' */

/** @type {import('../../../web/engine/meanflow.d.ts').MeanFlowModule} */
let module;
/** @type {ReturnType<typeof makeInspections>} */
let inspections;

beforeAll(async () => {
  module = await instantiate(await nodeHost.compile());
  inspections = makeInspections(module);
});

const models = new URL('../../../web/models/', import.meta.url);

/** @param {NetworkName} network */
const weightsOf = ({ method, iteration }) =>
  readFile(new URL(networkPath('reverse', method, iteration), models));

/** @type {any} */
const ask = async (/** @type {keyof typeof inspections} */ name, /** @type {any} */ request) =>
  inspections[name](request);

/** A figure with some values, and its others at their defaults. @param {string} name @param {Values} [some] */
async function compute(name, some = {}) {
  const concept = concepts[name];
  const values = { ...defaultsOf(concept.settings), ...some };
  for (const network of concept.networks(values)) {
    const weights = network.iteration === 0 ? null : await weightsOf(network);
    inspections.network({ ...network, weights });
  }
  const answer = await concept.compute(ask, values);
  const rows = concept.rows(values, answer);
  return {
    pictures: concept.pictures(values, answer),
    cells: Object.fromEntries(rows.map(({ label, cells }) => [label, cells])),
  };
}

const drawn = Object.entries(concepts).filter(([, { content }]) => !content);

describe.each(drawn)('%s', (name) => {
  it('draws finite marks, whatever the times', async () => {
    /** @type {Values[]} */
    const allTimes = [{}, { t: 1, r: 0 }, { t: 0.05, r: 0 }, { t: 0.5, r: 0.5 }, { t: 1, r: 1 }];
    /** @type {Values[]} */
    const places = [{}, { x: 3, y: -3 }, { x: 0, y: 0 }];
    for (const times of allTimes) {
      for (const place of places) {
        const { pictures, cells } = await compute(name, { ...times, ...place });
        const text = JSON.stringify([pictures.map(({ marks }) => marks), cells]);
        expect(text).not.toMatch(/NaN|Infinity|null/);
      }
    }
  });

  it('has a poster, whose style and marks are whole', async () => {
    const draw = conceptPosters(module, weightsOf);
    const svg = await draw(concepts[name], 'path{fill:none}');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ 644"/);
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(svg.split('<path').length).toBeGreaterThan(3);
  });
});

it('code has a poster, too', async () => {
  const svg = await conceptPosters(module, weightsOf)(concepts.code, '');
  expect(svg).toContain('def loss_of(model, x0, x1, t, r, method):</text>');
  expect(svg).toContain('if method == "fm":');
});

describe('pairs', () => {
  it('has the reference velocity, which FM’s network knows nearly', async () => {
    const { cells } = await compute('pairs', { x: 0.3, y: -0.7, t: 0.5 });
    expect(cells['v(x, t), the mean']).toEqual(['(−0.3761, 0.5203)']);
    expect(Number(cells['its error'][0])).toBeLessThan(0.1);
  });

  it('has no network of another density', async () => {
    const { cells } = await compute('pairs', { density: 'rings' });
    expect(Object.keys(cells)).toHaveLength(2);
  });
});

it('average-velocity: a step with u arrives, and one with v does not', async () => {
  const { cells } = await compute('average-velocity');
  expect(cells['xₜ − (t − r) u']).toEqual(cells.xᵣ);
  expect(cells['xₜ − (t − r) v']).not.toEqual(cells.xᵣ);
  const { cells: still } = await compute('average-velocity', { t: 0.5, r: 0.5 });
  expect(still['u(xₜ, t, r)']).toEqual(still['v(xₜ, t)']);
});

it('average-velocity: its handles move along the path', async () => {
  const now = { t: 0.9, r: 0.2, x: -2.3, y: 0.4 };
  const { pictures } = await compute('average-velocity', now);
  const [noise, t, r] = pictures[0].handles;
  expect(noise.moveTo([0.12345, 9], now)).toEqual({ x: 0.123, y: 3 });
  expect(t.moveTo(r.at, now).t).toBeCloseTo(0.2, 2);
  expect(r.moveTo(noise.at, now)).toEqual({ t: 1, r: 1 });
  expect(t.step([0, -1], true, now)).toEqual({ t: 0.8, r: 0.2 });
  expect(t.step([1, 0], false, now)).toEqual({ t: 0.91, r: 0.2 });
  // From the present values, which may be newer than the picture.
  expect(t.step([1, 0], false, { ...now, t: 0.5 })).toEqual({ t: 0.51, r: 0.2 });
  expect(noise.step([1, 0], false, { ...now, y: 1 })).toEqual({ x: -2.2, y: 1 });
});

it('identity: holds for the exact flow, and nearly for a network that has trained', async () => {
  /** The mean over some places. @param {string} iteration */
  const left = async (iteration) => {
    let sum = 0;
    for (const x of [-1.5, -0.5, 0.5, 1.5]) {
      const { cells } = await compute('identity', { iteration, x, y: 0.4 });
      expect(cells['what is left'][0]).toBe('0.0000');
      expect(cells['their sum'][0]).toBe(cells.v[0]);
      sum += Number(cells['what is left'][1]) / 4;
    }
    return sum;
  };
  expect(await left('0')).toBeGreaterThan(0.5);
  expect(await left('5000')).toBeLessThan(0.3);
});

/** @param {string} text  as in "4.4 · 10⁻⁷" */
function powerOf(text) {
  const [digits, power] = text.split(' · 10');
  return Number(
    `${digits}e${power.replace(/./g, (sign) => '-0123456789'['⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign)])}`,
  );
}

it('jvp: rounds less than any difference', async () => {
  const { cells } = await compute('jvp');
  const [own, best] = ['its relative error', 'that of the best difference'].map((label) =>
    powerOf(cells[label][0]),
  );
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThan(1e-5);
  expect(best).toBeGreaterThan(own);
  expect(best).toBeLessThan(1e-2);
});

it('targets: MF’s spread further than iMF’s, which spread as the pairs’ velocities do', async () => {
  const { cells } = await compute('targets', { t: 0.8, r: 0.2 });
  const [mf, imf] = cells['the targets’ spread'].map(Number);
  expect(mf).toBeGreaterThan(1.3 * imf);
  const { cells: still } = await compute('targets', { t: 0.8, r: 0.8 });
  expect(still['the targets’ spread'][0]).toBe(still['the targets’ spread'][1]);
});
