import { expect, it } from 'vitest';
import { defaultValues } from '../../../web/settings/settings.js';
import { changeAttributes } from '../../../web/share/link-attributes.js';

/** A playground with a run of iMF at some iteration. `begun` has a function for each new run, which completes its start. */
function fakePlayground(/** @type {number} */ iteration) {
  /** @type {(() => void)[]} */
  const begun = [];
  const run = { iteration };
  /** @type {(Record<string, number> | null)[]} */
  const goals = [];
  /** @type {any[]} */
  const views = [];
  const receipts = () => [{ method: 'imf', phases: [], receipt: '', loss: 1, ...run }];
  const playground = {
    methods: ['imf'],
    values: { ...defaultValues(), iterations: 400 },
    training: {
      stages: [],
      wanted: false,
      setTarget: (/** @type {Record<string, number> | null} */ goal) => goals.push(goal),
      ignoreRun() {},
    },
    trained: { wanted: false, leave() {} },
    engine: {
      state: { run: 1 },
      pause: async () => {},
      receipts: async () => ({ arithmetic: 'fused', receipts: receipts() }),
    },
    begin: () =>
      new Promise((resolve) => {
        begun.push(() => {
          run.iteration = 0;
          resolve(undefined);
        });
      }),
    pause() {},
    train() {},
    chooseMethods() {},
    parts: { choice: { exact: { checked: false } } },
    history: { show() {} },
    onDemand: { view: { view: { imf: 'as before' }, field: [0.9, 0.1] } },
    showView: (/** @type {any} */ view) => views.push(view),
  };
  return { playground: /** @type {any} */ (playground), begun, goals, views };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const change = { changed: ['at'], trains: true };

it('continues a run that is beginning, when `at` changes meanwhile', async () => {
  const { playground, begun, goals } = fakePlayground(40);
  expect(changeAttributes(playground, { at: '35' }, change)).toBe('');
  await settle();
  expect(begun).toHaveLength(1);
  // The old run's iteration.
  expect(changeAttributes(playground, { at: '40' }, change)).toBe('');
  await settle();
  expect(goals.filter(Boolean)).toEqual([]);
  begun[0]();
  await settle();
  expect(begun).toHaveLength(1);
  expect(goals.at(-1)).toEqual({ imf: 40 });
});

it('trains to the last of several values of `at`', async () => {
  const { playground, begun, goals } = fakePlayground(30);
  for (const at of ['300', '35', '45', '40']) changeAttributes(playground, { at }, change);
  await settle();
  expect(begun).toHaveLength(0);
  expect(goals.filter(Boolean)).toEqual([{ imf: 40 }]);
});

it('applies valid attributes beside invalid ones', async () => {
  const { playground, goals, views } = fakePlayground(30);
  const parts = { view: 'bare', field: '0.2,0.8', at: '40', arithmetic: 'fused', receipt: 'x' };
  const changed = Object.keys(parts);
  const wrong = changeAttributes(playground, parts, { changed, trains: true });
  expect(wrong).toMatch(/^field: "0\.2,0\.8" .*receipt: "x" /);
  const shown = { layer: 'none', particles: false, trails: false };
  expect(views).toEqual([{ view: { imf: shown }, field: [0.9, 0.1] }]);
  await settle();
  expect(goals.at(-1)).toEqual({ imf: 40 });
  changeAttributes(playground, { ...parts, view: 'x' }, { changed: ['view'], trains: true });
  expect(views).toHaveLength(1);
});

it('accepts a view of the exact flow only where it is displayed', () => {
  const { playground, views } = fakePlayground(30);
  const parts = { view: 'exact:jacobian' };
  const viewChange = { changed: ['view'], trains: false };
  expect(changeAttributes(playground, parts, viewChange)).toMatch(/^view: "exact:jacobian" is not/);
  playground.parts.choice.exact.checked = true;
  expect(changeAttributes(playground, parts, viewChange)).toBe('');
  expect(views).toMatchObject([{ view: { exact: { layer: 'jacobian' } } }]);
});
