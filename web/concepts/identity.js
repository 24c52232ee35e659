// The mean flow identity u + (t - r) du/dt = v at one place, under the exact flow and under a network. The network's du/dt is
// along its own velocity, as in iMF; v is the marginal velocity, which is the mean of what it is trained on.

import { numberText, pointText } from '../plot/point-text.js';
import { plane } from './marks.js';
import {
  arrowScale,
  backdrop,
  distance,
  networkAtPlace,
  placeHandle,
  placeOf,
  plus,
  trainedProblem,
} from './place.js';
import { flowPointOf, networkOf } from './values.js';

/** @import {IdentityTerms, Vector} from '../engine/inspection/inspections.js' */
/** @import {DensityGrid} from '../engine/types.js' */
/** @import {Values} from '../settings/settings.js' */
/** @import {Concept, Picture} from './concept.js' */
/** @import {Mark} from './marks.js' */

/** @typedef {{density: DensityGrid, exact: IdentityTerms, learned: IdentityTerms}} Answer */

/** @type {Concept<Answer>} */
export const identity = {
  title: 'The mean flow identity at one place',
  hint: 'Drag the ring. Then change how long the network has been trained.',
  ...networkAtPlace,

  async compute(ask, values) {
    const at = flowPointOf(values);
    const [density, exact, learned] = await Promise.all([
      ask('density', trainedProblem),
      ask('exactIdentity', { problem: trainedProblem, at }),
      ask('identity', { network: networkOf(values), at }),
    ]);
    return { density, exact, learned };
  },

  pictures(values, { density, exact, learned }) {
    const behind = backdrop(density);
    return [
      picture('The exact flow', values, exact, exact.v, behind),
      picture('A network', values, learned, exact.v, behind),
    ];
  },

  head: ['', 'exact flow', 'network'],

  rows(values, { exact, learned }) {
    const both = (/** @type {(terms: IdentityTerms) => Vector} */ part) =>
      [exact, learned].map((terms) => pointText(part(terms), 4));
    const factor = interval(values);
    const rest = (/** @type {IdentityTerms} */ terms) =>
      numberText(distance(sum(terms, factor), exact.v), 4);
    return [
      { label: 'u', cells: both(({ u }) => u), kind: 'exact' },
      { label: '(t − r) du/dt', cells: both(({ dudt }) => plus([0, 0], dudt, factor)), kind: 'mf' },
      { label: 'their sum', cells: both((terms) => sum(terms, factor)) },
      { label: 'v', cells: both(() => exact.v), kind: 'ink' },
      { label: 'what is left', cells: [exact, learned].map(rest) },
    ];
  },
};

/** @param {Values} values */
const interval = (values) => {
  const { t, r } = flowPointOf(values);
  return t - r;
};

/** @param {IdentityTerms} terms @param {number} factor t - r @returns {Vector} */
const sum = ({ u, dudt }, factor) => plus(u, dudt, factor);

/**
 * u, then (t - r) du/dt from its tip, beside v.
 *
 * @param {string} label
 * @param {Values} values
 * @param {IdentityTerms} terms
 * @param {Vector} v  the marginal velocity
 * @param {Mark[]} behind
 * @returns {Picture}
 */
function picture(label, values, terms, v, behind) {
  const at = placeOf(flowPointOf(values));
  const scaled = (/** @type {Vector} */ velocity) => plus(at, velocity, arrowScale);
  const tip = scaled(terms.u);
  return {
    label,
    view: plane,
    marks: [
      ...behind,
      plane.arrow('arrow ink wide', at, scaled(v)),
      plane.arrow('arrow exact', at, tip),
      plane.arrow('arrow mf', tip, scaled(sum(terms, interval(values)))),
    ],
    handles: [placeHandle(values)],
  };
}
