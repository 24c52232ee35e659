import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LazyAutosave } from '../../../../web/engine/training/lazy-autosave.js';
import { Simulation } from '../fakes.js';

/** @import {SaveReport, SaveTarget, AutosaveOptions} from '../../../../web/storage/autosave.js' */

const placed = /** @type {SaveTarget} */ ({ place: 'a', note: { link: '', address: '' } });

/** Calls of the autosave. @type {string[]} */
let calls = [];
/** @type {AutosaveOptions | undefined} */
let options;
/** @type {SaveReport[]} */
let reports = [];
/** Why the autosave does not load, or "". */
let fault = '';
/** @type {any} */
let currentRun;
/** @type {LazyAutosave} */
let autosave;

/** @param {AutosaveOptions} given */
async function makeAutosave(given) {
  if (fault) throw new Error(fault);
  options = given;
  const record = (/** @type {string} */ what) => () => calls.push(what);
  const saveTo = (/** @type {SaveTarget | null} */ where) => calls.push(`saveTo ${where?.place}`);
  return /** @type {any} */ ({
    saveTo,
    tick: record('tick'),
    save: record('save'),
    forget: record('forget'),
  });
}

beforeEach(() => {
  [calls, options, reports, fault] = [[], undefined, [], ''];
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
    makeAutosave,
  );
});

describe('LazyAutosave', () => {
  it('does nothing until it is used', () => {
    autosave.begin();
    autosave.tick();
    autosave.save();
    expect(options).toBeUndefined();
  });

  it('loads once, and gives access to the run', async () => {
    await autosave.keepAt(placed);
    const first = options;
    await autosave.keepAt({ ...placed, place: 'b' });
    await autosave.keepAt(null);
    expect(options).toBe(first);
    expect(calls).toEqual(['saveTo a', 'saveTo b', 'saveTo undefined']);
    expect(first?.keepRun()).toBe('the run');
    expect(first?.version()).toBe('1 2');
    expect(first?.checkpoints?.()).toEqual(['c']);
    expect(first?.now()).toBe(7);
    first?.report({ savedAt: 5, failure: '' });
    expect(reports).toEqual([{ savedAt: 5, failure: '' }]);
    currentRun.worthKeeping = false;
    expect(first?.keepRun()).toBeNull();
  });

  it('forwards iterations and pauses', async () => {
    await autosave.keepAt(placed);
    autosave.tick();
    autosave.save();
    expect(calls).toEqual(['saveTo a', 'tick', 'save']);
  });

  it('deletes the saved run when a new one begins, but not when one continues', async () => {
    await autosave.keepAt(placed);
    autosave.begin();
    expect(calls).toEqual(['saveTo a']);
    currentRun.worthKeeping = false;
    autosave.begin();
    expect(calls).toEqual(['saveTo a', 'forget']);
  });

  it('reports a failure to load, and tries again', async () => {
    fault = 'offline';
    await autosave.keepAt(placed);
    expect(reports).toEqual([{ savedAt: 0, failure: 'offline' }]);
    autosave.tick();
    fault = '';
    await autosave.keepAt(placed);
    expect(calls).toEqual(['saveTo a']);
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
    /** @type {(autosave: any) => void} */
    let load = () => {};
    const late = new Promise((resolve) => {
      load = resolve;
    });
    const onKept = (/** @type {SaveReport} */ kept) => reports.push(kept);
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
    load(await makeAutosave(/** @type {any} */ ({})));
    await placing;
    expect(calls).toEqual(['saveTo a', 'saveTo b']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('the coordinator does everything else', async () => {
    const makeAutosave = () => new Promise(() => {});
    const simulation = new Simulation({ workers: 1, laneTime: () => 5, makeAutosave });
    simulation.rpc.notify('keep', placed);
    await simulation.call('configure', { seed: 1 });
    await simulation.call('step');
    expect(simulation.iteration('imf')).toBe(1);
  });
});

it('the coordinator saves the run at every iteration and pause', async () => {
  const simulation = new Simulation({ workers: 1, laneTime: () => 5, makeAutosave });
  await simulation.call('configure', { seed: 1 });
  await simulation.call('keep', placed);
  expect(calls).toEqual(['saveTo a', 'save']);
  await simulation.call('step');
  expect(calls.slice(2)).toEqual(['tick', 'tick', 'tick', 'save']);
  const run = options?.keepRun();
  expect(run?.settings).toMatchObject({ seed: 1 });
  expect(run?.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
  await simulation.call('reset');
  expect(calls.slice(6)).toEqual(['forget', 'save']);
  expect(options?.keepRun()).toBeNull();
});
