import { describe, expect, it } from 'vitest';
import { Roster } from '../../../../web/engine/training/enabled-methods.js';

/** @param {object[]} members */
function rosterOf(...members) {
  /** @type {string[]} */
  const made = [];
  const current = { member: (/** @type {string} */ method) => made.push(method) };
  const roster = new Roster(/** @type {any} */ ({ id: 3, members, current }));
  return { roster, made };
}

const fm = { method: 'fm', iteration: 5, done: true, canGoOn: false, failure: '', good: null };
const mf = { ...fm, method: 'mf', done: false, canGoOn: true, good: { iteration: 4 } };

describe('a roster', () => {
  it('begins with what is shown by default', () => {
    const { roster } = rosterOf();
    expect(roster.enabled).toEqual(['fm', 'mf', 'imf']);
    expect(roster.sampled).toEqual(['fm', 'mf', 'imf']);
  });

  it('samples what trains and what has trained, in order, and makes what is missing', () => {
    const { roster, made } = rosterOf();
    roster.enable(['lsd', 'mf']);
    roster.enable(['fm']);
    expect(roster.enabled).toEqual(['fm']);
    expect(roster.sampled).toEqual(['fm', 'mf', 'lsd']);
    expect(made).toEqual(['mf', 'lsd', 'fm']);
  });

  it('refuses what is no method and changes nothing', () => {
    const { roster, made } = rosterOf();
    expect(() => roster.enable(/** @type {any} */ (['fm', 'gan']))).toThrow(
      '"gan" is no method; these are: fm, mf, imf, lsd',
    );
    expect(roster.enabled).toEqual(['fm', 'mf', 'imf']);
    expect(made).toEqual([]);
  });

  it('tells what can go on, and when all that is enabled is done', () => {
    const { roster } = rosterOf(fm, mf);
    expect(roster.canGoOn).toBe(true);
    expect(roster.state()).toMatchObject({
      run: 3,
      done: false,
      methods: [
        { method: 'fm', enabled: true, done: true, good: 0 },
        { method: 'mf', enabled: true, done: false, good: 4 },
      ],
    });
    roster.enable(['fm']);
    expect(roster.canGoOn).toBe(false);
    expect(roster.state().done).toBe(true);
    roster.enable([]);
    expect(roster.state().done).toBe(false);
  });
});
