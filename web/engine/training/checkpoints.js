// Checkpoints of a method: those that its trainer has, and those from before it went on from a kept state.

/** @import {Trainer} from '../meanflow.d.ts' */
/** @import {Checkpoint} from '../types.js' */

export class Checkpoints {
  /** From before the state that the trainer was restored to, of which it knows nothing. @type {Checkpoint[]} */
  #before = [];
  #restoredAt = 0;

  /**
   * @param {Trainer} trainer
   * @param {number} every  iterations from one to the next
   * @param {number} end    of the run, which is one as well
   */
  constructor(trainer, every, end) {
    this.trainer = trainer;
    this.every = every;
    this.end = end;
  }

  /** The trainer was restored. @param {readonly Checkpoint[]} kept  of the run that it goes on with */
  goOn(kept) {
    this.#restoredAt = this.trainer.iteration();
    const size = this.trainer.parameterCount();
    this.#before = kept
      .filter(({ iteration, parameters }) => {
        return iteration < this.#restoredAt && parameters.length === size;
      })
      .sort((a, b) => a.iteration - b.iteration);
  }

  /** @param {Checkpoint} checkpoint  from before the state that the trainer was restored to */
  add(checkpoint) {
    if (checkpoint.iteration >= this.#restoredAt) return;
    const others = this.#before.filter(({ iteration }) => iteration !== checkpoint.iteration);
    this.#before = [...others, checkpoint].sort((a, b) => a.iteration - b.iteration);
  }

  /** @returns {number[]} ascending */
  get iterations() {
    return [...this.#before.map(({ iteration }) => iteration), ...this.#own.map(([at]) => at)];
  }

  /** @param {number} index  into `iterations` @returns {Float32Array<ArrayBuffer>} a copy, flat: see mlp.h */
  parameters(index) {
    const before = this.#before[index];
    if (before) return before.parameters.slice();
    return this.trainer.checkpoint(this.#own[index - this.#before.length][1]);
  }

  /** @returns {Checkpoint[]} copies of all */
  all() {
    return this.iterations.map((iteration, i) => ({ iteration, parameters: this.parameters(i) }));
  }

  /**
   * The trainer's, by iteration and index. It takes the state that it was restored to for one; where others
   * come before it, that is no more than where a break was.
   * @returns {[number, number][]}
   */
  get #own() {
    const all = [...this.trainer.checkpointIterations()].map((at, index) => {
      return /** @type {[number, number]} */ ([at, index]);
    });
    const at = this.#restoredAt;
    const isBreak = this.#before.length > 0 && at % this.every > 0 && at < this.end;
    return isBreak ? all.filter(([iteration]) => iteration !== at) : all;
  }
}
