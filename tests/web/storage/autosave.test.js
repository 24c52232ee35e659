import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Autosave } from '../../../web/storage/autosave.js';

/** @import {SaveReport, SaveTarget} from '../../../web/storage/autosave.js' */

/** @type {SaveTarget} */
const target = { place: 'a', note: { link: 'v=1', address: '', training: true } };

/** An autosave with a fake run, clock and storage. */
class Fixture {
  time = 0;
  state = 0;
  /** ms that training waits for each save. */
  cost = 1;
  /** Error message of the storage; "" for none. */
  failure = '';
  /** @type {any[]} */
  saved = [];
  /** Ids of the run's checkpoints. @type {string[]} */
  checkpoints = [];
  /** The storage has no room for checkpoints. */
  full = false;
  /** What the storage itself threw then. @type {unknown} */
  cause = undefined;
  /** @type {string[]} */
  forgotten = [];
  /** @type {SaveReport[]} */
  reports = [];
  /** Saves under way; `answer` completes them. @type {(() => void)[]} */
  pending = [];

  constructor() {
    this.autosave = new Autosave({
      keepRun: () => {
        this.time += this.cost;
        return this.state === 0 ? null : /** @type {any} */ ({ state: this.state });
      },
      version: () => String(this.state),
      checkpoints: () =>
        this.checkpoints.map((id) => ({ id, read: () => /** @type {any} */ (`network ${id}`) })),
      report: (report) => this.reports.push(report),
      now: () => this.time,
      wallClock: () => 1000 + this.time,
      store: {
        save: async (slot, run, note, savedAt, changes) => {
          await new Promise((resolve) => this.pending.push(() => resolve(undefined)));
          if (this.failure) throw new Error(this.failure);
          if (this.full && changes?.ids.length)
            throw new Error('there is no room left', { cause: this.cause });
          this.saved.push({ slot, run, note, savedAt, ...changes });
        },
        forget: async (slot) => {
          this.forgotten.push(slot);
        },
      },
    });
  }

  /** Completes the saves under way, and those that follow. */
  async answer() {
    for (let i = 0; i < 3; i++) {
      for (const resolve of this.pending.splice(0)) resolve();
      await new Promise(setImmediate);
    }
  }

  /** An iteration that takes so long. @param {number} ms */
  iterate(ms) {
    this.time += ms;
    this.state += 1;
    this.autosave.tick();
  }
}

describe('Autosave', () => {
  it('does nothing before it has a slot', async () => {
    const fixture = new Fixture();
    fixture.iterate(9999);
    await fixture.answer();
    expect(fixture.saved).toEqual([]);
  });

  it('saves the run every few seconds while it trains', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    for (let i = 0; i < 1000; i++) {
      fixture.iterate(20);
      await fixture.answer();
    }
    expect(fixture.saved.length).toBeGreaterThanOrEqual(6);
    expect(fixture.saved.length).toBeLessThanOrEqual(8);
    expect(fixture.saved.at(-1)).toMatchObject({ slot: 'a', note: target.note });
    expect(fixture.reports).toHaveLength(fixture.saved.length);
  });

  it('takes a few percent of the time at most, even for a large network', async () => {
    const fixture = new Fixture();
    fixture.cost = 900;
    fixture.autosave.saveTo(target);
    const start = fixture.time;
    for (let i = 0; i < 2000; i++) {
      fixture.iterate(50);
      await fixture.answer();
    }
    const spent = fixture.saved.length * fixture.cost;
    expect(spent / (fixture.time - start)).toBeLessThan(0.045);
    expect(fixture.saved.length).toBeGreaterThan(2);
  });

  it('saves the same state once, and a changed one at once on request', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    fixture.state = 5;
    for (let i = 0; i < 3; i++) {
      fixture.autosave.save();
      await fixture.answer();
    }
    expect(fixture.saved).toHaveLength(1);
    fixture.autosave.saveTo({ place: 'a', note: { ...target.note, training: false } });
    fixture.autosave.save();
    await fixture.answer();
    expect(fixture.saved).toHaveLength(2);
    fixture.autosave.saveTo({ ...target, place: 'b' });
    fixture.autosave.save();
    await fixture.answer();
    expect(fixture.saved.map(({ slot }) => slot)).toEqual(['a', 'a', 'b']);
  });

  it('runs one save at a time, and ends with the newest state', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    fixture.state = 1;
    fixture.autosave.save();
    fixture.state = 2;
    fixture.autosave.save();
    fixture.state = 3;
    fixture.autosave.save();
    expect(fixture.pending).toHaveLength(1);
    await fixture.answer();
    expect(fixture.saved.map(({ run }) => run.state)).toEqual([1, 3]);
  });

  it('reports a failure once, retries later, and reports the success', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    fixture.failure = 'there is no room left';
    for (let i = 0; i < 200; i++) {
      fixture.iterate(1000);
      await fixture.answer();
    }
    expect(fixture.reports).toEqual([{ savedAt: 0, failure: 'there is no room left' }]);
    fixture.failure = '';
    for (let i = 0; i < 70; i++) {
      fixture.iterate(1000);
      await fixture.answer();
    }
    expect(fixture.reports.at(-1)).toMatchObject({ failure: '' });
    expect(fixture.saved.length).toBeGreaterThan(0);
  });

  it('takes a few percent of the time at most when storage fails, too', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    fixture.failure = 'there is no room left';
    fixture.cost = 600;
    let attempts = 0;
    for (let i = 0; i < 100; i++) {
      fixture.iterate(1000);
      attempts += fixture.pending.length;
      await fixture.answer();
    }
    expect(attempts).toBeGreaterThan(1);
    expect(attempts * fixture.cost).toBeLessThan(0.04 * fixture.time);
  });

  it('retries at rest, too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const fixture = new Fixture();
      fixture.autosave.saveTo(target);
      fixture.state = 1;
      fixture.failure = 'its storage does not answer';
      fixture.autosave.save();
      await fixture.answer();
      fixture.failure = '';
      expect(vi.getTimerCount()).toBe(1);
      vi.runOnlyPendingTimers();
      await fixture.answer();
      expect(fixture.saved).toMatchObject([{ slot: 'a', run: { state: 1 } }]);
      expect(fixture.reports.map(({ failure }) => failure)).toEqual([
        'its storage does not answer',
        '',
      ]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('retries soon at rest where a save during training failed and took long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const fixture = new Fixture();
      fixture.autosave.saveTo(target);
      fixture.cost = 3000; // 100 s at 3 % of the time.
      fixture.failure = 'its storage does not answer';
      fixture.iterate(1000);
      const paused = { ...target, note: { ...target.note, training: false } };
      fixture.autosave.saveTo(paused);
      fixture.autosave.save();
      await fixture.answer();
      fixture.failure = '';
      vi.advanceTimersByTime(10_000);
      await fixture.answer();
      expect(fixture.saved.map(({ note }) => note)).toEqual([paused.note]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps checkpoints where storage was only slow', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    Object.assign(fixture, { checkpoints: ['0'], state: 1, full: true });
    fixture.cause = new DOMException('', 'TimeoutError');
    fixture.autosave.save();
    await fixture.answer();
    fixture.full = false;
    fixture.autosave.save();
    await fixture.answer();
    expect(fixture.saved.map(({ ids }) => ids)).toEqual([['0']]);
  });

  it('stores each checkpoint once, and all of them in another slot or after deletion', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    const saveWith = async (/** @type {string[]} */ ...ids) => {
      fixture.checkpoints = ids;
      fixture.state += 1;
      fixture.autosave.save();
      await fixture.answer();
      const { added, ids: all } = fixture.saved.at(-1);
      expect(all).toEqual(ids);
      return added.map((/** @type {{id: string}} */ { id }) => id);
    };
    expect(await saveWith('0')).toEqual(['0']);
    expect(fixture.saved[0].added).toEqual([{ id: '0', checkpoint: 'network 0' }]);
    expect(await saveWith('0', '1')).toEqual(['1']);
    expect(await saveWith('0', '1')).toEqual([]);
    expect(await saveWith('1', '2')).toEqual(['2']);
    fixture.autosave.saveTo({ ...target, place: 'b' });
    expect(await saveWith('1', '2')).toEqual(['1', '2']);
    await fixture.autosave.forget();
    expect(await saveWith('1', '2')).toEqual(['1', '2']);
  });

  it('saves the run without checkpoints where they do not fit', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    Object.assign(fixture, { full: true, checkpoints: ['0', '1'], state: 1 });
    for (let i = 0; i < 3; i++) {
      fixture.state += 1;
      fixture.autosave.save();
      await fixture.answer();
      await fixture.answer();
    }
    expect(fixture.saved.map(({ run, ids }) => [run.state, ids])).toEqual([
      [2, []],
      [3, []],
      [4, []],
    ]);
    expect(fixture.reports.every(({ failure }) => failure === '')).toBe(true);
  });

  it('survives a run that cannot be serialized', async () => {
    const fixture = new Fixture();
    fixture.autosave.keepRun = () => {
      throw new Error('out of memory');
    };
    fixture.autosave.saveTo(target);
    await fixture.autosave.save();
    expect(fixture.reports).toEqual([{ savedAt: 0, failure: 'out of memory' }]);
  });

  it('deletes a run that was given up', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    fixture.iterate(1);
    await fixture.answer();
    fixture.state = 0;
    await fixture.autosave.forget();
    fixture.autosave.save();
    await fixture.answer();
    expect(new Set(fixture.forgotten)).toEqual(new Set(['a']));
    expect(fixture.saved).toHaveLength(1);
  });

  it('deletes the run of an earlier page in its slot, when its own run has yet to begin', async () => {
    const fixture = new Fixture();
    fixture.autosave.saveTo(target);
    fixture.autosave.save();
    await fixture.answer();
    expect(fixture.forgotten).toEqual(['a']);
    expect(fixture.saved).toEqual([]);
  });

  it('ends with the newest state, after any sequence of calls', {
    timeout: 60_000,
  }, async () => {
    const action = fc.oneof(
      fc.record({ wait: fc.integer({ min: 1, max: 2000 }) }),
      fc.constantFrom('answer', 'save', 'note'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
        const fixture = new Fixture();
        fixture.autosave.saveTo(target);
        for (const action of actions) {
          if (action === 'answer') await fixture.answer();
          else if (action === 'save') fixture.autosave.save();
          else if (action === 'note')
            fixture.autosave.saveTo({ ...target, note: { ...target.note } });
          else fixture.iterate(action.wait);
        }
        await fixture.answer();
        fixture.autosave.save();
        await fixture.answer();
        const states = fixture.saved.map(({ run }) => run.state);
        expect(states.at(-1) ?? 0).toBe(fixture.state);
        expect(states).toEqual([...states].sort((a, b) => a - b));
      }),
    );
  });
});
