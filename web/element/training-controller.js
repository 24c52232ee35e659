import { Turn } from './training-lock.js';

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {EngineState, Method} from '../engine/types.js' */

/** Iterations at which training rests on its way, by method. @typedef {Partial<Record<Method, number>>} Goal */

/** A goal on the way to another, and how training goes on from there: at another learning rate. @typedef {{goal: Goal, lr: number, goOn: () => Promise<void>}} Leg */

/** Whether training is wanted, and how far: it happens only while seen, and in turn. */
export class Training {
  #turn;
  #seen = false;
  /** @type {Goal | null} */
  #goal = null;
  #onGoal = () => {};
  /** Before that goal. @type {Leg[]} */
  #legs = [];
  /** The end of a leg is reached, and training waits for what is done there. */
  #atLeg = false;
  /** What is told of this run, and those before it, says nothing any more. */
  #over = -1;

  /**
   * @param {Engine} engine
   * @param {object} hooks
   * @param {() => void} hooks.onTurn  told when it is its turn, and when not any more
   * @param {(command: Promise<void>) => void} hooks.guard  tells of commands that fail
   */
  constructor(engine, { onTurn, guard }) {
    this.engine = engine;
    this.guard = guard;
    this.onTurn = onTurn;
    this.wanted = false;
    this.#turn = new Turn(() => {
      this.#drive();
      onTurn();
    });
  }

  /** Wanted, and not waiting for another element. */
  get active() {
    return this.wanted && !this.waiting;
  }

  /** Another element is in turn. */
  get waiting() {
    return this.#turn.waiting;
  }

  /** @param {boolean} wanted @returns {boolean} whether that is news */
  want(wanted) {
    if (this.wanted === wanted) return false;
    this.wanted = wanted;
    this.#drive();
    return true;
  }

  /** Goes before other elements. */
  pushIn() {
    if (this.#seen) this.#turn.take();
  }

  /** @param {boolean} seen */
  setSeen(seen) {
    this.#seen = seen;
    this.#drive();
  }

  /**
   * @param {Goal | null} goal  null: the end of the run
   * @param {() => void} [onGoal]  told when training rests there
   * @param {Leg[]} [legs]  before that, one after the other
   */
  setGoal(goal, onGoal = () => {}, legs = []) {
    this.#goal = goal;
    this.#onGoal = onGoal;
    this.#legs = legs;
    if (this.wanted) this.#drive();
  }

  /** Where training is to rest in the end. @returns {Goal | null} null: at the end of the run */
  get goal() {
    return this.#goal;
  }

  /** Yet to be gone. @returns {readonly Leg[]} */
  get legs() {
    return this.#legs;
  }

  /** Another run is on its way in place of this one. @param {number} run */
  forget(run) {
    this.#over = run;
  }

  /**
   * The engine's state is another: training may be over.
   *
   * @param {EngineState} state
   * @returns {'' | 'goal' | 'complete' | 'stuck'} why it is over, if it now is
   */
  follow({ run, methods, done }) {
    if (run <= this.#over) return '';
    const enabled = methods.filter((method) => method.enabled);
    const [leg] = this.#legs;
    const goal = leg?.goal ?? this.#goal;
    const over = enabled.every(({ method, iteration, done: complete, failure }) => {
      return complete || failure !== '' || (goal && iteration >= (goal[method] ?? 0));
    });
    if (!this.wanted || this.#atLeg || enabled.length === 0 || !over) return '';
    if (leg && enabled.every(({ failure }) => failure === '')) {
      this.#goOn(leg);
      return '';
    }
    const onGoal = this.#onGoal;
    this.wanted = false;
    this.#turn.want(false);
    this.setGoal(null);
    if (goal) onGoal();
    if (done) return 'complete';
    return goal ? 'goal' : 'stuck';
  }

  dispose() {
    this.wanted = false; // Or it would ask for its turn again at once.
    this.#turn.want(false);
  }

  /** @param {Leg} leg  at its end */
  async #goOn(leg) {
    this.#atLeg = true;
    const done = await leg.goOn().then(
      () => true,
      () => false, // Who was asked has told.
    );
    this.#atLeg = false;
    if (this.#legs[0] !== leg) return this.#drive(); // Another goal was set meanwhile.
    this.#legs = this.#legs.slice(1);
    if (done) this.#drive();
    else this.want(false);
  }

  /** @param {Goal} goal */
  async #trainTo(goal) {
    await this.engine.trainTo(goal);
    // Where it was there already, no other state tells.
    if (this.follow(this.engine.state)) this.onTurn();
  }

  #drive() {
    this.#turn.want(this.wanted && this.#seen);
    if (this.#atLeg) return;
    const goal = this.#legs[0]?.goal ?? this.#goal;
    if (this.#turn.held && goal) this.guard(this.#trainTo(goal));
    else if (this.#turn.held) this.engine.train();
    else this.guard(this.engine.pause());
  }
}
