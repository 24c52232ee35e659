import { TrainingLock } from './training-lock.js';

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {EngineState, Method} from '../engine/types.js' */

/** Iterations at which training pauses, by method. @typedef {Partial<Record<Method, number>>} Target */

/**
 * A target on the way to another one, and what continues training from there at the next learning rate.
 * @typedef {{target: Target, lr: number, continueTraining: () => Promise<void>}} TrainingStage
 */

/** Whether training is wanted, and how far: it runs only while the element is visible and holds the lock. */
export class TrainingController {
  #lock;
  #visible = false;
  /** @type {Target | null} */
  #target = null;
  #onReached = () => {};
  /** Before that target. @type {TrainingStage[]} */
  #stages = [];
  /** A stage has ended, and its `continueTraining` is under way. */
  #betweenStages = false;
  /** States of this run and of earlier ones are ignored. */
  #ignoredRun = -1;

  /**
   * @param {Engine} engine
   * @param {object} hooks
   * @param {() => void} hooks.onLockChange  called when the lock is acquired or lost, or waited for
   * @param {(command: Promise<void>) => void} hooks.reportFailure  reports commands that fail
   */
  constructor(engine, { onLockChange, reportFailure }) {
    this.engine = engine;
    this.reportFailure = reportFailure;
    this.onLockChange = onLockChange;
    this.wanted = false;
    this.#lock = new TrainingLock(() => {
      this.#apply();
      onLockChange();
    });
  }

  /** Wanted, and not waiting for another element. */
  get active() {
    return this.wanted && !this.waiting;
  }

  /** Another element trains. */
  get waiting() {
    return this.#lock.waiting;
  }

  /** @param {boolean} wanted @returns {boolean} whether that is a change */
  setWanted(wanted) {
    if (this.wanted === wanted) return false;
    this.wanted = wanted;
    this.#apply();
    return true;
  }

  /** Takes the lock from another element. */
  preempt() {
    if (this.#visible) this.#lock.preempt();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.#visible = visible;
    this.#apply();
  }

  /**
   * @param {Target | null} target  null: the end of the run
   * @param {() => void} [onReached]  called when training pauses there
   * @param {TrainingStage[]} [stages]  before that target, in order
   */
  setTarget(target, onReached = () => {}, stages = []) {
    this.#target = target;
    this.#onReached = onReached;
    this.#stages = stages;
    if (this.wanted) this.#apply();
  }

  /** The last target. @returns {Target | null} null: the end of the run */
  get target() {
    return this.#target;
  }

  /** Those that have not ended yet. @returns {readonly TrainingStage[]} */
  get stages() {
    return this.#stages;
  }

  /** Ignores the states of a run that another one is about to replace. @param {number} run */
  ignoreRun(run) {
    this.#ignoredRun = run;
  }

  /**
   * Handles a new state of the engine, in which training may be over.
   *
   * @param {EngineState} state
   * @returns {'' | 'target' | 'complete' | 'stuck'} why it is over, if it is now
   */
  update({ run, methods, done }) {
    if (run <= this.#ignoredRun) return '';
    const enabled = methods.filter((method) => method.enabled);
    const [stage] = this.#stages;
    const target = stage?.target ?? this.#target;
    const over = enabled.every(({ method, iteration, done: complete, failure }) => {
      return complete || failure !== '' || (target && iteration >= (target[method] ?? 0));
    });
    if (!this.wanted || this.#betweenStages || enabled.length === 0 || !over) return '';
    if (stage && enabled.every(({ failure }) => failure === '')) {
      this.#endStage(stage);
      return '';
    }
    const onReached = this.#onReached;
    this.wanted = false;
    this.#lock.release();
    this.setTarget(null);
    if (target) onReached();
    if (done) return 'complete';
    return target ? 'target' : 'stuck';
  }

  dispose() {
    this.wanted = false; // Else it would request the lock again at once.
    this.#lock.release();
  }

  /** @param {TrainingStage} stage */
  async #endStage(stage) {
    this.#betweenStages = true;
    const done = await stage.continueTraining().then(
      () => true,
      () => false, // The callee has reported why.
    );
    this.#betweenStages = false;
    if (this.#stages[0] !== stage) return this.#apply(); // Another target was set meanwhile.
    this.#stages = this.#stages.slice(1);
    if (done) this.#apply();
    else this.setWanted(false);
  }

  /** @param {Target} target */
  async #trainTo(target) {
    await this.engine.trainTo(target);
    // If the target was reached already, the engine reports no other state.
    if (this.update(this.engine.state)) this.onLockChange();
  }

  #apply() {
    if (this.wanted && this.#visible) this.#lock.request();
    else this.#lock.release();
    if (this.#betweenStages) return;
    const target = this.#stages[0]?.target ?? this.#target;
    if (this.#lock.held && target) this.reportFailure(this.#trainTo(target));
    else if (this.#lock.held) this.engine.train();
    else this.reportFailure(this.engine.pause());
  }
}
