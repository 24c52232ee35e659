/** @import {Subject} from '../engine/types.js' */

/**
 * How a method, or the exact flow, is displayed: names, colour and line style, as colour alone is not enough.
 *
 * @typedef {object} MethodStyle
 * @property {string} label   as in the literature
 * @property {string} name    in words
 * @property {string} color   custom property that holds its colour; see mean-flow.css
 * @property {number[]} dash  line style: lengths of dashes and gaps, in CSS pixels
 */

/** @type {Readonly<Record<Subject, MethodStyle>>} */
export const methodStyles = {
  fm: { label: 'FM', name: 'Flow matching', color: '--fm', dash: [] },
  mf: { label: 'MF', name: 'Mean flow', color: '--mf', dash: [7, 3] },
  imf: { label: 'iMF', name: 'Improved mean flow', color: '--imf', dash: [2, 2] },
  lsd: {
    label: 'LSD',
    name: 'Lagrangian self-distillation',
    color: '--lsd',
    dash: [12, 3, 1, 3, 1, 3, 1, 3],
  },
  exact: {
    label: 'Exact',
    name: 'Exact flow',
    color: '--exact',
    dash: [9, 2, 2, 2],
  },
};
