// What figures of one place in the plane share: the density behind it, its handle, and the networks that are shown there.

import { densityPaths } from '../plot/density-paths.js';
import { plane, side } from './marks.js';
import {
  anchorSetting,
  endSetting,
  iterationSetting,
  methodSetting,
  networkOf,
  placeSettings,
} from './values.js';

/** @import {FlowPoint, NetworkName, Vector} from '../engine/inspection/inspections.js' */
/** @import {DensityGrid} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {Handle, Picture} from './concept.js' */
/** @import {Mark} from './marks.js' */

/** Of the networks that come with the site. */
export const trainedProblem = { density: 'checkerboard' };

/** Of figures of such a network at one place and interval. */
export const networkAtPlace = {
  settings: [
    ...placeSettings([0.3, -0.7]),
    anchorSetting(0.8),
    endSetting(0.2),
    methodSetting(['imf', 'mf']),
    iterationSetting(),
  ],
  /** @param {Values} values @returns {NetworkName[]} */
  networks: (values) => [networkOf(values)],
};

/** Length of an arrow, in the plane, for a velocity of 1. */
export const arrowScale = 1;

/** The density behind a picture. @param {DensityGrid} density @returns {Mark[]} */
export const backdrop = (density) =>
  densityPaths(density, side).map(({ d, opacity }) => ({ kind: 'cells', d, opacity }));

/** A picture in which the reader chooses the place. @param {Values} values @param {DensityGrid} density @returns {Picture} */
export const placePicture = (values, density) => ({
  label: 'The place',
  view: plane,
  marks: backdrop(density),
  handles: [placeHandle(values)],
});

/**
 * A handle that moves in both directions.
 *
 * @param {Values} values
 * @returns {Handle}
 */
export function placeHandle(values) {
  const [x, y] = [Number(values.x), Number(values.y)];
  const within = (/** @type {number} */ value) =>
    Number(Math.min(3, Math.max(-3, value)).toFixed(3));
  const to = (/** @type {Vector} */ [column, row]) => ({ x: within(column), y: within(row) });
  return {
    name: 'Place',
    at: [x, y],
    value: x,
    range: [-3, 3],
    text: `x ${x.toFixed(2)}, y ${y.toFixed(2)}`,
    moveTo: to,
    step: ([dx, dy], far, now) => {
      const length = far ? 0.5 : 0.1;
      return to([Number(now.x) + dx * length, Number(now.y) + dy * length]);
    },
  };
}

/** @param {FlowPoint} at @returns {Vector} */
export const placeOf = ({ x, y }) => [x, y];

/** @param {Vector} a @param {Vector} b @param {number} [factor] @returns {Vector} a + factor b */
export const plus = ([ax, ay], [bx, by], factor = 1) => [ax + factor * bx, ay + factor * by];

/** @param {Vector} a @param {Vector} b */
export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
