// The pinned runs of a figure: both its charts show them beside the present one.

import { pin } from '../../plot/pinned-runs.js';
import { secondsAt, workOfIteration } from './quality-axes.js';

/** @import {Method, Quality} from '../../engine/types.js' */
/** @import {PinnedRun} from '../../plot/pinned-runs.js' */
/** @import {RunMetrics} from '../run-metrics.js' */
/** @import {QualityAxis} from './quality-axes.js' */

/** Places of an iteration on each axis. @typedef {Record<QualityAxis, number>} Places */

/**
 * What was measured of a method.
 * @typedef {object} PinnedQuality
 * @property {Method} method
 * @property {{at: Places, quality: Quality}[]} points
 */

/** @typedef {PinnedRun & {qualities: PinnedQuality[]}} Pin */

/** The lines of more runs are hard to tell apart. */
const most = 3;

export class Pins {
  /** @type {Pin[]} */
  runs = [];
  #count = 0;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {RunMetrics} metrics  of the present run */
  constructor(metrics) {
    this.metrics = metrics;
  }

  /** Pins the present run. @returns {string} what to tell the reader */
  add() {
    if (this.runs.length === most) {
      return `At most ${most} runs can be pinned: unpin one of them first.`;
    }
    const { metrics } = this;
    const run = pin(metrics.traces, this.#count + 1, metrics.describeRun());
    if (run.lines.length === 0) return 'There is nothing to pin before the first iteration.';
    this.#count += 1;
    const qualities = run.lines.map(({ method }) => {
      const places = placesOf(metrics, method);
      const points = metrics.qualities
        .of(method)
        .map((quality) => ({ at: places(quality.iteration), quality }));
      return { method, points };
    });
    this.runs = [...this.runs, { ...run, qualities }];
    this.#notify();
    return `Run ${run.number} stays in the charts, dotted.`;
  }

  /** @param {Pin} run @returns {string} what to tell the reader */
  remove(run) {
    this.runs = this.runs.filter((other) => other !== run);
    this.#notify();
    return `Run ${run.number} is gone from the charts.`;
  }

  /** @param {() => void} listener  called when a run was pinned or unpinned @returns {() => void} stops it */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify() {
    for (const listener of this.#listeners) listener();
  }
}

/** @type {WeakMap<RunMetrics, Pins>} */
const all = new WeakMap();

/** The pins of a figure, whichever of its charts loads first. @param {RunMetrics} metrics */
export function pinsOf(metrics) {
  const pins = all.get(metrics) ?? new Pins(metrics);
  all.set(metrics, pins);
  return pins;
}

/**
 * Where iterations of a method of the present run are on each axis.
 * @param {RunMetrics} metrics
 * @param {Method} method
 * @returns {(iteration: number) => Places}
 */
export function placesOf({ traces, playground }, method) {
  const trace = traces[method];
  const work = workOfIteration(playground.values, method);
  return (iteration) => ({
    iteration,
    seconds: trace ? secondsAt(trace, iteration) : 0,
    work: iteration * work,
  });
}
