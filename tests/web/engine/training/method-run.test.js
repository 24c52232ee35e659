import { beforeEach, describe, expect, it } from 'vitest';
import { Member } from '../../../../web/engine/training/method-run.js';

/** @import {LaneReply} from '../../../../web/engine/training/lane-worker.js' */

const PARAMETERS = 4;

/** One whose losses are up to the test. */
class ScriptedTrainer {
  /** @type {number[]} */
  done = [];
  next = 2;
  fault = '';
  count = PARAMETERS;
  /** @type {[number, number, number[]][]} */
  lanes = [];

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
/** @type {Member} */
let member;

/** @param {number} [batch] */
function makeMember(batch = 8) {
  member = new Member(
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
  for (let i = 0; i < iterations; i++) member.apply();
}

beforeEach(() => {
  trainer = new ScriptedTrainer();
  makeMember();
});

describe('the state that a method goes back to', () => {
  it('is the beginning at first, then one from time to time', () => {
    train(99);
    expect(member.good).toBeNull();
    train(1);
    expect(member.good?.iteration).toBe(100);
    train(99);
    expect(member.good?.iteration).toBe(100);
    train(1);
    expect(member.good?.iteration).toBe(200);
  });

  it('is kept the rarer the more there is to keep', () => {
    train(20_000);
    const last = member.good?.iteration ?? 0;
    expect(last).toBeGreaterThan(17_000);
    train(last + Math.floor(last / 10) - 20_000);
    expect(member.good?.iteration).toBe(last);
    train(1 + (last % 10 > 0 ? 1 : 0));
    expect(member.good?.iteration).toBeGreaterThan(last);
  });

  it('comes from before the losses rose, and is found again once they have fallen', () => {
    train(300);
    train(150, 5); // more than twice what the lowest was
    expect(member.good?.iteration).toBe(300);
    train(9, 3);
    expect(member.good?.iteration).toBe(300);
    train(1, 3); // Now the mean of the last 20 is 4.
    expect(member.good?.iteration).toBe(460);
  });

  it('stays where it was when what follows is not finite', () => {
    train(250);
    trainer.fault = 'the loss is not finite';
    expect(member.apply()).toBe('the loss is not finite');
    expect(member.canGoOn).toBe(false);
    expect(member.good?.iteration).toBe(200);
    expect(member.iteration).toBe(250);
  });

  it('may come before losses below zero that rise by more than their own size', () => {
    train(100, -1);
    train(150, 0.5);
    expect(member.good?.iteration).toBe(100);
  });

  it('is the beginning for a network too large to keep', () => {
    trainer.count = 1e6 + 1;
    makeMember();
    train(500);
    expect(member.good).toBeNull();
  });
});

describe('a method', () => {
  it('gives a worker the more time the slower its lanes have been', () => {
    expect(member.patience(8)).toBe(15_000);
    /** @type {LaneReply} */
    const reply = {
      run: 1,
      method: 'fm',
      iteration: 0,
      lanes: [2, 5],
      losses: [1, 3],
      gradients: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    };
    member.addLanes(reply, [5], 1000);
    expect(trainer.lanes).toEqual([[5, 3, [5, 6, 7, 8]]]);
    expect(member.patience(1)).toBe(20 * 500);
    expect(member.patience(8)).toBe(8 * 20 * 500);
    member.addLanes({ ...reply, gradients: new Float32Array(8) }, [2, 5], 2);
    expect(member.patience(1), 'the slowest counts').toBe(20 * 500);
  });

  it('knows before its first lane that those of a large network take long', () => {
    trainer.count = 16e6;
    makeMember(65_536);
    expect(member.patience(8)).toBeGreaterThan(60 * 60_000);
  });

  it('takes buffers back, by the lanes that they hold', () => {
    const buffer = member.takeBuffer(2);
    expect(buffer.length).toBe(2 * PARAMETERS);
    expect(member.takeBuffer(2)).not.toBe(buffer);
    const reply = { run: 1, iteration: 0, lanes: [0, 1], losses: [1, 1], gradients: buffer };
    member.addLanes({ ...reply, method: 'fm' }, [], 1);
    expect(member.takeBuffer(3)).not.toBe(buffer);
    expect(member.takeBuffer(2)).toBe(buffer);
  });

  it('reports what is new, and counts the time in training only', () => {
    member.restartMeter(1000);
    expect(member.report(1, 1500), 'nothing has happened').toBeUndefined();
    train(3);
    expect(member.report(1, 2500)).toMatchObject({ iteration: 3, seconds: 1 });
    train(2, 7);
    member.restartMeter(60_000); // after a pause
    const report = member.report(1, 60_500);
    expect(report?.losses).toEqual(Float32Array.of(7, 7));
    expect(report?.seconds).toBe(1.5);
    expect(member.report(1, 61_000)).toBeUndefined();
  });

  it('rests at its limit, and at its end', () => {
    member.limit = 2;
    train(1);
    expect(member.canGoOn).toBe(true);
    train(1);
    expect(member.canGoOn).toBe(false);
    expect(member.done).toBe(false);
    member.iterations = 2;
    expect(member.done).toBe(true);
  });
});
