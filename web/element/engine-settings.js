// The engine's settings, computed from the playground's.

import { settings } from '../settings/settings.js';
import { checkpointEvery } from './controls/training-history.js';

/** @import {Sampling, Settings} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */

/** Seed of the particles' noise: the same in every run, so that runs can be compared. */
export const noiseSeed = 1;

/** @param {Values} values @returns {Settings} of a run, shared by all methods */
export function runSettings(values) {
  const names = settings.filter(({ section }) => section !== 'sampling').map(({ name }) => name);
  const own = Object.fromEntries(names.map((name) => [name, values[name]]));
  const { iterations, width, depth } = /** @type {Record<string, number>} */ (own);
  return { ...own, checkpoint_every: checkpointEvery({ iterations, width, depth }) };
}

/** @param {Values} values @returns {Sampling} */
export function samplingOf({ steps, count }) {
  return { steps: Number(steps), count: Number(count), seed: noiseSeed };
}
