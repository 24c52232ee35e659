import { beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from '../../../../web/engine/training/checkpoints.js';

/** @import {Trainer} from '../../../../web/engine/meanflow.d.ts' */

/** A trainer's own checkpoints, whose parameters tell the iteration. @type {number[]} */
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

/** From before a break. @param {number} at */
const kept = (at) => ({ iteration: at, parameters: Float32Array.of(at, 1) });

/** @type {Checkpoints} */
let checkpoints;

/** As the module does: what it was restored to is a checkpoint of the trainer. @param {number} at */
function restoreAt(at) {
  iteration = at;
  own = [at];
}

beforeEach(() => {
  [own, iteration] = [[0], 0];
  checkpoints = new Checkpoints(trainer, 100, 1000);
});

describe('checkpoints', () => {
  it('of a run without a break are the trainer’s', () => {
    own = [0, 100, 200];
    expect(checkpoints.iterations).toEqual([0, 100, 200]);
    expect([...checkpoints.parameters(1)]).toEqual([100, -1]);
  });

  it('of a run that goes on begin with those from before, in order', () => {
    restoreAt(200);
    checkpoints.goOn([kept(100), kept(0)]);
    own.push(300);
    expect(checkpoints.iterations).toEqual([0, 100, 200, 300]);
    expect(checkpoints.all().map(({ parameters }) => [...parameters])).toEqual([
      [0, 1],
      [100, 1],
      [200, -1],
      [300, -1],
    ]);
  });

  it('have none where only a break was', () => {
    restoreAt(250);
    checkpoints.goOn([kept(0), kept(100), kept(200)]);
    own.push(300);
    expect(checkpoints.iterations).toEqual([0, 100, 200, 300]);
    expect([...checkpoints.parameters(3)]).toEqual([300, -1]);
  });

  it('have the place of a break when it is all there is, or the end of the run', () => {
    restoreAt(250);
    checkpoints.goOn([]);
    expect(checkpoints.iterations).toEqual([250]);
    const atEnd = new Checkpoints(trainer, 100, 250);
    atEnd.goOn([kept(200)]);
    expect(atEnd.iterations).toEqual([200, 250]);
  });

  it('leave out what is not from before the break, or of another network', () => {
    restoreAt(200);
    checkpoints.goOn([
      kept(100),
      kept(200),
      kept(300),
      { ...kept(0), parameters: new Float32Array(3) },
    ]);
    expect(checkpoints.iterations).toEqual([100, 200]);
    expect([...checkpoints.parameters(1)]).toEqual([200, -1]);
  });

  it('that are added one by one take their places, each once', () => {
    restoreAt(200);
    checkpoints.goOn([]);
    for (const at of [100, 0, 100, 200, 300]) checkpoints.add(kept(at));
    expect(checkpoints.iterations).toEqual([0, 100, 200]);
  });

  it('are copies: who changes one changes no other', () => {
    restoreAt(200);
    checkpoints.goOn([kept(100)]);
    checkpoints.parameters(0).fill(9);
    expect([...checkpoints.parameters(0)]).toEqual([100, 1]);
  });
});
