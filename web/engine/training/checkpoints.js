// Checkpoints of a method: those of its trainer, and those from before its run was resumed.

/** @import {Trainer} from '../meanflow.d.ts' */
/** @import {Checkpoint} from '../types.js' */

export class Checkpoints {
  /** From before the iteration at which the trainer was restored, and unknown to it. @type {Checkpoint[]} */
  #earlier = [];
  #restoredAt = 0;

  /**
   * @param {Trainer} trainer
   * @param {number} every Iterations between two checkpoints.
   * @param {number} end Iterations of the run; the last is a checkpoint as well.
   */
  constructor(trainer, every, end) {
    this.trainer = trainer;
    this.every = every;
    this.end = end;
  }

  /** To be called when the trainer was restored. @param {readonly Checkpoint[]} kept Of the resumed run. */
  resume(kept) {
    this.#restoredAt = this.trainer.iteration();
    const size = this.trainer.parameterCount();
    this.#earlier = kept
      .filter(({ iteration, parameters }) => {
        return iteration < this.#restoredAt && parameters.length === size;
      })
      .sort((a, b) => a.iteration - b.iteration);
  }

  /** @param {Checkpoint} checkpoint From before the iteration at which the trainer was restored. */
  add(checkpoint) {
    if (checkpoint.iteration >= this.#restoredAt) return;
    const others = this.#earlier.filter(({ iteration }) => iteration !== checkpoint.iteration);
    this.#earlier = [...others, checkpoint].sort((a, b) => a.iteration - b.iteration);
  }

  /** @returns {number[]} Ascending. */
  get iterations() {
    return [
      ...this.#earlier.map(({ iteration }) => iteration),
      ...this.#ofTrainer.map(([iteration]) => iteration),
    ];
  }

  /** @param {number} index Into `iterations`. @returns {Float32Array<ArrayBuffer>} A copy, flat: see mlp.h. */
  parameters(index) {
    const earlier = this.#earlier[index];
    if (earlier) return earlier.parameters.slice();
    return this.trainer.checkpoint(this.#ofTrainer[index - this.#earlier.length][1]);
  }

  /** @returns {Checkpoint[]} Copies of all. */
  all() {
    return this.iterations.map((iteration, i) => ({ iteration, parameters: this.parameters(i) }));
  }

  /**
   * Iteration and index of the trainer's checkpoints. The trainer counts the state that it was restored to as a
   * checkpoint. With earlier checkpoints known, it is none unless its iteration makes it one.
   * @returns {[number, number][]}
   */
  get #ofTrainer() {
    const all = [...this.trainer.checkpointIterations()].map((iteration, index) => {
      return /** @type {[number, number]} */ ([iteration, index]);
    });
    const at = this.#restoredAt;
    const isExtra = this.#earlier.length > 0 && at % this.every > 0 && at < this.end;
    return isExtra ? all.filter(([iteration]) => iteration !== at) : all;
  }
}
