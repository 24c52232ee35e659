// Whether a run came out as its link says, in words.

/** @import {Receipts} from '../engine/types.js' */
/** @import {Link, Proof} from './link.js' */
import { lossText } from '../plot/loss-trace.js';
import { methodStyles } from '../plot/method-styles.js';

/**
 * @param {Receipts} receipts  of this page's networks
 * @returns {Proof | null} what a link says of them; null when there is nothing that settings lead to
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
 * @returns {{same: boolean, there: boolean, lines: string[]}} a line a method of the link; `there`: as far as the link is
 */
export function compareReceipts({ at, proof }, { arithmetic, receipts }) {
  const there = receipts.every(({ method, iteration }) => iteration === (at[method] ?? iteration));
  if (!proof) return { same: false, there, lines: ['The link has no receipt to compare with.'] };
  let same = true;
  const lines = receipts.flatMap(({ method, receipt, loss, iteration }) => {
    const wanted = proof.methods[method];
    if (!wanted) return [];
    const { label } = methodStyles[method];
    if (iteration !== at[method]) {
      same = false;
      return [`${label} is at iteration ${iteration}, the link's receipt is of ${at[method]}.`];
    }
    if (wanted.receipt === receipt) return [`${label} ${receipt}: same to the bit.`];
    same = false;
    const losses = `loss ${lossText(loss)} here, ${lossText(wanted.loss)} there`;
    if (proof.arithmetic !== arithmetic) {
      const other = `made with ${proof.arithmetic}, which rounds otherwise than ${arithmetic} here`;
      return [`${label} ${receipt}: the link's was ${other}, so bits cannot agree; ${losses}.`];
    }
    return [`${label} ${receipt}: differs from the link's, ${wanted.receipt}; ${losses}.`];
  });
  return { same, there, lines };
}
