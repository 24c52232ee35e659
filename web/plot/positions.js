/** @import {Paths} from '../engine/types.js' */

/**
 * The positions of particles at a flow time: linearly interpolated between the two nearest states of the solver. So a
 * one-step path is a straight line.
 *
 * @param {Pick<Paths, 'path' | 'times' | 'count'>} paths
 * @param {number} time             t; clamped to the path's interval
 * @param {Float32Array} positions  receives 2 * count numbers [x0, y0, x1, y1, ...]
 */
export function positionsAt(paths, time, positions) {
  const { path, times, count } = paths;
  const segment = segmentAt(times, time);
  const span = times[segment + 1] - times[segment];
  const share = Math.min(1, Math.max(0, span === 0 ? 1 : (time - times[segment]) / span));
  const from = segment * 2 * count;
  const to = from + 2 * count;
  for (let i = 0; i < 2 * count; i++) {
    positions[i] = path[from + i] * (1 - share) + path[to + i] * share;
  }
}

/**
 * The last segment that begins at or before `time`, for increasing or decreasing times.
 *
 * @param {Float32Array} times
 * @param {number} time
 * @returns {number} 0 .. times.length - 2
 */
export function segmentAt(times, time) {
  const falling = times[0] > times[times.length - 1];
  let low = 0;
  let high = times.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const begun = falling ? times[middle] >= time : times[middle] <= time;
    if (begun) low = middle;
    else high = middle - 1;
  }
  return low;
}
