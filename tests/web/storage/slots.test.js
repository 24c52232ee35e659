import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseKept, claimPlace, placesInUse } from '../../../web/storage/slots.js';

/** @param {string} place @param {string} address */
const label = (place, address) => ({
  version: 1,
  place,
  savedAt: 0,
  note: { link: 'v=1', address, training: true },
});
const labels = [label('new', 'v=1&seed=2'), label('mine', 'v=1&seed=1'), label('old', '')];

/** @param {Parameters<typeof chooseKept>[1]} situation */
const choice = (situation) => chooseKept(labels, situation)?.place;
const none = new Set(/** @type {string[]} */ ([]));

describe('a page opens with', () => {
  it("its tab's own run, when the address is the page's or says nothing", () => {
    expect(choice({ own: 'mine', address: 'v=1&seed=1', inUse: none })).toBe('mine');
    expect(choice({ own: 'mine', address: null, inUse: none })).toBe('mine');
  });

  it('what the address says, when that is something else', () => {
    expect(choice({ own: 'mine', address: 'v=1&seed=9', inUse: none })).toBeUndefined();
    expect(choice({ own: '', address: 'v=1&seed=2', inUse: none })).toBeUndefined();
  });

  it('the newest that no tab is at, when the address says nothing', () => {
    expect(choice({ own: '', address: null, inUse: none })).toBe('new');
    expect(choice({ own: '', address: null, inUse: new Set(['new']) })).toBe('mine');
    expect(choice({ own: 'gone', address: null, inUse: new Set(['new', 'mine']) })).toBe('old');
    expect(choice({ own: '', address: null, inUse: new Set(['new', 'mine', 'old']) })).toBe(
      undefined,
    );
  });

  it('none of its own that another tab is at, as after duplicating a tab', () => {
    expect(choice({ own: 'mine', address: 'v=1&seed=1', inUse: new Set(['mine']) })).toBe(
      undefined,
    );
  });
});

describe('a page that may have no locks', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['as it is not secure', undefined],
    [
      'as its reader blocks all that sites store',
      {
        query: () => Promise.reject(new DOMException('', 'SecurityError')),
        request: () => Promise.reject(new DOMException('', 'SecurityError')),
      },
    ],
  ])('%s, has a place all the same, and takes none for that of another', async (_, locks) => {
    vi.stubGlobal('navigator', { locks });
    expect(await placesInUse()).toEqual(none);
    expect(await claimPlace('mine')).toBe('mine');
  });
});
