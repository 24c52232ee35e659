// Sources of figures: the networks that come with the page, or the current run.

import * as models from '../models/models.js';
import { methodStyles } from '../plot/method-styles.js';

/** @import {FigureDescription} from '#meanflow-figures' */
/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Source} from './figures-worker.js' */
/** @import {Method} from '../engine/types.js' */

/** @typedef {FigureDescription['needs']} Needs */

/**
 * From the networks that come with the page.
 *
 * @param {Needs} needs
 * @returns {Promise<Source[]>}
 */
export async function shippedSources(needs) {
  const sources = needs.map(async ({ direction, method, part }) => {
    const config = JSON.stringify({ ...models.modelSettings(direction), method });
    if (part === 'losses') return [{ config, losses: await models.fetchLosses(direction, method) }];
    /** @type {Source[]} */
    const networks = [{ weights: await models.fetchWeights(direction, method) }];
    if (part === 'network') return networks;
    for (const iteration of models.checkpointIterations) {
      networks.push({ weights: await models.fetchWeights(direction, method, iteration) });
    }
    return [...networks, { config, initial: /** @type {const} */ (true) }];
  });
  return (await Promise.all(sources)).flat();
}

/**
 * From the engine's current run, as trained so far.
 *
 * @param {Engine} engine
 * @param {Needs} needs
 * @returns {Promise<Source[]>}
 */
export async function currentSources(engine, needs) {
  const direction = engine.settings.direction ?? 'reverse';
  if (needs.some((need) => need.direction !== direction)) {
    throw new Error(
      `This figure needs ${listOf(needs)}; the current run's direction is ${direction}.`,
    );
  }
  const iterations = needs.some(({ part }) => part === 'checkpoints')
    ? await commonCheckpoints(engine, needs)
    : [];
  const sources = needs.map(async ({ method: name, part }) => {
    const method = /** @type {Method} */ (name);
    const config = JSON.stringify({ ...engine.settings, method });
    if (part === 'losses') return [losses(engine, method, config)];
    if (part === 'network') return [{ config, ...(await engine.parameters({ method })) }];
    const own = await engine.checkpoints(method);
    return Promise.all(
      iterations.map(async (iteration) => {
        const checkpoint = own.indexOf(iteration);
        return { config, ...(await engine.parameters({ method, checkpoint })) };
      }),
    );
  });
  return (await Promise.all(sources)).flat();
}

/** Whether one run can have all that a figure needs. @param {Needs} needs */
export const isOfOneRun = (needs) => new Set(needs.map(({ direction }) => direction)).size <= 1;

/** What a figure needs, to be shown, as in "FM and MF in direction reverse". @param {Needs} needs */
function listOf(needs) {
  const directions = [...new Set(needs.map(({ direction }) => direction))];
  const each = directions.map((direction) => {
    const own = needs.filter((need) => need.direction === direction);
    const methods = own.map(({ method }) => methodStyles[/** @type {Method} */ (method)].label);
    return `${joined([...new Set(methods)])} in direction ${direction}`;
  });
  return joined(each);
}

/** @param {string[]} words */
const joined = (words) =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** @param {Engine} engine @param {Method} method @param {string} config */
function losses(engine, method, config) {
  const values = engine.losses(method).slice();
  if (values.length > 0) return { config, losses: values };
  throw new Error('The current run has no losses yet: train it first.');
}

/**
 * Iterations of the checkpoints that all methods have; some methods may be ahead of others.
 *
 * @param {Engine} engine
 * @param {Needs} needs
 */
async function commonCheckpoints(engine, needs) {
  const all = await Promise.all(
    needs.map(({ method }) => engine.checkpoints(/** @type {Method} */ (method))),
  );
  return all[0].filter((iteration) => all.every((own) => own.includes(iteration)));
}
