import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keeping } from '../../../../web/engine/training/lazy-autosave.js';
import { FakeStage } from '../fakes.js';

/** @import {AutosaveOptions, SaveReport, SaveTarget} from '../../../../web/storage/autosave.js' */

const placed = /** @type {SaveTarget} */ ({ place: 'a', note: { link: '', address: '' } });

/** What the conductor has told its keeper. @type {string[]} */
let asked = [];
/** @type {AutosaveOptions | undefined} */
let options;
/** @type {SaveReport[]} */
let told = [];
/** Why what keeps does not load, or "". */
let fault = '';
/** @type {any} */
let runs;
/** @type {Keeping} */
let keeping;

/** @param {AutosaveOptions} given */
async function makeAutosave(given) {
  if (fault) throw new Error(fault);
  options = given;
  const note = (/** @type {string} */ what) => () => asked.push(what);
  const saveTo = (/** @type {SaveTarget | null} */ where) => asked.push(`saveTo ${where?.place}`);
  return /** @type {any} */ ({
    saveTo,
    tick: note('tick'),
    save: note('save'),
    forget: note('forget'),
  });
}

beforeEach(() => {
  [asked, options, told, fault] = [[], undefined, [], ''];
  runs = { worthKeeping: true, version: '1 2', keep: () => 'the run', checkpoints: () => ['c'] };
  keeping = new Keeping(
    runs,
    (kept) => told.push(kept),
    () => 7,
    makeAutosave,
  );
});

describe('keeping', () => {
  it('does nothing before it is asked to', () => {
    keeping.begin();
    keeping.tick();
    keeping.save();
    expect(options).toBeUndefined();
  });

  it('loads once, and says what the run is', async () => {
    await keeping.keepAt(placed);
    const first = options;
    await keeping.keepAt({ ...placed, place: 'b' });
    await keeping.keepAt(null);
    expect(options).toBe(first);
    expect(asked).toEqual(['saveTo a', 'saveTo b', 'saveTo undefined']);
    expect(first?.keepRun()).toBe('the run');
    expect(first?.version()).toBe('1 2');
    expect(first?.checkpoints?.()).toEqual(['c']);
    expect(first?.now()).toBe(7);
    first?.report({ savedAt: 5, failure: '' });
    expect(told).toEqual([{ savedAt: 5, failure: '' }]);
    runs.worthKeeping = false;
    expect(first?.keepRun()).toBeNull();
  });

  it('passes on iterations and rests', async () => {
    await keeping.keepAt(placed);
    keeping.tick();
    keeping.save();
    expect(asked).toEqual(['saveTo a', 'tick', 'save']);
  });

  it('forgets what was kept when a run begins anew, and not when one goes on', async () => {
    await keeping.keepAt(placed);
    keeping.begin();
    expect(asked).toEqual(['saveTo a']);
    runs.worthKeeping = false;
    keeping.begin();
    expect(asked).toEqual(['saveTo a', 'forget']);
  });

  it('that does not load says so, and is tried again when asked for again', async () => {
    fault = 'offline';
    await keeping.keepAt(placed);
    expect(told).toEqual([{ savedAt: 0, failure: 'offline' }]);
    keeping.tick();
    fault = '';
    await keeping.keepAt(placed);
    expect(asked).toEqual(['saveTo a']);
  });
});

describe('while what keeps is on its way for ever', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('that is told, and it is used should it come after all', async () => {
    /** @type {(autosave: any) => void} */
    let load = () => {};
    const late = new Promise((resolve) => {
      load = resolve;
    });
    const tell = (/** @type {SaveReport} */ kept) => told.push(kept);
    keeping = new Keeping(
      runs,
      tell,
      () => 7,
      () => /** @type {any} */ (late),
    );
    const placing = keeping.keepAt(placed);
    keeping.keepAt({ ...placed, place: 'b' });
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(600_000);
    const failure = 'what keeps it has not loaded within 60 s';
    expect(told).toEqual([{ savedAt: 0, failure }]);
    load(await makeAutosave(/** @type {any} */ ({})));
    await placing;
    expect(asked).toEqual(['saveTo a', 'saveTo b']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a conductor does everything else', async () => {
    const makeAutosave = () => new Promise(() => {});
    const stage = new FakeStage({ workers: 1, laneTime: () => 5, makeAutosave });
    stage.rpc.notify('keep', placed);
    await stage.ask('configure', { seed: 1 });
    await stage.ask('step');
    expect(stage.iteration('imf')).toBe(1);
  });
});

it('a conductor keeps where it was told to, at every rest and iteration', async () => {
  const stage = new FakeStage({ workers: 1, laneTime: () => 5, makeAutosave });
  await stage.ask('configure', { seed: 1 });
  await stage.ask('keep', placed);
  expect(asked).toEqual(['saveTo a', 'save']);
  await stage.ask('step');
  expect(asked.slice(2)).toEqual(['tick', 'tick', 'tick', 'save']);
  const run = options?.keepRun();
  expect(run?.settings).toEqual({ seed: 1 });
  expect(run?.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
  await stage.ask('reset');
  expect(asked.slice(6)).toEqual(['forget', 'save']);
  expect(options?.keepRun()).toBeNull();
});
