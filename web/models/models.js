// The trained networks that come with the page, or others in a folder like web/models; `npm run models` makes them.

/** @import {Direction, FinishedMethod, Method} from '../engine/types.js' */
import { download } from '../engine/client/download.js';
import { shippedFolder } from './shipped.js';

/** Whether there are any without an address of others. */
export const hasShipped = shippedFolder !== '';

/** Runs whose networks come with the page, by direction. @type {Readonly<Record<string, readonly string[]>>} */
export const shippedRuns = {
  reverse: ['fm', 'mf', 'imf'],
  forward: ['fm', 'mf', 'imf'],
  'forward-as-published': ['fm', 'mf'],
};

/** Iterations of the checkpoints, which only reverse runs have. */
export const checkpointIterations = [1000, 2000, 3000, 4000, 5000];

/** Iterations before the last whose networks are available, the initial one included. @param {Direction} direction */
export const earlierIterations = (direction) =>
  direction === 'reverse' ? [0, ...checkpointIterations] : [0];

/** Settings of these runs, beside their method; the others are the defaults of `meanflow train`. */
export const modelSettings = (/** @type {string} */ direction) => ({ direction, seed: 0 });

/**
 * Where a network is in the folder of them.
 *
 * @param {string} direction
 * @param {string} method
 * @param {number} [iteration]  of a checkpoint; the final network by default
 */
export function networkPath(direction, method, iteration) {
  const name =
    iteration === undefined ? 'model' : `checkpoints/${String(iteration).padStart(6, '0')}`;
  return `./${direction}-${method}/${name}.safetensors`;
}

/**
 * A network as a safetensors file.
 *
 * @param {string} direction
 * @param {string} method
 * @param {number} [iteration]  of a checkpoint; the final network by default
 * @param {string} [folder]     address of others than the page's, ending in a slash
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchWeights(direction, method, iteration, folder) {
  const path = networkPath(direction, method, iteration);
  return fetchFile(path, folder, async (response) => new Uint8Array(await response.arrayBuffer()));
}

/**
 * The loss of every iteration.
 *
 * @param {string} direction
 * @param {string} method
 * @param {string} [folder]
 * @returns {Promise<Float32Array>}
 */
export async function fetchLosses(direction, method, folder) {
  const path = `./${direction}-${method}/losses.csv`;
  const text = await fetchFile(path, folder, (file) => file.text());
  const [, ...rows] = text.trim().split('\n');
  return Float32Array.from(rows, (row) => Number(row.slice(row.indexOf(',') + 1)));
}

/**
 * Finished runs for `Engine#resume`.
 *
 * @param {Direction} direction
 * @param {readonly Method[]} methods
 * @param {string} [folder]
 * @returns {Promise<FinishedMethod[]>}
 */
export function fetchRuns(direction, methods, folder) {
  return Promise.all(
    methods.map(async (method) => {
      const [weights, losses] = await Promise.all([
        fetchWeights(direction, method, undefined, folder),
        fetchLosses(direction, method, folder),
      ]);
      return { method, iteration: losses.length, imported: true, weights, losses };
    }),
  );
}

/**
 * @template T
 * @param {string} path
 * @param {string | undefined} folder
 * @param {(response: Response) => Promise<T>} read
 * @returns {Promise<T>}
 */
async function fetchFile(path, folder, read) {
  if (folder) return download(new URL(path, folder), path, read);
  if (!hasShipped)
    throw new Error('The package comes without them; the attribute "models" takes an address.');
  const isKnown = Object.entries(shippedRuns).some(([direction, methods]) =>
    methods.some((method) => path.startsWith(`./${direction}-${method}/`)),
  );
  if (!isKnown) throw new Error(`There is no trained network ${path}; \`npm run models\` makes it`);
  return download(new URL(path, shippedFolder), path, read);
}
