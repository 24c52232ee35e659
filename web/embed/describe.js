// The figure on show, in an author's words: attributes of <mean-flow>.

import { methodStyles } from '../plot/method-styles.js';
/** @import {Playground} from '../element/playground.js' */
import { linkEntries } from '../share/link.js';
import { linkOf } from '../share/snapshot.js';

/**
 * @typedef {object} Description
 * @property {Map<string, string>} attributes
 * @property {number} iteration  up to which they repeat the run; 0 for one from its beginning, or for trained networks
 * @property {string} title
 */

/**
 * @param {Playground} playground
 * @param {boolean} withRun  whether they repeat the run, as far as it is and as settings lead there
 * @returns {Promise<Description>}
 */
export async function describe(playground, withRun) {
  const receipts = withRun ? await playground.engine.receipts() : undefined;
  const whole = linkOf(playground, receipts);
  // Panels of methods that neither train nor have trained are left out.
  const methods = whole.methods.filter((method) => {
    return whole.training.includes(method) || whole.at[method] !== undefined;
  });
  const link = { ...whole, methods: methods.length > 0 ? methods : whole.methods };
  const attributes = new Map(linkEntries(link));
  if (withRun && playground.trained.wanted) attributes.set('trained', 'on');
  const named = attributes.get('method');
  if (named) attributes.set('method', named.replaceAll(',', ' ')); // As words of an attribute are.
  const names = link.methods.map((method) => methodStyles[method].label).join(', ');
  const title = `${names} learning the density “${link.values.density}”, live`;
  return { attributes, iteration: Math.max(0, ...Object.values(link.at)), title };
}
