// What quality is charted against: iterations, seconds of training, and work.

import { weightsOf } from '../../settings/recipes.js';
import { defaultValues } from '../../settings/settings.js';

/** @import {Method} from '../../engine/types.js' */
/** @import {LossTrace} from '../../plot/loss-trace.js' */
/** @import {Values} from '../../settings/settings.js' */

/** @typedef {'iteration' | 'seconds' | 'work'} QualityAxis */

/**
 * @typedef {object} AxisStyle
 * @property {string} option  its name in the form
 * @property {string} name    in a caption, after "against"
 * @property {string} label   under the chart
 * @property {(place: number) => string} format
 * @property {number} least   length of the axis, at least
 * @property {string} note    what it is; "" where that is plain
 */

/** @type {Record<QualityAxis, AxisStyle>} */
export const axes = {
  iteration: {
    option: 'Iterations',
    name: 'iteration',
    label: 'iteration',
    format: String,
    least: 1,
    note: '',
  },
  seconds: {
    option: 'Seconds',
    name: 'seconds of training',
    label: 'seconds of training',
    format: (seconds) => seconds.toFixed(1),
    least: 1,
    note: 'Of training in this browser, all shown methods at once; pauses do not count.',
  },
  work: {
    option: 'Work',
    name: 'work',
    label: 'work',
    format: (work) => String(Number(work.toPrecision(3))),
    least: 0.001,
    note: 'Samples times passes through the network times its weights; 1 is the tutorial’s run of iMF.',
  },
};

/**
 * Seconds of training until an iteration, as far as they are known.
 * @param {LossTrace} trace  of the method
 * @param {number} iteration
 */
export function secondsAt(trace, iteration) {
  if (iteration >= trace.iteration) return trace.time;
  const bucket = Math.floor(iteration / trace.stride);
  const begin = bucket * trace.stride;
  const before = bucket > 0 ? trace.seconds[bucket - 1] : 0;
  const [end, after] =
    bucket < trace.length
      ? [begin + trace.stride, trace.seconds[bucket]]
      : [trace.iteration, trace.time];
  return before + ((iteration - begin) / (end - begin)) * (after - before);
}

/**
 * The work of an iteration: samples times passes through the network times its weights. 1 is that of the tutorial's
 * run of iMF.
 * @param {Values} values
 * @param {Method} method
 */
export function workOfIteration(values, method) {
  const standard = defaultValues();
  const whole = iterationCost(standard, 'imf') * Number(standard.iterations);
  return iterationCost(values, method) / whole;
}

/** In multiply-adds. @param {Values} values @param {Method} method */
function iterationCost(values, method) {
  return Number(values.batch) * passes(values, method) * weightsOf(values);
}

/** Passes of a sample through the network: the tangent is one, a backward pass two. @param {Values} values @param {Method} method */
function passes({ equal_share: equal, tangent }, method) {
  if (method === 'fm') return 3;
  const ofNetwork = tangent === 'network' || (tangent === 'method' && method === 'imf');
  const [apart, own] = method === 'lsd' ? [7, 0.5] : [ofNetwork ? 5 : 4, 0];
  const share = Number(equal) || own;
  return apart + share * (3 - apart);
}
