import { describe, expect, it } from 'vitest';
import { LocalLocks, TrainingLock } from '../../../web/element/training-lock.js';

/** Waits for pending promises. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** The same tests with LocalLocks and, where there is one (in Node from 24 on), the Web Locks API. */
const kinds = [
  ['local locks', () => new LocalLocks()],
  ...(globalThis.navigator?.locks ? [['Web Locks', () => navigator.locks]] : []),
];

describe.each(/** @type {[string, () => any][]} */ (kinds))(
  'TrainingLock with %s',
  (_, makeLocks) => {
    /** @param {number} count */
    function makeTrainingLocks(count) {
      const locks = makeLocks();
      return Array.from({ length: count }, () => new TrainingLock(() => {}, locks));
    }

    /** @param {TrainingLock[]} trainingLocks */
    const held = (trainingLocks) => trainingLocks.map((lock) => lock.held);

    it('is held by one element at a time, in the order of requests', async () => {
      const trainingLocks = makeTrainingLocks(3);
      for (const lock of trainingLocks) lock.request();
      await settle();
      expect(held(trainingLocks)).toEqual([true, false, false]);
      expect(trainingLocks.map(({ waiting }) => waiting)).toEqual([false, true, true]);
      trainingLocks[0].release();
      await settle();
      expect(held(trainingLocks)).toEqual([false, true, false]);
      trainingLocks[1].release();
      trainingLocks[2].release();
      await settle();
      expect(held(trainingLocks)).toEqual([false, false, false]);
    });

    it('skips requests that were released', async () => {
      const trainingLocks = makeTrainingLocks(3);
      for (const lock of trainingLocks) lock.request();
      await settle();
      trainingLocks[1].release();
      trainingLocks[0].release();
      await settle();
      expect(held(trainingLocks)).toEqual([false, false, true]);
      trainingLocks[2].release();
    });

    it('can be preempted, and returns to the queue', async () => {
      const trainingLocks = makeTrainingLocks(3);
      for (const lock of trainingLocks) lock.request();
      await settle();
      trainingLocks[2].preempt();
      await settle();
      expect(held(trainingLocks)).toEqual([false, false, true]);
      expect(trainingLocks[0].waiting).toBe(true);
      trainingLocks[2].release();
      await settle();
      expect(held(trainingLocks).filter(Boolean)).toHaveLength(1);
      for (const lock of trainingLocks) lock.release();
      await settle();
      expect(held(trainingLocks)).toEqual([false, false, false]);
    });

    it('is free for the next request after all are released', async () => {
      const [first, second] = makeTrainingLocks(2);
      first.request();
      await settle();
      first.release();
      first.request();
      first.release();
      await settle();
      second.request();
      await settle();
      expect([first.held, second.held]).toEqual([false, true]);
      second.release();
    });
  },
);

describe('a page without access to the Web Locks API', () => {
  it('uses local locks', async () => {
    const locks = {
      request: () => Promise.reject(new DOMException('Access is denied', 'SecurityError')),
    };
    const trainingLocks = [new TrainingLock(() => {}, locks), new TrainingLock(() => {}, locks)];
    for (const lock of trainingLocks) lock.request();
    await settle();
    expect(trainingLocks.map(({ held }) => held)).toEqual([true, false]);
    for (const lock of trainingLocks) lock.release();
  });
});
