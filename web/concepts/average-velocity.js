// One path of the exact flow: the tangent at t is the velocity, the chord from t to r the average velocity.

import { pointText } from '../plot/point-text.js';
import { plane } from './marks.js';
import { backdrop, placeHandle, plus } from './place.js';
import {
  adjustTimes,
  anchorSetting,
  densitySetting,
  endSetting,
  flowPointOf,
  placeSettings,
} from './values.js';

/** @import {Vector} from '../engine/inspection/inspections.js' */
/** @import {DensityGrid} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {Concept, Handle} from './concept.js' */

/**
 * @typedef {object} Answer
 * @property {DensityGrid} density
 * @property {{path: Float32Array, times: Float32Array, start: Vector, end: Vector, v: Vector, u: Vector}} along
 */

/** @type {Concept<Answer>} */
export const averageVelocity = {
  title: 'The average velocity from t to r',
  hint: 'Drag the noise, and the points t and r along its path.',
  settings: [densitySetting(), ...placeSettings([-2.3, 0.4]), anchorSetting(0.9), endSetting(0.05)],
  networks: () => [],

  async compute(ask, values) {
    const problem = { density: String(values.density) };
    const [density, along] = await Promise.all([
      ask('density', problem),
      ask('path', { problem, at: flowPointOf(values) }),
    ]);
    return { density, along };
  },

  pictures(values, { density, along }) {
    const { path, start, end, v } = along;
    const { t, r } = flowPointOf(values);
    // Where a step at the velocity that the point has now would lead.
    const euler = plus(start, v, r - t);
    return [
      {
        label: 'A path of the exact flow',
        view: plane,
        marks: [
          ...backdrop(density),
          plane.line('path', path),
          plane.arrow('arrow muted', start, euler),
          plane.arrow('arrow exact', start, end),
          plane.label('letter', start, 't'),
          plane.label('letter', end, 'r'),
        ],
        handles: [
          { ...placeHandle(values), name: 'Noise' },
          timeHandle(values, along, 't'),
          timeHandle(values, along, 'r'),
        ],
      },
    ];
  },

  rows(values, { along: { start, end, v, u } }) {
    const { t, r } = flowPointOf(values);
    return [
      { label: 'xₜ', cells: [pointText(start, 4)] },
      { label: 'v(xₜ, t)', cells: [pointText(v, 4)], kind: 'muted' },
      { label: 'u(xₜ, t, r)', cells: [pointText(u, 4)], kind: 'exact' },
      { label: 'xᵣ', cells: [pointText(end, 4)] },
      { label: 'xₜ − (t − r) u', cells: [pointText(plus(start, u, r - t), 4)] },
      {
        label: 'xₜ − (t − r) v',
        cells: [pointText(plus(start, v, r - t), 4)],
        kind: 'muted',
      },
    ];
  },
};

/**
 * A point of the path, which moves along it.
 *
 * @param {Values} values
 * @param {Answer['along']} along
 * @param {'t' | 'r'} name
 * @returns {Handle}
 */
function timeHandle(values, { path, times, start, end }, name) {
  const time = Number(values[name]);
  const least = name === 't' ? 0.05 : 0;
  const set = (/** @type {number} */ to, /** @type {Values} */ now) => {
    const changed = { ...now, [name]: Number(Math.min(1, Math.max(least, to)).toFixed(3)) };
    adjustTimes(changed, name);
    return { t: changed.t, r: changed.r };
  };
  return {
    name: `Time ${name}`,
    at: name === 't' ? start : end,
    value: time,
    range: [least, 1],
    text: `${name} = ${time.toFixed(2)}`,
    moveTo: (place, now) => set(nearestTime(path, times, place), now),
    step: ([dx, dy], far, now) => set(Number(now[name]) + (dx + dy) * (far ? 0.1 : 0.01), now),
  };
}

/** The time at which a path is nearest to a place. @param {Float32Array} path @param {Float32Array} times @param {Vector} place */
function nearestTime(path, times, [x, y]) {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i + 1 < times.length; i++) {
    const [ax, ay, bx, by] = path.subarray(2 * i, 2 * i + 4);
    const [dx, dy] = [bx - ax, by - ay];
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(1, Math.max(0, along));
    const far = Math.hypot(x - ax - share * dx, y - ay - share * dy);
    if (far < least) [best, least] = [times[i] + share * (times[i + 1] - times[i]), far];
  }
  return best;
}
