// Compares a run with the receipts of its link, and says the result in words.

/** @import {Receipts} from '../engine/types.js' */
/** @import {Link, Proof} from './link.js' */
import { lossText } from '../plot/loss-trace.js';
import { methodStyles } from '../plot/method-styles.js';

/**
 * @param {Receipts} receipts  of this page's networks
 * @returns {Proof | null} for a link; null when no network has been trained from the settings alone
 */
export function proofOf({ arithmetic, receipts }) {
  const own = receipts.filter(({ iteration, imported }) => iteration > 0 && !imported);
  if (own.length === 0) return null;
  const entries = own.map(({ method, receipt, loss }) => [method, { receipt, loss }]);
  return { arithmetic, methods: Object.fromEntries(entries) };
}

/**
 * @param {Pick<Link, 'at' | 'proof'>} link
 * @param {Receipts} receipts  of this page
 * @returns {{same: boolean, there: boolean, lines: string[]}} same: to the bit; there: whether the run is at the link's
 *   iteration; lines: one for each method of the link
 */
export function compareReceipts({ at, proof }, { arithmetic, receipts }) {
  const there = receipts.every(({ method, iteration }) => iteration === (at[method] ?? iteration));
  if (!proof) return { same: false, there, lines: ['The link has no receipt to compare with.'] };
  let same = true;
  const lines = receipts.flatMap(({ method, receipt, loss, iteration }) => {
    const expected = proof.methods[method];
    if (!expected) return [];
    const { label } = methodStyles[method];
    if (iteration !== at[method]) {
      same = false;
      return [`${label} is at iteration ${iteration}, the link's receipt is of ${at[method]}.`];
    }
    if (expected.receipt === receipt) return [`${label} ${receipt}: same to the bit.`];
    same = false;
    const losses = `loss ${lossText(loss)} here, ${lossText(expected.loss)} there`;
    if (proof.arithmetic !== arithmetic) {
      const other = `made with ${proof.arithmetic}, which rounds otherwise than ${arithmetic} here`;
      return [`${label} ${receipt}: the link's was ${other}, so bits cannot agree; ${losses}.`];
    }
    return [`${label} ${receipt}: differs from the link's, ${expected.receipt}; ${losses}.`];
  });
  return { same, there, lines };
}
