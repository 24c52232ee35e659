import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chunkSizes,
  LANES,
  LaneScheduler,
} from '../../../../web/engine/training/lane-scheduler.js';

/** @import {Method} from '../../../../web/engine/types.js' */

/** @param {number} workers @param {Method[]} methods */
function running(workers, methods) {
  const scheduler = new LaneScheduler();
  scheduler.clear(1);
  for (let id = 0; id < workers; ++id) scheduler.addWorker(id);
  for (const method of methods) scheduler.addMethod(method, 0);
  scheduler.start();
  return scheduler;
}

describe('LaneScheduler', () => {
  it('assigns every lane once, and sends parameters once to each worker in an iteration', () => {
    const orders = fc.array(fc.nat(1000), { minLength: 150, maxLength: 150 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), orders, (workers, order) => {
        const scheduler = running(workers, ['fm', 'mf', 'imf']);
        /** @type {import('../../../../web/engine/training/lane-scheduler.js').Assignment[]} */
        const inFlight = [];
        const lanes = new Set();
        const parameters = new Set();
        let returned = 0;
        for (const draw of order) {
          for (const assignment of scheduler.assign(0)) {
            const { worker, method, iteration, needsParameters } = assignment;
            for (const lane of assignment.lanes) {
              expect(lanes.has(`${method} ${iteration} ${lane}`)).toBe(false);
              lanes.add(`${method} ${iteration} ${lane}`);
            }
            expect(parameters.has(`${worker} ${method} ${iteration}`)).toBe(!needsParameters);
            parameters.add(`${worker} ${method} ${iteration}`);
            inFlight.push(assignment);
          }
          // A worker answers its oldest chunk.
          const owner = inFlight[draw % inFlight.length].worker;
          const index = inFlight.findIndex(({ worker }) => worker === owner);
          const [answered] = inFlight.splice(index, 1);
          const { needed, complete } = scheduler.accept(owner, answered, 0);
          expect(needed).toEqual(answered.lanes);
          returned += needed.length;
          if (complete) scheduler.advance(answered.method);
        }
        const away = inFlight.reduce((sum, chunk) => sum + chunk.lanes.length, 0);
        expect(lanes.size).toBe(returned + away);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [
      1,
      [
        [0, [0, 1, 2, 3, 4, 5]],
        [0, [6, 7]],
      ],
    ],
    [
      2,
      [
        [0, [0, 1, 2]],
        [1, [3, 4, 5]],
        [0, [6]],
        [1, [7]],
      ],
    ],
    [
      3,
      [
        [0, [0, 1, 2]],
        [1, [3, 4, 5]],
        [2, [6, 7]],
      ],
    ],
  ])('distributes one iteration over %i workers', (workers, expected) => {
    const assignments = running(workers, ['imf']).assign(0);
    expect(assignments.map(({ worker, lanes }) => [worker, lanes])).toEqual(expected);
  });

  it('divides all lanes of an iteration into chunks', () => {
    for (let workers = 1; workers <= 16; ++workers) {
      const sizes = chunkSizes(workers);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(LANES);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(sizes.length).toBeLessThanOrEqual(LANES);
    }
  });

  it('accepts a lane that was computed twice only once', () => {
    const scheduler = running(2, ['fm']);
    const [chunk] = scheduler.assign(0);
    scheduler.removeWorker(chunk.worker);
    scheduler.addWorker(7);
    const again = scheduler.assign(0);
    expect(again[0]).toMatchObject({ worker: 7, iteration: 0, needsParameters: true });
    expect(scheduler.accept(1, chunk, 0).needed).toEqual(chunk.lanes);
    expect(scheduler.accept(7, again[0], 0).needed).toEqual([]);
  });

  it('measures the time of a chunk from when the worker could start it', () => {
    const scheduler = running(1, ['fm']);
    const [first, second] = scheduler.assign(100);
    expect(scheduler.accept(0, first, 130).duration).toBe(30);
    expect(scheduler.accept(0, second, 135).duration).toBe(5);
  });

  it('reports overdue workers, with another timeout for chunks of a previous run', () => {
    const scheduler = running(2, ['fm']);
    scheduler.assign(0);
    const timeout = (/** @type {unknown} */ _, /** @type {boolean} */ stale) => (stale ? 10 : 100);
    expect(scheduler.overdue(100, timeout)).toEqual([]);
    expect(scheduler.overdue(101, timeout)).toEqual([0, 1]);
    scheduler.clear(2);
    expect(scheduler.overdue(11, timeout)).toEqual([0, 1]);
    scheduler.excludeGap(5);
    expect(scheduler.overdue(11, timeout)).toEqual([]);
  });

  it('assigns nothing while paused', () => {
    const scheduler = new LaneScheduler();
    scheduler.clear(1);
    scheduler.addWorker(0);
    scheduler.addMethod('fm', 3);
    expect(scheduler.busy).toBe(false);
    expect(scheduler.assign(0)).toEqual([]);
    scheduler.step();
    expect(scheduler.busy).toBe(true);
    const chunks = scheduler.assign(0);
    expect(chunks.map(({ iteration }) => iteration)).toEqual([3, 3]);
    expect(chunks.map((chunk) => scheduler.accept(0, chunk, 0).complete)).toEqual([false, true]);
    scheduler.advance('fm');
    expect(scheduler.busy).toBe(false);
    expect(scheduler.assign(0)).toEqual([]);
  });
});
