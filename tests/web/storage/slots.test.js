import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseRun, claimSlot, slotsInUse } from '../../../web/storage/slots.js';

/** @param {string} slot @param {string} address */
const label = (slot, address) => ({
  slot,
  savedAt: 0,
  note: { link: 'v=1', address, training: true },
});
const labels = [label('new', 'v=1&seed=2'), label('mine', 'v=1&seed=1'), label('old', '')];

/** @param {Parameters<typeof chooseRun>[1]} situation */
const choice = (situation) => chooseRun(labels, situation)?.slot;
const none = new Set(/** @type {string[]} */ ([]));

describe('a page opens with', () => {
  it("its tab's own run, when the address has the page's link or none", () => {
    expect(choice({ own: 'mine', address: 'v=1&seed=1', inUse: none })).toBe('mine');
    expect(choice({ own: 'mine', address: null, inUse: none })).toBe('mine');
  });

  it("its tab's own run, when it was saved with an earlier address", () => {
    const isSameRun = (/** @type {string} */ saved) => saved === 'v=1&seed=1';
    const situation = { own: 'mine', address: 'v=1&seed=1&at=9', inUse: none };
    expect(choice({ ...situation, isSameRun })).toBe('mine');
    expect(choice({ ...situation, isSameRun: () => false })).toBeUndefined();
    expect(choice({ ...situation, own: 'new', isSameRun })).toBeUndefined();
  });

  it('no saved run, when the address has another link', () => {
    expect(choice({ own: 'mine', address: 'v=1&seed=9', inUse: none })).toBeUndefined();
    expect(choice({ own: '', address: 'v=1&seed=2', inUse: none })).toBeUndefined();
  });

  it('the newest run that no tab uses, when the address has no link', () => {
    expect(choice({ own: '', address: null, inUse: none })).toBe('new');
    expect(choice({ own: '', address: null, inUse: new Set(['new']) })).toBe('mine');
    expect(choice({ own: 'gone', address: null, inUse: new Set(['new', 'mine']) })).toBe('old');
    expect(choice({ own: '', address: null, inUse: new Set(['new', 'mine', 'old']) })).toBe(
      undefined,
    );
  });

  it('no run that another tab uses, as after duplicating a tab', () => {
    expect(choice({ own: 'mine', address: 'v=1&seed=1', inUse: new Set(['mine']) })).toBe(
      undefined,
    );
  });
});

describe('a page without locks', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['in an insecure context', undefined],
    [
      'where storage is blocked',
      {
        query: () => Promise.reject(new DOMException('', 'SecurityError')),
        request: () => Promise.reject(new DOMException('', 'SecurityError')),
      },
    ],
  ])('%s, has a slot all the same, and sees none in use', async (_, locks) => {
    vi.stubGlobal('navigator', { locks });
    expect(await slotsInUse()).toEqual(none);
    expect(await claimSlot('mine')).toBe('mine');
  });
});
