import { beforeEach, describe, expect, it } from 'vitest';
import { LaneWorkers, WATCH_INTERVAL } from '../../../../web/engine/training/lane-workers.js';

/** @typedef {{id: number, sent: any[], closed: boolean, onmessage: any}} Worker */

/** All that were ever started. @type {Worker[]} */
let workers = [];
/** The number of workers to start. */
let workerCount = 0;
/** @type {string[]} */
let gaveUp = [];
/** Lanes received. @type {number[][]} */
let received = [];
let now = 0;
/** @type {LaneWorkers} */
let laneWorkers;

/** Starts missing workers, as the engine does. */
function startWorkers() {
  while (laneWorkers.size < workerCount) {
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
    laneWorkers.add(worker.id, worker);
  }
}

/** @param {number} count */
function begin(count) {
  workerCount = count;
  startWorkers();
  laneWorkers.scheduler.addMethod('fm', 0, 1e9);
  laneWorkers.scheduler.start();
  laneWorkers.dispatch();
}

/** A worker answers its oldest request. @param {Worker} worker */
const answer = (worker) => worker.onmessage({ data: worker.sent.shift() });

const activeWorkers = () => workers.filter(({ closed }) => !closed);

beforeEach(() => {
  [workers, gaveUp, received, now] = [[], [], [], 0];
  laneWorkers = new LaneWorkers({
    now: () => now,
    laneRequest: (assignment) =>
      /** @type {any} */ ({ ...assignment, buffer: new Float32Array(1) }),
    onReply: (_, { needed, complete }) => {
      received.push(needed);
      if (complete) laneWorkers.scheduler.advance('fm');
    },
    timeout: () => 5000,
    onRemoved: () => {},
    startWorkers: () => queueMicrotask(startWorkers),
    onGaveUp: (reason) => gaveUp.push(reason),
  });
  laneWorkers.scheduler.clear(0);
});

/** All workers fail at the same time. */
async function killAll() {
  for (const { id } of activeWorkers()) laneWorkers.remove(id, 'killed');
  await Promise.resolve();
}

describe('LaneWorkers', () => {
  it.each([1, 2, 8])(
    'replaces %i workers that fail at the same time, three times',
    async (count) => {
      begin(count);
      for (let time = 1; time <= 3; time++) {
        await killAll();
        expect(gaveUp).toEqual([]);
        expect(laneWorkers.size).toBe(count);
      }
      await killAll();
      expect(gaveUp).toEqual(['killed']);
      expect(laneWorkers.size).toBe(0);
    },
  );

  it('resets the count of faults when a lane was received', async () => {
    begin(2);
    for (let time = 0; time < 20; time++) {
      await killAll();
      answer(/** @type {Worker} */ (activeWorkers().find(({ sent }) => sent.length > 0)));
    }
    expect(gaveUp).toEqual([]);
    expect(received).toHaveLength(20);
  });

  it('replaces failed workers again after a restart', async () => {
    begin(1);
    for (let time = 0; time < 4; time++) await killAll();
    expect(gaveUp).toEqual(['killed']);
    laneWorkers.restart();
    await Promise.resolve();
    expect(laneWorkers.size).toBe(1);
    await killAll();
    expect(gaveUp).toEqual(['killed']);
    expect(laneWorkers.size).toBe(1);
  });

  it('does not replace workers that were removed on purpose', async () => {
    begin(2);
    laneWorkers.remove(0, '');
    await Promise.resolve();
    expect(laneWorkers.size).toBe(1);
    expect(workers[0].closed).toBe(true);
  });

  it('assigns the lanes of a removed worker to the others', async () => {
    begin(2);
    const lost = workers[0].sent.flatMap(({ lanes }) => lanes);
    workerCount = 1;
    laneWorkers.remove(0, '');
    while (received.flat().length < 8) answer(workers[1]);
    expect(received.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(lost.length).toBeGreaterThan(0);
  });

  it('removes a worker that hangs, but not because the machine slept', async () => {
    begin(2);
    for (; now < 5000; now += WATCH_INTERVAL) laneWorkers.watch();
    now += 8 * 3_600_000;
    laneWorkers.watch();
    expect(activeWorkers().map(({ id }) => id)).toEqual([0, 1]);
    answer(workers[0]);
    for (let i = 0; i < 2; i++) {
      now += WATCH_INTERVAL;
      laneWorkers.watch();
    }
    await Promise.resolve();
    expect(activeWorkers().map(({ id }) => id)).toEqual([0, 2]);
  });
});
