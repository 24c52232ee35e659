import { describe, expect, it } from 'vitest';
import { compareReceipts, proofOf } from '../../../web/share/receipts.js';

/** @import {Receipts} from '../../../web/engine/types.js' */

const [a, b] = ['0123456789abcdef', 'fedcba9876543210'];

/** @type {Receipts} */
const receipts = {
  arithmetic: 'fused',
  receipts: [
    { method: 'fm', iteration: 12, receipt: a, loss: 1.7, imported: false, phases: [] },
    { method: 'mf', iteration: 0, receipt: b, loss: Number.NaN, imported: false, phases: [] },
    { method: 'imf', iteration: 9, receipt: b, loss: 1.9, imported: true, phases: [] },
  ],
};

describe('the proof of a run', () => {
  it('has only networks trained from the settings alone', () => {
    const methods = { fm: { receipt: a, loss: 1.7 } };
    expect(proofOf(receipts)).toEqual({ arithmetic: 'fused', methods });
    expect(proofOf({ ...receipts, receipts: receipts.receipts.slice(1) })).toBeNull();
  });

  it('reports equal bits', () => {
    const link = { at: { fm: 12 }, proof: proofOf(receipts) };
    const { same, lines } = compareReceipts(link, receipts);
    expect(same).toBe(true);
    expect(lines).toEqual([`FM ${a}: same to the bit.`]);
  });

  it.each([
    ['fused', 12, `FM ${a}: differs from the link's, ${b}; loss 1.700 here, 1.650 there.`],
    [
      'plain',
      12,
      `FM ${a}: the link's was made with plain, which rounds otherwise than fused here, so bits ` +
        'cannot agree; loss 1.700 here, 1.650 there.',
    ],
    ['fused', 11, "FM is at iteration 12, the link's receipt is of 11."],
  ])('reports differences: %s, iteration %i', (arithmetic, iteration, line) => {
    const proof = { arithmetic, methods: { fm: { receipt: b, loss: 1.65 } } };
    const { same, lines } = compareReceipts({ at: { fm: iteration }, proof }, receipts);
    expect(same).toBe(false);
    expect(lines).toEqual([line]);
  });

  it('may be missing', () => {
    const { same, lines } = compareReceipts({ at: { fm: 12 }, proof: null }, receipts);
    expect(same).toBe(false);
    expect(lines).toEqual(['The link has no receipt to compare with.']);
  });
});
