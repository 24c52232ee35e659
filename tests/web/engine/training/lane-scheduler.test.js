import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaneScheduler } from '../../../../web/engine/training/lane-scheduler.js';

/** @import {Method} from '../../../../web/engine/types.js' */

/** Work of an iteration that is shared by workers, and of one that is not when there are as many methods. */
const [SHARED, ALONE] = [1e9, 5e7];

/** @param {number} workers @param {Method[]} methods @param {number} [work] */
function running(workers, methods, work = SHARED) {
  const scheduler = new LaneScheduler();
  scheduler.clear(1);
  for (let id = 0; id < workers; ++id) scheduler.addWorker(id);
  for (const method of methods) scheduler.addMethod(method, 0, work);
  scheduler.start();
  return scheduler;
}

describe('LaneScheduler', () => {
  it('assigns every lane once, and sends parameters once to each worker in an iteration', () => {
    const orders = fc.array(fc.nat(1000), { minLength: 150, maxLength: 150 });
    const works = fc.constantFrom(SHARED, ALONE);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), orders, works, (workers, order, work) => {
        const scheduler = running(workers, ['fm', 'mf', 'imf'], work);
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

  it('assigns lanes once more when a worker goes that held those of a method since removed and added', () => {
    // Shared by two workers for one method, and by one worker alone for more methods.
    const scheduler = running(2, ['fm'], 2e7);
    const before = scheduler.assign(0);
    expect(before.map(({ worker }) => worker)).toContain(0);
    scheduler.removeMethod('fm');
    for (const method of /** @type {Method[]} */ (['fm', 'mf', 'imf'])) {
      scheduler.addMethod(method, 0, 2e7);
    }
    scheduler.removeWorker(0);
    scheduler.addWorker(2);
    const all = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(scheduler.assign(0)).toMatchObject([
      { worker: 2, method: 'fm', lanes: all },
      { worker: 2, method: 'mf', lanes: all },
    ]);
  });

  it('gives each worker an iteration, and the next one to the worker that is through first', () => {
    const scheduler = running(2, ['fm', 'mf', 'imf'], ALONE);
    const [fm, mf, imf] = scheduler.assign(0);
    expect([fm, mf, imf].map(({ worker, method }) => [worker, method])).toEqual([
      [0, 'fm'],
      [1, 'mf'],
      [0, 'imf'],
    ]);
    expect(fm.lanes).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(scheduler.accept(0, fm, 30)).toMatchObject({ needed: fm.lanes, complete: true });
    scheduler.advance('fm');
    // Worker 0 has just begun an iteration, and worker 1 is about to finish one.
    expect(scheduler.assign(30)).toMatchObject([{ worker: 1, method: 'fm', iteration: 1 }]);
  });

  it('takes the sum of a batch as long as it needs a lane', () => {
    const scheduler = running(3, ['fm'], ALONE);
    const [shared] = scheduler.assign(0);
    expect(shared.lanes).toEqual([0, 1, 2]);
    // Switched off and on while its lanes are away, beside more methods than workers.
    scheduler.removeMethod('fm');
    for (const id of [1, 2]) scheduler.removeWorker(id);
    scheduler.addMethod('fm', 0, ALONE);
    const [whole] = scheduler.assign(0);
    expect(whole.lanes).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(scheduler.accept(0, shared, 0)).toMatchObject({ needed: [0, 1, 2], complete: false });
    expect(scheduler.accept(0, whole, 0)).toMatchObject({ needed: whole.lanes, complete: true });
    expect(scheduler.accept(0, whole, 0)).toMatchObject({ needed: [], complete: false });
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
    scheduler.addMethod('fm', 3, SHARED);
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
