import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { createStore, set } from 'idb-keyval';
import { beforeEach, describe, expect, it } from 'vitest';
import { explain, RunStore } from '../../../web/storage/run-store.js';

/** @import {KeptRun} from '../../../web/engine/types.js' */

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const note = { link: 'v=1&seed=3', address: 'v=1', training: true };

/** @param {number} fill @returns {KeptRun} */
const run = (fill) => ({
  settings: { seed: fill },
  methods: [
    {
      method: 'imf',
      iteration: fill,
      imported: false,
      weights: new Uint8Array(8).fill(fill),
      optimizer: new Uint8Array(16).fill(fill),
    },
  ],
});

describe('RunStore', () => {
  it('returns what was saved, and the newest run of each slot', async () => {
    const store = new RunStore();
    expect(await store.labels()).toEqual([]);
    expect(await store.read('a')).toBeNull();
    await store.save('a', run(1), note, 100);
    await store.save('b', run(2), note, 300);
    await store.save('a', run(3), { ...note, training: false }, 200);
    expect((await store.labels()).map(({ slot, savedAt }) => [slot, savedAt])).toEqual([
      ['b', 300],
      ['a', 200],
    ]);
    // As a later page does.
    expect(await new RunStore().read('a')).toMatchObject({
      run: run(3),
      note: { ...note, training: false },
    });
  });

  it('has the checkpoints that are listed, with their methods, and no others', async () => {
    const store = new RunStore();
    const added = ['0', '1', '2'].map((id) => ({
      id,
      checkpoint: /** @type {const} */ ({
        method: 'imf',
        iteration: Number(id),
        parameters: Float32Array.of(Number(id), 0.5),
      }),
    }));
    const iterations = async (/** @type {string} */ slot) => {
      const saved = await store.read(slot);
      return saved?.run.methods[0].checkpoints?.map(({ iteration }) => iteration);
    };
    await store.save('a', run(1), note, 1, { ids: ['0', '1'], added: added.slice(0, 2) });
    await store.save('ab', run(1), note, 1, { ids: ['2'], added: added.slice(2) });
    expect(await iterations('a')).toEqual([0, 1]);
    await store.save('a', run(2), note, 2, { ids: ['1', '2'], added: added.slice(2) });
    expect(await iterations('a')).toEqual([1, 2]);
    const saved = await store.read('a');
    expect(saved?.run.methods[0].checkpoints?.[0].parameters).toEqual(Float32Array.of(1, 0.5));
    await set(
      'checkpoint:a:odd',
      { method: 'imf', iteration: 'x' },
      createStore('mean-flow', 'runs'),
    );
    expect(await iterations('a')).toEqual([1, 2]);
    await store.forget('a');
    await store.save('a', run(3), note, 3);
    expect(await iterations('a')).toEqual([]);
    expect(await iterations('ab')).toEqual([2]);
  });

  it('deletes runs, and the oldest when there are many', async () => {
    const store = new RunStore();
    for (const [i, slot] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await store.save(slot, run(i), note, i);
    }
    await store.prune((slot) => slot === 'a');
    expect((await store.labels()).map(({ slot }) => slot)).toEqual(['e', 'd', 'c', 'a']);
    await store.forget('d', 'a');
    expect((await store.labels()).map(({ slot }) => slot)).toEqual(['e', 'c']);
    expect(await store.read('d')).toBeNull();
  });

  it('sorts runs dated in the future as the oldest', async () => {
    const store = new RunStore();
    const now = Date.now();
    for (const [i, slot] of ['x', 'y', 'z'].entries()) {
      await store.save(slot, run(i), note, now + 86_400_000 + i);
    }
    await store.save('a', run(3), note, now - 2000);
    await store.save('b', run(4), note, now - 1000);
    expect((await store.labels()).map(({ slot }) => slot).slice(0, 2)).toEqual(['b', 'a']);
    await store.prune(() => false);
    expect((await store.labels()).map(({ slot }) => slot)).toEqual(['b', 'a', 'z']);
  });

  it('ignores records of other versions, and rejects damaged ones', async () => {
    const store = new RunStore();
    await store.save('good', run(1), note, 1);
    const database = createStore('mean-flow', 'runs');
    await set('label:later', { version: 2, place: 'later', savedAt: 9, note }, database);
    await set('label:odd', 'what?', database);
    expect((await store.labels()).map(({ slot }) => slot)).toEqual(['good']);
    const { settings, methods } = run(1);
    const [method] = methods;
    for (const damage of [
      undefined,
      null,
      7,
      {},
      { settings: {}, methods: [{}] },
      { methods: [] },
      { settings: null, methods },
      { settings, methods: [null] },
      { settings, methods: Object.assign([], { length: 1 }) },
      { settings, methods: [{ ...method, weights: 'none' }] },
      { settings, methods: [{ ...method, seconds: 'none' }] },
      { settings, methods: [{ ...method, phases: {} }] },
      { settings, methods: [{ ...method, phases: [null] }] },
      { settings, methods: [{ ...method, phases: [{ until: 3, lr: 'high' }] }] },
    ]) {
      await set('run:good', damage, database);
      await expect(store.read('good')).rejects.toThrow('damaged');
    }
  });

  it('opens another connection after one that was closed silently', async () => {
    /** @type {IDBOpenDBRequest[]} */
    const opened = [];
    const { open } = IDBFactory.prototype;
    globalThis.indexedDB.open = function (...of) {
      opened.push(open.apply(this, of));
      return opened[opened.length - 1];
    };
    const store = new RunStore();
    await store.save('a', run(1), note, 1);
    opened[0].result.close();
    await expect(store.save('a', run(2), note, 2)).rejects.toThrow();
    await store.save('a', run(3), note, 3);
    expect(await store.read('a')).toMatchObject({ run: run(3) });
    expect(opened).toHaveLength(2);
  });

  it.each([
    ['QuotaExceededError', 'there is no room left in its storage'],
    ['SecurityError', 'it does not allow this page any storage'],
    ['InvalidStateError', 'it has no storage for this page, as in a private window'],
  ])('explains %s', async (name, message) => {
    const error = new DOMException('internal', name);
    globalThis.indexedDB = /** @type {any} */ ({
      open() {
        throw error;
      },
    });
    await expect(new RunStore().save('a', run(1), note, 1)).rejects.toThrow(message);
    expect(explain(new Error('as it is'))).toBe('as it is');
  });
});
