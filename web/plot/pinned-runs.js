// Losses of earlier runs, to compare with later ones.

/** @import {Method, Subject} from '../engine/types.js' */
/** @import {LossTrace} from './loss-trace.js' */
/** @import {Palette} from './palette.js' */
import { faint } from './chart-style.js';
import { methodStyles } from './method-styles.js';

/**
 * The x axis of losses.
 * @typedef {'iteration' | 'seconds'} Against
 */

/**
 * The mean losses of one method, at some iterations.
 * @typedef {object} PinnedLine
 * @property {Method} method
 * @property {Record<Against, Float64Array>} at
 * @property {Float64Array} losses
 */

/**
 * @typedef {object} PinnedRun
 * @property {number} number  in the chart
 * @property {string} label   its settings, for the reader
 * @property {PinnedLine[]} lines
 */

/**
 * The ends of the buckets of a trace, on the x axis.
 * @param {LossTrace} trace
 * @param {Against} against
 * @returns {Float64Array}
 */
export function positionsOnAxis(trace, against) {
  if (against === 'seconds') return trace.seconds.slice(0, trace.length);
  return Float64Array.from({ length: trace.length }, (_, index) => (index + 1) * trace.stride);
}

/**
 * @param {Partial<Record<Method, LossTrace>>} traces
 * @param {number} number
 * @param {string} label
 * @returns {PinnedRun} with copies, as the run may continue
 */
export function pin(traces, number, label) {
  const begun = /** @type {[Method, LossTrace][]} */ (Object.entries(traces)).filter(
    ([, trace]) => trace.length > 0,
  );
  const lines = begun.map(([method, trace]) => ({
    method,
    at: {
      iteration: positionsOnAxis(trace, 'iteration'),
      seconds: positionsOnAxis(trace, 'seconds'),
    },
    losses: trace.average.slice(0, trace.length),
  }));
  return { number, label, lines };
}

/**
 * A dotted line.
 * @param {Subject} subject
 * @param {() => Palette} palette
 * @returns {uPlot.Series}
 */
export function pinnedSeries(subject, palette) {
  const stroke = () => faint(palette().methods[subject], 0.8);
  const label = `${methodStyles[subject].label}, pinned`;
  return { stroke, width: 1.5, dash: [1.5, 3], spanGaps: true, points: { show: false }, label };
}

/**
 * The last known value at or before an index.
 * @param {ArrayLike<number | null | undefined>} values
 * @param {number} index
 * @returns {number} NaN if there is none
 */
export function lastKnown(values, index) {
  for (let i = index; i >= 0; i--) {
    const value = values[i];
    if (typeof value === 'number') return value;
  }
  return Number.NaN;
}
