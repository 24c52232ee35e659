// Describes a playground as attributes of <mean-flow>, for authors who embed it.

import { methodStyles } from '../plot/method-styles.js';
/** @import {Playground} from '../element/playground.js' */
import { linkEntries } from '../share/link.js';
import { linkOf } from '../share/snapshot.js';

/**
 * @typedef {object} Description
 * @property {Map<string, string>} attributes
 * @property {number} iteration  up to which the run is repeated; 0 for none, or for trained networks
 * @property {string} title
 */

/**
 * @param {Playground} playground
 * @param {boolean} withRun  whether the attributes include the run's progress, of methods trained from the settings alone
 * @returns {Promise<Description>}
 */
export async function describe(playground, withRun) {
  const receipts = withRun ? await playground.engine.receipts() : undefined;
  const whole = linkOf(playground, receipts);
  // Leaves out methods that neither train nor have trained.
  const methods = whole.methods.filter((method) => {
    return whole.training.includes(method) || whole.at[method] !== undefined;
  });
  const link = { ...whole, methods: methods.length > 0 ? methods : whole.methods };
  const attributes = new Map(linkEntries(link));
  if (withRun && playground.trained.wanted) attributes.set('trained', 'on');
  const list = attributes.get('method');
  if (list) attributes.set('method', list.replaceAll(',', ' ')); // As is usual in attributes.
  const names = link.methods.map((method) => methodStyles[method].label).join(', ');
  const title = `${names} learning the density “${link.values.density}”, live`;
  return { attributes, iteration: Math.max(0, ...Object.values(link.at)), title };
}
