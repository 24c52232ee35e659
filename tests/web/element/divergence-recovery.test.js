import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { offerRescue, smaller } from '../../../web/element/divergence-recovery.js';
import { explainNetworkOutOfMemory } from '../../../web/errors.js';

beforeEach(() => {
  const element = () => ({ setAttribute() {}, addEventListener() {}, append() {} });
  vi.stubGlobal('document', { createElement: element });
});

afterEach(() => vi.unstubAllGlobals());

/** Whether there is a button to go on under what stopped a method. @param {string} failure */
function isOffered(failure) {
  const after = vi.fn();
  const playground = {
    engine: { state: { methods: [{ method: 'imf', failure, good: 0 }] }, on: () => () => {} },
    methods: ['imf'],
    parts: { stage: { panel: () => ({ message: { after } }) } },
    values: { lr: 3 },
  };
  offerRescue(/** @type {any} */ (playground), 'imf');
  return after.mock.calls.length === 1;
}

it('a smaller rate is offered where numbers blew up', () => {
  expect(isOffered('the loss is not finite at iteration 12')).toBe(true);
});

it('none is offered where memory ran out, which a smaller rate makes none of', () => {
  const noRoom = /** @type {Error} */ (
    explainNetworkOutOfMemory(new RangeError('Invalid typed array length'))
  );
  expect(isOffered(noRoom.message)).toBe(false);
});

it('none is offered once a new run has begun', () => {
  expect(isOffered('')).toBe(false);
});

it('the smaller rate is a tenth, without the digits that binary fractions add', () => {
  expect([10, 0.003, 0.0007].map(smaller)).toEqual([1, 0.0003, 0.00007]);
});
