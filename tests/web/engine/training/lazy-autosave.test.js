import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LazyAutosave } from '../../../../web/engine/training/lazy-autosave.js';
import { Simulation } from '../fakes.js';

/** @import {Keeping, Placed, Surroundings} from '../../../../web/storage/autosave.js' */

const placed = /** @type {Placed} */ ({ place: 'a', note: { link: '', address: '' } });

/** Calls of the autosave. @type {string[]} */
let calls = [];
/** @type {Surroundings | undefined} */
let surroundings;
/** @type {Keeping[]} */
let reports = [];
/** Why the autosave does not load, or "". */
let fault = '';
/** @type {any} */
let currentRun;
/** @type {LazyAutosave} */
let autosave;

/** @param {Surroundings} given */
async function makeKeeper(given) {
  if (fault) throw new Error(fault);
  surroundings = given;
  const record = (/** @type {string} */ what) => () => calls.push(what);
  const put = (/** @type {Placed | null} */ where) => calls.push(`put ${where?.place}`);
  return /** @type {any} */ ({
    put,
    tick: record('tick'),
    save: record('save'),
    forget: record('forget'),
  });
}

beforeEach(() => {
  [calls, surroundings, reports, fault] = [[], undefined, [], ''];
  currentRun = {
    worthKeeping: true,
    version: '1 2',
    keep: () => 'the run',
    checkpoints: () => ['c'],
  };
  autosave = new LazyAutosave(
    currentRun,
    (kept) => reports.push(kept),
    () => 7,
    makeKeeper,
  );
});

describe('LazyAutosave', () => {
  it('does nothing until it is used', () => {
    autosave.begin();
    autosave.tick();
    autosave.save();
    expect(surroundings).toBeUndefined();
  });

  it('loads once, and gives access to the run', async () => {
    await autosave.keepAt(placed);
    const first = surroundings;
    await autosave.keepAt({ ...placed, place: 'b' });
    await autosave.keepAt(null);
    expect(surroundings).toBe(first);
    expect(calls).toEqual(['put a', 'put b', 'put undefined']);
    expect(first?.keepRun()).toBe('the run');
    expect(first?.version()).toBe('1 2');
    expect(first?.checkpoints?.()).toEqual(['c']);
    expect(first?.now()).toBe(7);
    first?.tell({ savedAt: 5, failure: '' });
    expect(reports).toEqual([{ savedAt: 5, failure: '' }]);
    currentRun.worthKeeping = false;
    expect(first?.keepRun()).toBeNull();
  });

  it('forwards iterations and pauses', async () => {
    await autosave.keepAt(placed);
    autosave.tick();
    autosave.save();
    expect(calls).toEqual(['put a', 'tick', 'save']);
  });

  it('deletes the saved run when a new one begins, but not when one continues', async () => {
    await autosave.keepAt(placed);
    autosave.begin();
    expect(calls).toEqual(['put a']);
    currentRun.worthKeeping = false;
    autosave.begin();
    expect(calls).toEqual(['put a', 'forget']);
  });

  it('reports a failure to load, and tries again', async () => {
    fault = 'offline';
    await autosave.keepAt(placed);
    expect(reports).toEqual([{ savedAt: 0, failure: 'offline' }]);
    autosave.tick();
    fault = '';
    await autosave.keepAt(placed);
    expect(calls).toEqual(['put a']);
  });
});

describe('while loading hangs', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('reports a timeout, and still uses the autosave if it loads later', async () => {
    /** @type {(keeper: any) => void} */
    let load = () => {};
    const late = new Promise((resolve) => {
      load = resolve;
    });
    const onKept = (/** @type {Keeping} */ kept) => reports.push(kept);
    autosave = new LazyAutosave(
      currentRun,
      onKept,
      () => 7,
      () => /** @type {any} */ (late),
    );
    const placing = autosave.keepAt(placed);
    autosave.keepAt({ ...placed, place: 'b' });
    vi.advanceTimersByTime(60_000);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(600_000);
    const failure = 'what keeps it has not loaded within 60 s';
    expect(reports).toEqual([{ savedAt: 0, failure }]);
    load(await makeKeeper(/** @type {any} */ ({})));
    await placing;
    expect(calls).toEqual(['put a', 'put b']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('the coordinator does everything else', async () => {
    const makeKeeper = () => new Promise(() => {});
    const simulation = new Simulation({ workers: 1, laneTime: () => 5, makeKeeper });
    simulation.rpc.notify('keep', placed);
    await simulation.call('configure', { seed: 1 });
    await simulation.call('step');
    expect(simulation.iteration('imf')).toBe(1);
  });
});

it('the coordinator saves the run at every iteration and pause', async () => {
  const simulation = new Simulation({ workers: 1, laneTime: () => 5, makeKeeper });
  await simulation.call('configure', { seed: 1 });
  await simulation.call('keep', placed);
  expect(calls).toEqual(['put a', 'save']);
  await simulation.call('step');
  expect(calls.slice(2)).toEqual(['tick', 'tick', 'tick', 'save']);
  const run = surroundings?.keepRun();
  expect(run?.settings).toEqual({ seed: 1 });
  expect(run?.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
  await simulation.call('reset');
  expect(calls.slice(6)).toEqual(['forget', 'save']);
  expect(surroundings?.keepRun()).toBeNull();
});
