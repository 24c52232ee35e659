import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { offerRecovery, smaller } from '../../../web/element/divergence-recovery.js';
import { explainNetworkOutOfMemory } from '../../../web/errors.js';

beforeEach(() => {
  const element = () => ({ setAttribute() {}, addEventListener() {}, append() {} });
  vi.stubGlobal('document', { createElement: element });
});

afterEach(() => vi.unstubAllGlobals());

/** Whether a button to continue is added for a failed method. @param {string} failure */
function isOffered(failure) {
  const after = vi.fn();
  const playground = {
    engine: { state: { methods: [{ method: 'imf', failure, good: 0 }] }, on: () => () => {} },
    methods: ['imf'],
    parts: { stage: { panel: () => ({ message: { after } }) } },
    values: { lr: 3 },
  };
  offerRecovery(/** @type {any} */ (playground), 'imf');
  return after.mock.calls.length === 1;
}

it('a smaller rate is offered after divergence', () => {
  expect(isOffered('the loss is not finite at iteration 12')).toBe(true);
});

it('none is offered when memory ran out, as a smaller rate frees none', () => {
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
