import { beforeEach, describe, expect, it } from 'vitest';
import { MethodRun } from '../../../../web/engine/training/method-run.js';

/** @import {LaneReply} from '../../../../web/engine/training/lane-worker.js' */

const PARAMETERS = 4;

/** A trainer whose losses the test sets. */
class ScriptedTrainer {
  /** @type {number[]} */
  done = [];
  next = 2;
  fault = '';
  count = PARAMETERS;
  /** @type {[number, number, number[]][]} */
  lanes = [];
  /** @type {[number, number[]][]} */
  batches = [];

  iteration() {
    return this.done.length;
  }

  parameterCount() {
    return this.count;
  }

  /** @param {number} from */
  losses(from) {
    return Float32Array.from(this.done.slice(from));
  }

  /** @param {number} lane @param {number} loss @param {Float32Array} gradient */
  addLane(lane, loss, gradient) {
    this.lanes.push([lane, loss, [...gradient]]);
  }

  /** @param {number} loss @param {Float32Array} gradient */
  addBatch(loss, gradient) {
    this.batches.push([loss, [...gradient]]);
  }

  apply() {
    if (this.fault) throw new Error(this.fault);
    this.done.push(this.next);
  }

  exportWeights() {
    return Uint8Array.of(this.done.length & 255);
  }

  exportOptimizer() {
    return new Uint8Array(1);
  }
}

/** @type {ScriptedTrainer} */
let trainer;
/** @type {MethodRun} */
let methodRun;

/** @param {number} [batch] */
function makeMethodRun(batch = 8) {
  methodRun = new MethodRun(
    'fm',
    '{}',
    /** @type {any} */ (trainer),
    100_000,
    batch,
    /** @type {any} */ ({}),
  );
}

/** @param {number} iterations @param {number} [loss] */
function train(iterations, loss = 2) {
  trainer.next = loss;
  for (let i = 0; i < iterations; i++) methodRun.apply();
}

beforeEach(() => {
  trainer = new ScriptedTrainer();
  makeMethodRun();
});

describe('the recovery point', () => {
  it('is iteration 0 at first, and then updated at intervals', () => {
    train(99);
    expect(methodRun.recoveryPoint).toBeNull();
    train(1);
    expect(methodRun.recoveryPoint?.iteration).toBe(100);
    train(99);
    expect(methodRun.recoveryPoint?.iteration).toBe(100);
    train(1);
    expect(methodRun.recoveryPoint?.iteration).toBe(200);
  });

  it('is updated at growing intervals', () => {
    train(20_000);
    const last = methodRun.recoveryPoint?.iteration ?? 0;
    expect(last).toBeGreaterThan(17_000);
    train(last + Math.floor(last / 10) - 20_000);
    expect(methodRun.recoveryPoint?.iteration).toBe(last);
    train(1 + (last % 10 > 0 ? 1 : 0));
    expect(methodRun.recoveryPoint?.iteration).toBeGreaterThan(last);
  });

  it('is from before the losses rose, and is updated again when they have fallen', () => {
    train(300);
    train(150, 5); // More than twice the lowest mean.
    expect(methodRun.recoveryPoint?.iteration).toBe(300);
    train(9, 3);
    expect(methodRun.recoveryPoint?.iteration).toBe(300);
    train(1, 3); // Now the mean of the last 20 is 4.
    expect(methodRun.recoveryPoint?.iteration).toBe(460);
  });

  it('does not change when a loss is not finite', () => {
    train(250);
    trainer.fault = 'the loss is not finite';
    expect(methodRun.apply()).toBe('the loss is not finite');
    expect(methodRun.canContinue).toBe(false);
    expect(methodRun.recoveryPoint?.iteration).toBe(200);
    expect(methodRun.iteration).toBe(250);
  });

  it('is from before negative losses rose by more than their magnitude', () => {
    train(100, -1);
    train(150, 0.5);
    expect(methodRun.recoveryPoint?.iteration).toBe(100);
  });

  it('is iteration 0 for a network too large to copy', () => {
    trainer.count = 1e6 + 1;
    makeMethodRun();
    train(500);
    expect(methodRun.recoveryPoint).toBeNull();
  });
});

describe('a method', () => {
  it('has a timeout proportional to the slowest lane', () => {
    expect(methodRun.timeout(8)).toBe(15_000);
    /** @type {LaneReply} */
    const reply = {
      run: 1,
      method: 'fm',
      iteration: 0,
      lanes: [2, 5],
      losses: [1, 3],
      gradients: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    };
    methodRun.addLanes(reply, [5], 1000);
    expect(trainer.lanes).toEqual([[5, 3, [5, 6, 7, 8]]]);
    expect(methodRun.timeout(1)).toBe(20 * 500);
    expect(methodRun.timeout(8)).toBe(8 * 20 * 500);
    methodRun.addLanes({ ...reply, gradients: new Float32Array(8) }, [2, 5], 2);
    expect(methodRun.timeout(1), 'the slowest counts').toBe(20 * 500);
  });

  it('adds the sum of a whole batch, in a buffer for one gradient', () => {
    const gradients = methodRun.acquireBuffer(8);
    expect(gradients.length).toBe(PARAMETERS);
    gradients.set([1, 2, 3, 4]);
    const lanes = [0, 1, 2, 3, 4, 5, 6, 7];
    /** @type {LaneReply} */
    const reply = { run: 1, method: 'fm', iteration: 0, lanes, losses: [5], gradients };
    methodRun.addLanes(reply, [], 80);
    expect([trainer.batches, trainer.lanes]).toEqual([[], []]);
    methodRun.addLanes(reply, lanes, 8000);
    expect([trainer.batches, trainer.lanes]).toEqual([[[5, [1, 2, 3, 4]]], []]);
    expect(methodRun.timeout(1)).toBe(20 * 1000);
    expect(methodRun.acquireBuffer(1), 'as large as that of a lane').toBe(gradients);
  });

  it('has a long timeout for large networks before the first lane', () => {
    trainer.count = 16e6;
    makeMethodRun(65_536);
    expect(methodRun.timeout(8)).toBeGreaterThan(60 * 60_000);
    // Six passes of a multiplication and an addition for each sample and parameter, at 1e5 in a millisecond.
    expect(methodRun.timeout(8)).toBe((12 * 65_536 * 16e6) / 1e5);
  });

  it('reuses buffers, by the lanes that they hold', () => {
    const buffer = methodRun.acquireBuffer(2);
    expect(buffer.length).toBe(2 * PARAMETERS);
    expect(methodRun.acquireBuffer(2)).not.toBe(buffer);
    const reply = { run: 1, iteration: 0, lanes: [0, 1], losses: [1, 1], gradients: buffer };
    methodRun.addLanes({ ...reply, method: 'fm' }, [], 1);
    expect(methodRun.acquireBuffer(3)).not.toBe(buffer);
    expect(methodRun.acquireBuffer(2)).toBe(buffer);
  });

  it('reports new losses, and the training time without pauses', () => {
    methodRun.restartMeter(1000);
    expect(methodRun.report(1, 1500), 'nothing has happened').toBeUndefined();
    train(3);
    expect(methodRun.report(1, 2500)).toMatchObject({ iteration: 3, seconds: 1 });
    train(2, 7);
    methodRun.restartMeter(60_000); // After a pause.
    const report = methodRun.report(1, 60_500);
    expect(report?.losses).toEqual(Float32Array.of(7, 7));
    expect(report?.seconds).toBe(1.5);
    expect(methodRun.report(1, 61_000)).toBeUndefined();
  });

  it('stops at its limit and at the end of the run', () => {
    methodRun.limit = 2;
    train(1);
    expect(methodRun.canContinue).toBe(true);
    train(1);
    expect(methodRun.canContinue).toBe(false);
    expect(methodRun.done).toBe(false);
    methodRun.iterations = 2;
    expect(methodRun.done).toBe(true);
  });
});
