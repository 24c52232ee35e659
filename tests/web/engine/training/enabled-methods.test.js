import { describe, expect, it } from 'vitest';
import { EnabledMethods } from '../../../../web/engine/training/enabled-methods.js';

/** @param {object[]} methodRuns */
function methodsOf(...methodRuns) {
  /** @type {string[]} */
  const created = [];
  const run = { methodRun: (/** @type {string} */ method) => created.push(method) };
  const enabledMethods = new EnabledMethods(/** @type {any} */ ({ id: 3, methodRuns, run }));
  return { enabledMethods, created };
}

const fm = {
  method: 'fm',
  iteration: 5,
  done: true,
  canContinue: false,
  failure: '',
  recoveryPoint: null,
};
const mf = { ...fm, method: 'mf', done: false, canContinue: true, recoveryPoint: { iteration: 4 } };

describe('EnabledMethods', () => {
  it('starts with the methods shown by default', () => {
    const { enabledMethods } = methodsOf();
    expect(enabledMethods.enabled).toEqual(['fm', 'mf', 'imf']);
    expect(enabledMethods.sampled).toEqual(['fm', 'mf', 'imf']);
  });

  it('samples enabled and previously enabled methods, in order, and creates missing ones', () => {
    const { enabledMethods, created } = methodsOf();
    enabledMethods.enable(['lsd', 'mf']);
    enabledMethods.enable(['fm']);
    expect(enabledMethods.enabled).toEqual(['fm']);
    expect(enabledMethods.sampled).toEqual(['fm', 'mf', 'lsd']);
    expect(created).toEqual(['mf', 'lsd', 'fm']);
  });

  it('rejects unknown methods and changes nothing', () => {
    const { enabledMethods, created } = methodsOf();
    expect(() => enabledMethods.enable(/** @type {any} */ (['fm', 'gan']))).toThrow(
      '"gan" is no method; these are: fm, mf, imf, lsd',
    );
    expect(enabledMethods.enabled).toEqual(['fm', 'mf', 'imf']);
    expect(created).toEqual([]);
  });

  it('reports whether a method can continue, and when all enabled ones are done', () => {
    const { enabledMethods } = methodsOf(fm, mf);
    expect(enabledMethods.canContinue).toBe(true);
    expect(enabledMethods.state()).toMatchObject({
      run: 3,
      done: false,
      methods: [
        { method: 'fm', enabled: true, done: true, good: 0 },
        { method: 'mf', enabled: true, done: false, good: 4 },
      ],
    });
    enabledMethods.enable(['fm']);
    expect(enabledMethods.canContinue).toBe(false);
    expect(enabledMethods.state().done).toBe(true);
    enabledMethods.enable([]);
    expect(enabledMethods.state().done).toBe(false);
  });
});
