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
  for (const method of methods) scheduler.join(method, 0);
  scheduler.go();
  return scheduler;
}

describe('LaneScheduler', () => {
  it('hands every lane out once, and parameters once a worker and iteration', () => {
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
          // The oldest chunk of any worker comes back.
          const owner = inFlight[draw % inFlight.length].worker;
          const index = inFlight.findIndex(({ worker }) => worker === owner);
          const [back] = inFlight.splice(index, 1);
          const { wanted, complete } = scheduler.accept(owner, back, 0);
          expect(wanted).toEqual(back.lanes);
          returned += wanted.length;
          if (complete) scheduler.advance(back.method);
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
  ])('spreads one iteration over %i workers', (workers, expected) => {
    const assignments = running(workers, ['imf']).assign(0);
    expect(assignments.map(({ worker, lanes }) => [worker, lanes])).toEqual(expected);
  });

  it('cuts an iteration into chunks that make up the lanes', () => {
    for (let workers = 1; workers <= 16; ++workers) {
      const sizes = chunkSizes(workers);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(LANES);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(sizes.length).toBeLessThanOrEqual(LANES);
    }
  });

  it('counts a lane once that was computed twice', () => {
    const scheduler = running(2, ['fm']);
    const [chunk] = scheduler.assign(0);
    scheduler.removeWorker(chunk.worker);
    scheduler.addWorker(7);
    const again = scheduler.assign(0);
    expect(again[0]).toMatchObject({ worker: 7, iteration: 0, needsParameters: true });
    expect(scheduler.accept(1, chunk, 0).wanted).toEqual(chunk.lanes);
    expect(scheduler.accept(7, again[0], 0).wanted).toEqual([]);
  });

  it('tells how long a chunk took since the worker could begin it', () => {
    const scheduler = running(1, ['fm']);
    const [first, second] = scheduler.assign(100);
    expect(scheduler.accept(0, first, 130).duration).toBe(30);
    expect(scheduler.accept(0, second, 135).duration).toBe(5);
  });

  it('tells who is overdue, and to whom it does not matter any more', () => {
    const scheduler = running(2, ['fm']);
    scheduler.assign(0);
    const patience = (/** @type {unknown} */ _, /** @type {boolean} */ stale) => (stale ? 10 : 100);
    expect(scheduler.overdue(100, patience)).toEqual([]);
    expect(scheduler.overdue(101, patience)).toEqual([0, 1]);
    scheduler.clear(2);
    expect(scheduler.overdue(11, patience)).toEqual([0, 1]);
    scheduler.forgive(5);
    expect(scheduler.overdue(11, patience)).toEqual([]);
  });

  it('asks for nothing while paused', () => {
    const scheduler = new LaneScheduler();
    scheduler.clear(1);
    scheduler.addWorker(0);
    scheduler.join('fm', 3);
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
