/** @import {Paths} from '../engine/types.js' */

/**
 * Where the particles are at a flow time: on the straight segment between the two solver states
 * around it. Nothing else is ever shown, so a one-step path is a straight line.
 *
 * @param {Pick<Paths, 'path' | 'times' | 'count'>} paths
 * @param {number} time             t; clamped to the path's own interval
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
 * The last segment that begins at or before `time`, along times that rise or fall.
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
