// Losses of runs that are over, kept to be compared with the next.

/** @import {Method} from '../engine/types.js' */
/** @import {LossTrace} from './loss-trace.js' */

/**
 * What losses are drawn against.
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
 * @property {number} number  what it goes by in the chart
 * @property {string} label   what was set, for people
 * @property {PinnedLine[]} lines
 */

/**
 * Where the buckets of a trace end.
 * @param {LossTrace} trace
 * @param {Against} against
 * @returns {Float64Array}
 */
export function placesOf(trace, against) {
  if (against === 'seconds') return trace.seconds.slice(0, trace.length);
  return Float64Array.from({ length: trace.length }, (_, index) => (index + 1) * trace.stride);
}

/**
 * @param {Partial<Record<Method, LossTrace>>} traces
 * @param {number} number
 * @param {string} label
 * @returns {PinnedRun} copies: the run may go on
 */
export function pin(traces, number, label) {
  const begun = /** @type {[Method, LossTrace][]} */ (Object.entries(traces)).filter(
    ([, trace]) => trace.length > 0,
  );
  const lines = begun.map(([method, trace]) => ({
    method,
    at: { iteration: placesOf(trace, 'iteration'), seconds: placesOf(trace, 'seconds') },
    losses: trace.average.slice(0, trace.length),
  }));
  return { number, label, lines };
}

/**
 * The last known value at or before a place.
 * @param {ArrayLike<number | null | undefined>} values
 * @param {number} index
 * @returns {number} NaN when there is none
 */
export function lastKnown(values, index) {
  for (let i = index; i >= 0; i--) {
    const value = values[i];
    if (typeof value === 'number') return value;
  }
  return Number.NaN;
}
