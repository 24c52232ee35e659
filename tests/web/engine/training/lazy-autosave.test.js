import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keeping } from '../../../../web/engine/training/lazy-autosave.js';
import { FakeStage } from '../fakes.js';

/** @import {Keeping as Kept, Placed, Surroundings} from '../../../../web/storage/autosave.js' */

const placed = /** @type {Placed} */ ({ place: 'a', note: { link: '', address: '' } });

/** What the conductor has told its keeper. @type {string[]} */
let asked = [];
/** @type {Surroundings | undefined} */
let surroundings;
/** @type {Kept[]} */
let told = [];
/** Why what keeps does not load, or "". */
let fault = '';
/** @type {any} */
let runs;
/** @type {Keeping} */
let keeping;

/** @param {Surroundings} given */
async function makeKeeper(given) {
  if (fault) throw new Error(fault);
  surroundings = given;
  const note = (/** @type {string} */ what) => () => asked.push(what);
  const put = (/** @type {Placed | null} */ where) => asked.push(`put ${where?.place}`);
  return /** @type {any} */ ({
    put,
    tick: note('tick'),
    save: note('save'),
    forget: note('forget'),
  });
}

beforeEach(() => {
  [asked, surroundings, told, fault] = [[], undefined, [], ''];
  runs = { worthKeeping: true, version: '1 2', keep: () => 'the run', checkpoints: () => ['c'] };
  keeping = new Keeping(
    runs,
    (kept) => told.push(kept),
    () => 7,
    makeKeeper,
  );
});

describe('keeping', () => {
  it('does nothing before it is asked to', () => {
    keeping.begin();
    keeping.tick();
    keeping.save();
    expect(surroundings).toBeUndefined();
  });

  it('loads once, and says what the run is', async () => {
    await keeping.keepAt(placed);
    const first = surroundings;
    await keeping.keepAt({ ...placed, place: 'b' });
    await keeping.keepAt(null);
    expect(surroundings).toBe(first);
    expect(asked).toEqual(['put a', 'put b', 'put undefined']);
    expect(first?.keepRun()).toBe('the run');
    expect(first?.version()).toBe('1 2');
    expect(first?.checkpoints?.()).toEqual(['c']);
    expect(first?.now()).toBe(7);
    first?.tell({ savedAt: 5, failure: '' });
    expect(told).toEqual([{ savedAt: 5, failure: '' }]);
    runs.worthKeeping = false;
    expect(first?.keepRun()).toBeNull();
  });

  it('passes on iterations and rests', async () => {
    await keeping.keepAt(placed);
    keeping.tick();
    keeping.save();
    expect(asked).toEqual(['put a', 'tick', 'save']);
  });

  it('forgets what was kept when a run begins anew, and not when one goes on', async () => {
    await keeping.keepAt(placed);
    keeping.begin();
    expect(asked).toEqual(['put a']);
    runs.worthKeeping = false;
    keeping.begin();
    expect(asked).toEqual(['put a', 'forget']);
  });

  it('that does not load says so, and is tried again when asked for again', async () => {
    fault = 'offline';
    await keeping.keepAt(placed);
    expect(told).toEqual([{ savedAt: 0, failure: 'offline' }]);
    keeping.tick();
    fault = '';
    await keeping.keepAt(placed);
    expect(asked).toEqual(['put a']);
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
    /** @type {(keeper: any) => void} */
    let load = () => {};
    const late = new Promise((resolve) => {
      load = resolve;
    });
    const tell = (/** @type {Kept} */ kept) => told.push(kept);
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
    load(await makeKeeper(/** @type {any} */ ({})));
    await placing;
    expect(asked).toEqual(['put a', 'put b']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a conductor does everything else', async () => {
    const makeKeeper = () => new Promise(() => {});
    const stage = new FakeStage({ workers: 1, laneTime: () => 5, makeKeeper });
    stage.rpc.notify('keep', placed);
    await stage.ask('configure', { seed: 1 });
    await stage.ask('step');
    expect(stage.iteration('imf')).toBe(1);
  });
});

it('a conductor keeps where it was told to, at every rest and iteration', async () => {
  const stage = new FakeStage({ workers: 1, laneTime: () => 5, makeKeeper });
  await stage.ask('configure', { seed: 1 });
  await stage.ask('keep', placed);
  expect(asked).toEqual(['put a', 'save']);
  await stage.ask('step');
  expect(asked.slice(2)).toEqual(['tick', 'tick', 'tick', 'save']);
  const run = surroundings?.keepRun();
  expect(run?.settings).toEqual({ seed: 1 });
  expect(run?.methods.map(({ iteration }) => iteration)).toEqual([1, 1, 1]);
  await stage.ask('reset');
  expect(asked.slice(6)).toEqual(['forget', 'save']);
  expect(surroundings?.keepRun()).toBeNull();
});
