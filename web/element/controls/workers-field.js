import { Field } from './field.js';

/** @import {Setting} from '../../settings/settings.js' */

/** Workers that can share a batch: it is always split into as many lanes. */
const most = 8;

/**
 * Not in the table of settings: it changes a run's speed, and not its result.
 * @type {Setting}
 */
export const workersSetting = {
  name: 'workers',
  label: 'Workers',
  kind: 'integer',
  section: 'training',
  default: Math.min(most, globalThis.navigator?.hardwareConcurrency || 1),
  help: 'Web workers that share a batch: as many as there are cores. Results stay the same.',
  restarts: false,
  minimum: 1,
  maximum: most,
};

/** @param {(count: number) => void} setWorkers */
export function makeWorkersField(setWorkers) {
  return new Field(workersSetting, async (value) => setWorkers(Number(value)));
}
