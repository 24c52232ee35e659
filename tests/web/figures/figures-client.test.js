// The figures worker with the real module and the networks that come with the page.

import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeHost, wrapWorker } from '../../../web/engine/client/node-host.js';
import { FiguresClient } from '../../../web/figures/figures-client.js';

/** @import {FigureDescription, FigureOptions} from '#meanflow-figures' */
/** @import {Drawing, Source} from '../../../web/figures/figures-worker.js' */

const TIMEOUT = 120_000;
const models = new URL('../../../web/models/', import.meta.url);

const wasm = new URL('../../../build/wasm/meanflow_figures.wasm', import.meta.url);

/** @type {import('../../../web/engine/client/browser-host.js').Host} */
const host = {
  compile: async () => WebAssembly.compile(await readFile(wasm)),
  createWorker: () => wrapWorker(new Worker(new URL('node-figures-worker.js', import.meta.url))),
  cores: nodeHost.cores,
};

/** @type {FiguresClient} */
let client;
/** @type {FigureDescription[]} */
let descriptions;
/** @type {Drawing[]} */
let drawings = [];

beforeAll(async () => {
  client = new FiguresClient(
    (drawing) => drawings.push(drawing),
    (reason) => {
      throw new Error(reason);
    },
    host,
  );
  descriptions = await client.describe();
}, TIMEOUT);
beforeEach(() => {
  drawings = [];
});
afterAll(() => client.dispose());

/** @param {string} path */
const file = (path) => new Uint8Array(readFileSync(new URL(path, models)));

/** The sources that a figure needs, from web/models. @param {number} number @returns {Source[]} */
function sourcesOf(number) {
  return descriptions[number - 1].needs.flatMap(({ method, direction, part }) => {
    const config = JSON.stringify({ method, direction });
    const run = `${direction}-${method}`;
    if (part === 'losses') {
      const rows = readFileSync(new URL(`${run}/losses.csv`, models), 'utf8')
        .trim()
        .split('\n');
      const losses = Float32Array.from(rows.slice(1), (row) => Number(row.split(',')[1]));
      return [{ config, losses }];
    }
    /** @type {Source[]} */
    const networks = [{ weights: file(`${run}/model.safetensors`) }];
    if (part === 'network') return networks;
    const names = readdirSync(new URL(`${run}/checkpoints`, models));
    for (const name of names) networks.push({ weights: file(`${run}/checkpoints/${name}`) });
    return [...networks, { config, initial: /** @type {const} */ (true) }];
  });
}

/** @param {number} figure @param {Partial<FigureOptions>} [more] @returns {FigureOptions} */
const options = (figure, more = {}) => ({
  figure,
  steps: [1, 4],
  flowSteps: 5,
  count: 200,
  seed: 1,
  theme: 'light',
  layout: 'wide',
  ...more,
});

/** The percentages of samples on the target, as written beside panels. @param {string} svg */
const shares = (svg) => [...svg.matchAll(/>(\d+) %</g)].map(([, percent]) => Number(percent));

describe('the figures worker', () => {
  it('describes the titles and needs of figures', () => {
    expect(descriptions.map(({ title }) => title)).toEqual([
      'Source and target distributions',
      'Training losses',
      'Samples forward in time',
      'Samples in reverse time',
      'Intermediate distributions from noise to data',
      'Samples over the course of training',
    ]);
    expect(descriptions[0].needs).toEqual([]);
    expect(descriptions[2].needs).toContainEqual({
      method: 'mf',
      direction: 'forward-as-published',
      part: 'network',
    });
  });

  it('draws every figure from the networks that come with the page', {
    timeout: TIMEOUT,
  }, async () => {
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const request = { options: options(number), config: '{}', sources: sourcesOf(number) };
      const drawing = await client.draw(request);
      expect(drawing?.progress).toBe(1);
      expect(drawing?.svg).toContain(`<title>${descriptions[number - 1].title}</title>`);
      expect(drawing?.svg).not.toContain('>…<');
      expect(drawing?.caption.length).toBeGreaterThan(80);
      expect(drawings.at(-1)?.figure).toBe(number);
    }
  });

  it('has networks that have learned the target', { timeout: TIMEOUT }, async () => {
    const more = { steps: [1, 10], count: 1000 };
    const reverse = await client.draw({
      options: options(4, more),
      config: '{}',
      sources: sourcesOf(4),
    });
    const [, fm, mf1, mf10, imf1, imf10] = shares(reverse?.svg ?? '');
    expect(fm).toBeGreaterThan(80);
    for (const share of [mf1, mf10, imf1, imf10]) expect(share).toBeGreaterThan(65);
    const forward = await client.draw({
      options: options(3, more),
      config: '{}',
      sources: sourcesOf(3),
    });
    const [, forwardFm, , , anchored] = shares(forward?.svg ?? '');
    expect(forwardFm).toBeGreaterThan(80);
    expect(anchored).toBeGreaterThan(65);
    const losses = sourcesOf(2).map((source) => [...('losses' in source ? source.losses : [])]);
    const means = losses.map((all) => {
      return all.slice(-200).reduce((sum, loss) => sum + loss, 0) / 200;
    });
    expect(losses.map(({ length }) => length)).toEqual([5001, 5001, 5001]);
    for (const [i, [low, high]] of [
      [1.66, 1.74],
      [2.6, 3.6],
      [1.81, 1.93],
    ].entries()) {
      expect(means[i]).toBeGreaterThan(low);
      expect(means[i]).toBeLessThan(high);
    }
  });

  it('restyles a drawn figure without computing it again', async () => {
    const sources = sourcesOf(1);
    const wide = await client.draw({ options: options(1), config: '{}', sources });
    const svg = await client.svg({ figure: 1, theme: 'dark', layout: 'tall' });
    expect(svg).toContain('#101318');
    expect(svg).not.toBe(wide?.svg);
    expect(await client.svg({ figure: 1, theme: 'light', layout: 'wide' })).toBe(wide?.svg);
  });

  it('shows the density of the settings', async () => {
    const config = JSON.stringify({ density: 'rings' });
    const drawing = await client.draw({ options: options(1), config, sources: [] });
    expect(drawing?.caption).toContain('rings');
  });

  it('cancels a figure when it is requested again', { timeout: TIMEOUT }, async () => {
    const sources = sourcesOf(4);
    const slow = client.draw({
      options: options(4, { steps: [500], count: 2000 }),
      config: '{}',
      sources,
    });
    const quick = client.draw({ options: options(4, { steps: [1] }), config: '{}', sources });
    expect(await slow).toBeNull();
    expect((await quick)?.svg).toContain('= 1');
  });

  it('reports what is wrong or missing, and continues', { timeout: TIMEOUT }, async () => {
    const draw = (
      /** @type {Partial<FigureOptions>} */ more,
      /** @type {Source[]} */ sources = sourcesOf(4),
    ) => client.draw({ options: options(4, more), config: '{}', sources });
    await expect(draw({ steps: [] })).rejects.toThrow('steps: 0 numbers of steps');
    await expect(draw({ count: 0 })).rejects.toThrow(/^count: 0 is not/);
    await expect(draw({}, [])).rejects.toThrow('needs a run of fm with direction reverse');
    await expect(draw({}, [{ weights: new Uint8Array(20) }])).rejects.toThrow(/header/);
    await expect(client.svg({ figure: 9, theme: 'light', layout: 'wide' })).rejects.toThrow(
      'Figure 9 is not drawn yet',
    );
    expect((await draw({ steps: [1] }))?.progress).toBe(1);
  });
});
