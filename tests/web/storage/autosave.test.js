import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Keeper } from '../../../web/storage/autosave.js';

/** @import {Keeping, Placed} from '../../../web/storage/autosave.js' */

/** @type {Placed} */
const placed = { place: 'a', note: { link: 'v=1', address: '', training: true } };

/** A keeper of a pretended run, in time that passes as told. */
class World {
  time = 0;
  state = 0;
  /** ms that training waits for each saving. */
  cost = 1;
  /** What storage says; "" for well. */
  failure = '';
  /** @type {any[]} */
  saved = [];
  /** Ids of the run's checkpoints. @type {string[]} */
  checkpoints = [];
  /** Storage has no room for checkpoints. */
  narrow = false;
  /** @type {string[]} */
  forgotten = [];
  /** @type {Keeping[]} */
  told = [];
  /** Storage answers when asked to. @type {(() => void)[]} */
  open = [];

  constructor() {
    this.keeper = new Keeper({
      keepRun: () => {
        this.time += this.cost;
        return this.state === 0 ? null : /** @type {any} */ ({ state: this.state });
      },
      version: () => String(this.state),
      checkpoints: () =>
        this.checkpoints.map((id) => ({ id, read: () => /** @type {any} */ (`network ${id}`) })),
      tell: (keeping) => this.told.push(keeping),
      now: () => this.time,
      wallClock: () => 1000 + this.time,
      store: {
        save: async (place, run, note, savedAt, changes) => {
          await new Promise((resolve) => this.open.push(() => resolve(undefined)));
          if (this.failure) throw new Error(this.failure);
          if (this.narrow && changes?.ids.length) throw new Error('there is no room left');
          this.saved.push({ place, run, note, savedAt, ...changes });
        },
        forget: async (place) => {
          this.forgotten.push(place);
        },
      },
    });
  }

  /** Storage answers all it was asked. */
  async answer() {
    for (let i = 0; i < 3; i++) {
      for (const resolve of this.open.splice(0)) resolve();
      await new Promise(setImmediate);
    }
  }

  /** An iteration is done, so many ms later. @param {number} ms */
  iterate(ms) {
    this.time += ms;
    this.state += 1;
    this.keeper.tick();
  }
}

describe('a keeper', () => {
  it('does nothing before it knows where', async () => {
    const world = new World();
    world.iterate(9999);
    await world.answer();
    expect(world.saved).toEqual([]);
  });

  it('keeps the run every few seconds while it trains', async () => {
    const world = new World();
    world.keeper.put(placed);
    for (let i = 0; i < 1000; i++) {
      world.iterate(20);
      await world.answer();
    }
    expect(world.saved.length).toBeGreaterThanOrEqual(6);
    expect(world.saved.length).toBeLessThanOrEqual(8);
    expect(world.saved.at(-1)).toMatchObject({ place: 'a', note: placed.note });
    expect(world.told).toHaveLength(world.saved.length);
  });

  it('takes a few percent of the time at most, however large the network', async () => {
    const world = new World();
    world.cost = 900;
    world.keeper.put(placed);
    const start = world.time;
    for (let i = 0; i < 2000; i++) {
      world.iterate(50);
      await world.answer();
    }
    const spent = world.saved.length * world.cost;
    expect(spent / (world.time - start)).toBeLessThan(0.045);
    expect(world.saved.length).toBeGreaterThan(2);
  });

  it('keeps what is as it was only once, and what has changed at once when asked', async () => {
    const world = new World();
    world.keeper.put(placed);
    world.state = 5;
    for (let i = 0; i < 3; i++) {
      world.keeper.save();
      await world.answer();
    }
    expect(world.saved).toHaveLength(1);
    world.keeper.put({ place: 'a', note: { ...placed.note, training: false } });
    world.keeper.save();
    await world.answer();
    expect(world.saved).toHaveLength(2);
    world.keeper.put({ ...placed, place: 'b' });
    world.keeper.save();
    await world.answer();
    expect(world.saved.map(({ place }) => place)).toEqual(['a', 'a', 'b']);
  });

  it('is not asked twice at a time, and ends with the newest state', async () => {
    const world = new World();
    world.keeper.put(placed);
    world.state = 1;
    world.keeper.save();
    world.state = 2;
    world.keeper.save();
    world.state = 3;
    world.keeper.save();
    expect(world.open).toHaveLength(1);
    await world.answer();
    expect(world.saved.map(({ run }) => run.state)).toEqual([1, 3]);
  });

  it('says once why it cannot, tries again later, and says when it can', async () => {
    const world = new World();
    world.keeper.put(placed);
    world.failure = 'there is no room left';
    for (let i = 0; i < 200; i++) {
      world.iterate(1000);
      await world.answer();
    }
    expect(world.told).toEqual([{ savedAt: 0, failure: 'there is no room left' }]);
    world.failure = '';
    for (let i = 0; i < 70; i++) {
      world.iterate(1000);
      await world.answer();
    }
    expect(world.told.at(-1)).toMatchObject({ failure: '' });
    expect(world.saved.length).toBeGreaterThan(0);
  });

  it('stores each checkpoint once, and all of them elsewhere or after forgetting', async () => {
    const world = new World();
    world.keeper.put(placed);
    const saveWith = async (/** @type {string[]} */ ...ids) => {
      world.checkpoints = ids;
      world.state += 1;
      world.keeper.save();
      await world.answer();
      const { added, ids: all } = world.saved.at(-1);
      expect(all).toEqual(ids);
      return added.map((/** @type {{id: string}} */ { id }) => id);
    };
    expect(await saveWith('0')).toEqual(['0']);
    expect(world.saved[0].added).toEqual([{ id: '0', checkpoint: 'network 0' }]);
    expect(await saveWith('0', '1')).toEqual(['1']);
    expect(await saveWith('0', '1')).toEqual([]);
    expect(await saveWith('1', '2')).toEqual(['2']);
    world.keeper.put({ ...placed, place: 'b' });
    expect(await saveWith('1', '2')).toEqual(['1', '2']);
    await world.keeper.forget();
    expect(await saveWith('1', '2')).toEqual(['1', '2']);
  });

  it('keeps the run without checkpoints where they do not fit', async () => {
    const world = new World();
    world.keeper.put(placed);
    Object.assign(world, { narrow: true, checkpoints: ['0', '1'], state: 1 });
    for (let i = 0; i < 3; i++) {
      world.state += 1;
      world.keeper.save();
      await world.answer();
      await world.answer();
    }
    expect(world.saved.map(({ run, ids }) => [run.state, ids])).toEqual([
      [2, []],
      [3, []],
      [4, []],
    ]);
    expect(world.told.every(({ failure }) => failure === '')).toBe(true);
  });

  it('outlives a run that cannot be told', async () => {
    const world = new World();
    world.keeper.keepRun = () => {
      throw new Error('out of memory');
    };
    world.keeper.put(placed);
    await world.keeper.save();
    expect(world.told).toEqual([{ savedAt: 0, failure: 'out of memory' }]);
  });

  it('forgets what was given up', async () => {
    const world = new World();
    world.keeper.put(placed);
    world.iterate(1);
    await world.answer();
    world.state = 0;
    await world.keeper.forget();
    world.keeper.save();
    await world.answer();
    expect(new Set(world.forgotten)).toEqual(new Set(['a']));
    expect(world.saved).toHaveLength(1);
  });

  it('forgets what a page before it kept there, when the run has yet to begin', async () => {
    const world = new World();
    world.keeper.put(placed);
    world.keeper.save();
    await world.answer();
    expect(world.forgotten).toEqual(['a']);
    expect(world.saved).toEqual([]);
  });

  it('ends with the newest state, whatever storage and people do', {
    timeout: 60_000,
  }, async () => {
    const act = fc.oneof(
      fc.record({ wait: fc.integer({ min: 1, max: 2000 }) }),
      fc.constantFrom('answer', 'save', 'note'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
        const world = new World();
        world.keeper.put(placed);
        for (const one of acts) {
          if (one === 'answer') await world.answer();
          else if (one === 'save') world.keeper.save();
          else if (one === 'note') world.keeper.put({ ...placed, note: { ...placed.note } });
          else world.iterate(one.wait);
        }
        await world.answer();
        world.keeper.save();
        await world.answer();
        const states = world.saved.map(({ run }) => run.state);
        expect(states.at(-1) ?? 0).toBe(world.state);
        expect(states).toEqual([...states].sort((a, b) => a - b));
      }),
    );
  });
});
