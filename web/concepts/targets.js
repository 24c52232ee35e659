// The regression targets that the pairs which lead to one (x_t, t, r) give a network under MF and under iMF.

import { numberText, pointText } from '../plot/point-text.js';
import { View } from './marks.js';
import { networkAtPlace, placePicture, trainedProblem } from './place.js';
import { flowPointOf, networkOf } from './values.js';

/** @import {Inspections} from '../engine/inspection/inspections.js' */
/** @import {DensityGrid} from '../engine/types.js' */
/** @import {Concept, Picture} from './concept.js' */

/** Pairs. */
const count = 400;

/** Velocities on show: the components of targets. */
const velocities = new View(8);

/** @typedef {ReturnType<Inspections['targets']>} Targets */
/** @typedef {{density: DensityGrid, targets: Targets}} Answer */

/** @type {Concept<Answer>} */
export const targets = {
  title: 'Targets of mean flow and of improved mean flow for one place',
  hint: 'Drag the ring, and move r away from t.',
  ...networkAtPlace,

  async compute(ask, values) {
    const at = flowPointOf(values);
    const [density, found] = await Promise.all([
      ask('density', trainedProblem),
      ask('targets', { problem: trainedProblem, network: networkOf(values), at, count, seed: 0 }),
    ]);
    return { density, targets: found };
  },

  pictures(values, { density, targets: found }) {
    return [
      placePicture(values, density),
      cloud('MF’s targets', 'mf', found),
      cloud('iMF’s targets', 'imf', found),
    ];
  },

  head: ['', 'MF', 'iMF'],

  rows(_, { targets: { terms, means, mfSpread, imfSpread, spread } }) {
    return [
      {
        label: 'velocity in the JVP',
        cells: [`each pair’s own, ± ${numberText(spread, 2)}`, pointText(terms.v, 2)],
      },
      {
        label: 'the targets’ mean (ring)',
        cells: [pointText(means.mf, 2), pointText(means.imf, 2)],
      },
      {
        label: 'the network’s u (dot)',
        cells: [pointText(terms.u, 2), pointText(terms.u, 2)],
        kind: 'ink',
      },
      { label: 'the targets’ spread', cells: [numberText(mfSpread, 2), numberText(imfSpread, 2)] },
    ];
  },
};

/**
 * @param {string} label
 * @param {'mf' | 'imf'} method
 * @param {Targets} targets
 * @returns {Picture}
 */
function cloud(label, method, targets) {
  const { extent } = velocities;
  return {
    label,
    marks: [
      velocities.line('axis', [-extent, 0, extent, 0]),
      velocities.line('axis', [0, -extent, 0, extent]),
      velocities.dots(`dots ${method}`, targets[method]),
      velocities.ring('ring', targets.means[method], 13),
      velocities.dots('dots ink large', targets.terms.u),
    ],
    handles: [],
  };
}
