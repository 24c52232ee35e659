import { beforeEach, describe, expect, it } from 'vitest';
import { Crew, WATCH_INTERVAL } from '../../../../web/engine/training/lane-workers.js';

/** @typedef {{id: number, sent: any[], closed: boolean, onmessage: any}} Worker */

/** All that were ever hired. @type {Worker[]} */
let workers = [];
/** How many there should be. */
let wanted = 0;
/** @type {string[]} */
let gaveUp = [];
/** Lanes taken in. @type {number[][]} */
let taken = [];
let now = 0;
/** @type {Crew} */
let crew;

/** As pages do: as many as there should be. */
function hire() {
  while (crew.size < wanted) {
    /** @type {Worker & {postMessage: any, close: any}} */
    const worker = {
      id: workers.length,
      sent: [],
      closed: false,
      onmessage: null,
      postMessage: (/** @type {any} */ message) => worker.sent.push(message),
      close: () => {
        worker.closed = true;
      },
    };
    workers.push(worker);
    crew.add(worker.id, worker);
  }
}

/** @param {number} count */
function begin(count) {
  wanted = count;
  hire();
  crew.scheduler.join('fm', 0);
  crew.scheduler.go();
  crew.dispatch();
}

/** A worker hands in the oldest that it was given. @param {Worker} worker */
const answer = (worker) => worker.onmessage({ data: worker.sent.shift() });

const present = () => workers.filter(({ closed }) => !closed);

beforeEach(() => {
  [workers, gaveUp, taken, now] = [[], [], [], 0];
  crew = new Crew({
    now: () => now,
    request: (assignment) => /** @type {any} */ ({ ...assignment, buffer: new Float32Array(1) }),
    takeIn: (_, { wanted, complete }) => {
      taken.push(wanted);
      if (complete) crew.scheduler.advance('fm');
    },
    patience: () => 5000,
    dismissed: () => {},
    hire: () => queueMicrotask(hire),
    gaveUp: (reason) => gaveUp.push(reason),
  });
  crew.scheduler.clear(0);
});

/** Every worker dies, the same moment. */
async function killAll() {
  for (const { id } of present()) crew.dismiss(id, 'killed');
  await Promise.resolve();
}

describe('a crew', () => {
  it.each([1, 2, 8])('of %i survives that all die at once, three times', async (count) => {
    begin(count);
    for (let time = 1; time <= 3; time++) {
      await killAll();
      expect(gaveUp).toEqual([]);
      expect(crew.size).toBe(count);
    }
    await killAll();
    expect(gaveUp).toEqual(['killed']);
    expect(crew.size).toBe(0);
  });

  it('counts anew once a lane has come in', async () => {
    begin(2);
    for (let time = 0; time < 20; time++) {
      await killAll();
      answer(/** @type {Worker} */ (present().find(({ sent }) => sent.length > 0)));
    }
    expect(gaveUp).toEqual([]);
    expect(taken).toHaveLength(20);
  });

  it('that gave up has another chance when asked', async () => {
    begin(1);
    for (let time = 0; time < 4; time++) await killAll();
    expect(gaveUp).toEqual(['killed']);
    crew.encourage();
    await Promise.resolve();
    expect(crew.size).toBe(1);
    await killAll();
    expect(gaveUp).toEqual(['killed']);
    expect(crew.size).toBe(1);
  });

  it('replaces nobody who was sent away', async () => {
    begin(2);
    crew.dismiss(0, '');
    await Promise.resolve();
    expect(crew.size).toBe(1);
    expect(workers[0].closed).toBe(true);
  });

  it('hands the lanes of one that goes to the others', async () => {
    begin(2);
    const lost = workers[0].sent.flatMap(({ lanes }) => lanes);
    wanted = 1;
    crew.dismiss(0, '');
    while (taken.flat().length < 8) answer(workers[1]);
    expect(taken.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(lost.length).toBeGreaterThan(0);
  });

  it('does without one that hangs, and blames nobody for a night that the machine slept', async () => {
    begin(2);
    for (; now < 5000; now += WATCH_INTERVAL) crew.watch();
    now += 8 * 3_600_000;
    crew.watch();
    expect(present().map(({ id }) => id)).toEqual([0, 1]);
    answer(workers[0]);
    for (let i = 0; i < 2; i++) {
      now += WATCH_INTERVAL;
      crew.watch();
    }
    await Promise.resolve();
    expect(present().map(({ id }) => id)).toEqual([0, 2]);
  });
});
