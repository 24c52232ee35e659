import { beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from '../../../../web/engine/training/checkpoints.js';

/** @import {Trainer} from '../../../../web/engine/meanflow.d.ts' */

/** Iterations of the trainer's own checkpoints, also encoded in their parameters. @type {number[]} */
let own = [];
let iteration = 0;
const trainer = /** @type {Trainer} */ (
  /** @type {unknown} */ ({
    iteration: () => iteration,
    parameterCount: () => 2,
    checkpointIterations: () => Int32Array.from(own),
    checkpoint: (/** @type {number} */ index) => Float32Array.of(own[index], -1),
  })
);

/** A checkpoint from before an interruption. @param {number} at */
const kept = (at) => ({ iteration: at, parameters: Float32Array.of(at, 1) });

/** @type {Checkpoints} */
let checkpoints;

/** As in the module, the restored state is a checkpoint of the trainer. @param {number} at */
function restoreAt(at) {
  iteration = at;
  own = [at];
}

beforeEach(() => {
  [own, iteration] = [[0], 0];
  checkpoints = new Checkpoints(trainer, 100, 1000);
});

describe('checkpoints', () => {
  it('are those of the trainer in a run without interruption', () => {
    own = [0, 100, 200];
    expect(checkpoints.iterations).toEqual([0, 100, 200]);
    expect([...checkpoints.parameters(1)]).toEqual([100, -1]);
  });

  it('start with earlier ones, in order, in a resumed run', () => {
    restoreAt(200);
    checkpoints.resume([kept(100), kept(0)]);
    own.push(300);
    expect(checkpoints.iterations).toEqual([0, 100, 200, 300]);
    expect(checkpoints.all().map(({ parameters }) => [...parameters])).toEqual([
      [0, 1],
      [100, 1],
      [200, -1],
      [300, -1],
    ]);
  });

  it('do not include the iteration of the interruption', () => {
    restoreAt(250);
    checkpoints.resume([kept(0), kept(100), kept(200)]);
    own.push(300);
    expect(checkpoints.iterations).toEqual([0, 100, 200, 300]);
    expect([...checkpoints.parameters(3)]).toEqual([300, -1]);
  });

  it('include the iteration of the interruption if no earlier ones are known, or at the end of the run', () => {
    restoreAt(250);
    checkpoints.resume([]);
    expect(checkpoints.iterations).toEqual([250]);
    const atEnd = new Checkpoints(trainer, 100, 250);
    atEnd.resume([kept(200)]);
    expect(atEnd.iterations).toEqual([200, 250]);
  });

  it('exclude earlier ones that are not from before the interruption, or of another network', () => {
    restoreAt(200);
    checkpoints.resume([
      kept(100),
      kept(200),
      kept(300),
      { ...kept(0), parameters: new Float32Array(3) },
    ]);
    expect(checkpoints.iterations).toEqual([100, 200]);
    expect([...checkpoints.parameters(1)]).toEqual([200, -1]);
  });

  it('that are added one by one are sorted, without duplicates', () => {
    restoreAt(200);
    checkpoints.resume([]);
    for (const at of [100, 0, 100, 200, 300]) checkpoints.add(kept(at));
    expect(checkpoints.iterations).toEqual([0, 100, 200]);
  });

  it('are returned as copies', () => {
    restoreAt(200);
    checkpoints.resume([kept(100)]);
    checkpoints.parameters(0).fill(9);
    expect([...checkpoints.parameters(0)]).toEqual([100, 1]);
  });
});
