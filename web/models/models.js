// The trained networks that come with the page; `npm run models` makes them.

/** @import {Direction, FinishedMethod, Method} from '../engine/types.js' */
import { download } from '../engine/client/download.js';

/** URLs by path, as in "./reverse-imf/model.safetensors". @type {Record<string, string>} */
const files = {
  ...import.meta.glob('./*/**/*.safetensors', { query: '?url', import: 'default', eager: true }),
  ...import.meta.glob('./*/losses.csv', { query: '?url', import: 'default', eager: true }),
};

/** Iterations of the checkpoints, which only reverse runs have. */
export const checkpointIterations = [1000, 2000, 3000, 4000, 5000];

/** Iterations before the last whose networks are available, the initial one included. @param {Direction} direction */
export const earlierIterations = (direction) =>
  direction === 'reverse' ? [0, ...checkpointIterations] : [0];

/** Settings of these runs, beside their method; the others are the defaults of `meanflow train`. */
export const modelSettings = (/** @type {string} */ direction) => ({ direction, seed: 0 });

/**
 * A network as a safetensors file.
 *
 * @param {string} direction
 * @param {string} method
 * @param {number} [iteration]  of a checkpoint; the final network by default
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchWeights(direction, method, iteration) {
  const name =
    iteration === undefined ? 'model' : `checkpoints/${String(iteration).padStart(6, '0')}`;
  const path = `./${direction}-${method}/${name}.safetensors`;
  return fetchFile(path, async (response) => new Uint8Array(await response.arrayBuffer()));
}

/**
 * The loss of every iteration.
 *
 * @param {string} direction
 * @param {string} method
 * @returns {Promise<Float32Array>}
 */
export async function fetchLosses(direction, method) {
  const text = await fetchFile(`./${direction}-${method}/losses.csv`, (file) => file.text());
  const [, ...rows] = text.trim().split('\n');
  return Float32Array.from(rows, (row) => Number(row.slice(row.indexOf(',') + 1)));
}

/**
 * Finished runs for `Engine#resume`.
 *
 * @param {Direction} direction
 * @param {readonly Method[]} methods
 * @returns {Promise<FinishedMethod[]>}
 */
export function fetchRuns(direction, methods) {
  return Promise.all(
    methods.map(async (method) => {
      const [weights, losses] = await Promise.all([
        fetchWeights(direction, method),
        fetchLosses(direction, method),
      ]);
      return { method, iteration: losses.length, imported: true, weights, losses };
    }),
  );
}

/**
 * @template T
 * @param {string} path
 * @param {(response: Response) => Promise<T>} read
 * @returns {Promise<T>}
 */
async function fetchFile(path, read) {
  const address = files[path];
  if (!address) throw new Error(`There is no trained network ${path}; \`npm run models\` makes it`);
  return download(address, path, read);
}
