// Pairs of data and noise whose lines go through one place at one time, each with its own velocity, and their mean.

import { numberText, pointText } from '../plot/point-text.js';
import { plane } from './marks.js';
import {
  arrowScale,
  backdrop,
  distance,
  placeHandle,
  placeOf,
  plus,
  trainedProblem,
} from './place.js';
import { anchorSetting, densitySetting, flowPointOf, placeSettings } from './values.js';

/** @import {Vector} from '../engine/inspection/inspections.js' */
/** @import {DensityGrid} from '../engine/types.js' */
/** @import {Concept} from './concept.js' */

/** Pairs on show. */
const count = 120;

const fm = /** @type {const} */ ({ method: 'fm', iteration: 5000 });

/**
 * @typedef {object} Answer
 * @property {DensityGrid} density
 * @property {{x0: Float64Array, x1: Float64Array, velocity: Float64Array, spread: number}} pairs
 * @property {Vector | null} learned
 */

/** @type {Concept<Answer>} */
export const pairs = {
  title: 'Pairs that lead to one place, and the mean of their velocities',
  hint: 'Drag the ring, and change the time.',
  settings: [densitySetting(), ...placeSettings([0.3, -0.7]), anchorSetting(0.5)],
  networks: ({ density }) => (density === trainedProblem.density ? [fm] : []),

  async compute(ask, values) {
    const problem = { density: String(values.density) };
    const at = flowPointOf(values);
    const [density, drawn, learned] = await Promise.all([
      ask('density', problem),
      ask('pairs', { problem, at, count, seed: 0 }),
      problem.density === trainedProblem.density ? ask('velocity', { network: fm, at }) : null,
    ]);
    return { density, pairs: drawn, learned };
  },

  pictures(values, { density, pairs: { x0, x1, velocity }, learned }) {
    const at = placeOf(flowPointOf(values));
    const arrow = (/** @type {string} */ kind, /** @type {ArrayLike<number>} */ v) =>
      plane.arrow(kind, at, plus(at, [v[0], v[1]], arrowScale));
    return [
      {
        label: 'Lines from data to noise through the place',
        view: plane,
        marks: [
          ...backdrop(density),
          plane.segments('thin', x0, x1),
          plane.dots('dots data', x0),
          plane.dots('dots noise', x1),
          ...(learned ? [arrow('arrow fm', learned)] : []),
          arrow('arrow exact', velocity),
        ],
        handles: [placeHandle(values)],
      },
    ];
  },

  rows(_, { pairs: { velocity, spread }, learned }) {
    const v = /** @type {Vector} */ ([velocity[0], velocity[1]]);
    return [
      { label: 'v(x, t), the mean', cells: [pointText(v, 4)], kind: 'exact' },
      { label: 'the pairs’ spread', cells: [numberText(spread, 4)], kind: 'thin' },
      ...(learned
        ? [
            { label: 'FM’s network', cells: [pointText(learned, 4)], kind: 'fm' },
            { label: 'its error', cells: [numberText(distance(learned, v), 4)] },
          ]
        : []),
    ];
  },
};
