// Which methods train, and which are sampled.

/** @import {EngineState, Method, MethodState} from '../types.js' */
/** @import {Runs} from './current-run.js' */
import { METHODS, SHOWN_METHODS } from '../methods.js';

export class Roster {
  /** Those that are to train. @type {Method[]} */
  enabled = [...SHOWN_METHODS];
  /** Those that were enabled at some time. @type {Set<Method>} */
  #sampled = new Set();

  /** @param {Runs} runs */
  constructor(runs) {
    this.runs = runs;
  }

  /** Throws an Error, and changes nothing, when one is no method or has no room. @param {Method[]} methods */
  enable(methods) {
    const unknown = methods.find((method) => !METHODS.includes(method));
    if (unknown) throw new Error(`"${unknown}" is no method; these are: ${METHODS.join(', ')}`);
    const enabled = METHODS.filter((method) => methods.includes(method));
    for (const method of enabled) this.runs.current?.member(method); // There may be no room for another.
    for (const method of enabled) this.#sampled.add(method);
    this.enabled = enabled;
  }

  /** In order; before anything was enabled, those shown by default. @returns {Method[]} */
  get sampled() {
    const sampled = METHODS.filter((method) => this.#sampled.has(method));
    return sampled.length > 0 ? sampled : [...SHOWN_METHODS];
  }

  /** Whether it is to train and has iterations to go. @param {Runs['members'][number]} member */
  trains({ method, canGoOn }) {
    return canGoOn && this.enabled.includes(method);
  }

  get canGoOn() {
    return this.runs.members.some((member) => this.trains(member));
  }

  /** @returns {Pick<EngineState, 'run' | 'done' | 'methods'>} */
  state() {
    /** @type {MethodState[]} */
    const methods = this.runs.members.map((member) => {
      const { method, iteration, done, failure, imported } = member;
      const enabled = this.enabled.includes(method);
      const good = member.good?.iteration ?? 0;
      return { method, enabled, iteration, done, failure, imported, good };
    });
    const enabled = methods.filter((method) => method.enabled);
    const done = enabled.length > 0 && enabled.every((method) => method.done);
    return { run: this.runs.id, done, methods };
  }
}
