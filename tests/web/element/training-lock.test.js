import { describe, expect, it } from 'vitest';
import { LocalLocks } from '../../../web/element/local-locks.js';
import { Turn } from '../../../web/element/training-lock.js';

/** Lets everything settle that can. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** The same, by the Web Locks API where there is one (Node has it from 24 on), and by ours. */
const kinds = [
  ['local locks', () => new LocalLocks()],
  ...(globalThis.navigator?.locks ? [['Web Locks', () => navigator.locks]] : []),
];

describe.each(/** @type {[string, () => any][]} */ (kinds))('turns by %s', (_, makeLocks) => {
  /** @param {number} count */
  function makeTurns(count) {
    const locks = makeLocks();
    return Array.from({ length: count }, () => new Turn(() => {}, locks));
  }

  /** @param {Turn[]} turns */
  const held = (turns) => turns.map((turn) => turn.held);

  it('go to one, in the order of asking', async () => {
    const turns = makeTurns(3);
    for (const turn of turns) turn.want(true);
    await settle();
    expect(held(turns)).toEqual([true, false, false]);
    expect(turns.map(({ waiting }) => waiting)).toEqual([false, true, true]);
    turns[0].want(false);
    await settle();
    expect(held(turns)).toEqual([false, true, false]);
    turns[1].want(false);
    turns[2].want(false);
    await settle();
    expect(held(turns)).toEqual([false, false, false]);
  });

  it('pass over those that do not want any more', async () => {
    const turns = makeTurns(3);
    for (const turn of turns) turn.want(true);
    await settle();
    turns[1].want(false);
    turns[0].want(false);
    await settle();
    expect(held(turns)).toEqual([false, false, true]);
    turns[2].want(false);
  });

  it('can be taken, and come back', async () => {
    const turns = makeTurns(3);
    for (const turn of turns) turn.want(true);
    await settle();
    turns[2].take();
    await settle();
    expect(held(turns)).toEqual([false, false, true]);
    expect(turns[0].waiting).toBe(true);
    turns[2].want(false);
    await settle();
    expect(held(turns).filter(Boolean)).toHaveLength(1);
    for (const turn of turns) turn.want(false);
    await settle();
    expect(held(turns)).toEqual([false, false, false]);
  });

  it('are free to who asks when all have gone', async () => {
    const [first, second] = makeTurns(2);
    first.want(true);
    await settle();
    first.want(false);
    first.want(true);
    first.want(false);
    await settle();
    second.want(true);
    await settle();
    expect([first.held, second.held]).toEqual([false, true]);
    second.want(false);
  });
});

describe('a page that may not have locks', () => {
  it('does without', async () => {
    const locks = {
      request: () => Promise.reject(new DOMException('Access is denied', 'SecurityError')),
    };
    const turns = [new Turn(() => {}, locks), new Turn(() => {}, locks)];
    for (const turn of turns) turn.want(true);
    await settle();
    expect(turns.map(({ held }) => held)).toEqual([true, false]);
    for (const turn of turns) turn.want(false);
  });
});
