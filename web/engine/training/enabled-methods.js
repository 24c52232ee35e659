// Which methods train, and which are sampled.

/** @import {EngineState, Method, MethodState} from '../types.js' */
/** @import {CurrentRun} from './current-run.js' */
/** @import {MethodRun} from './method-run.js' */
import { METHODS, SHOWN_METHODS } from '../methods.js';

export class EnabledMethods {
  /** Methods to train. @type {Method[]} */
  enabled = [...SHOWN_METHODS];
  /** Methods that were ever enabled. @type {Set<Method>} */
  #sampled = new Set();

  /** @param {CurrentRun} currentRun */
  constructor(currentRun) {
    this.currentRun = currentRun;
  }

  /** Throws an Error, and changes nothing, when one is no method or does not fit into memory. @param {Method[]} methods */
  enable(methods) {
    const unknown = methods.find((method) => !METHODS.includes(method));
    if (unknown) throw new Error(`"${unknown}" is no method; these are: ${METHODS.join(', ')}`);
    const enabled = METHODS.filter((method) => methods.includes(method));
    for (const method of enabled) this.currentRun.run?.methodRun(method); // Creates it, if memory allows.
    for (const method of enabled) this.#sampled.add(method);
    this.enabled = enabled;
  }

  /** Methods to sample, in order; before any was enabled, those shown by default. @returns {Method[]} */
  get sampled() {
    const sampled = METHODS.filter((method) => this.#sampled.has(method));
    return sampled.length > 0 ? sampled : [...SHOWN_METHODS];
  }

  /** Whether the method is enabled and has iterations left. @param {MethodRun} methodRun */
  trains({ method, canContinue }) {
    return canContinue && this.enabled.includes(method);
  }

  get canContinue() {
    return this.currentRun.methodRuns.some((methodRun) => this.trains(methodRun));
  }

  /** @returns {Pick<EngineState, 'run' | 'done' | 'methods'>} */
  state() {
    /** @type {MethodState[]} */
    const methods = this.currentRun.methodRuns.map((methodRun) => {
      const { method, iteration, done, failure, imported } = methodRun;
      const enabled = this.enabled.includes(method);
      const good = methodRun.recoveryPoint?.iteration ?? 0;
      return { method, enabled, iteration, done, failure, imported, good };
    });
    const enabled = methods.filter((method) => method.enabled);
    const done = enabled.length > 0 && enabled.every((method) => method.done);
    return { run: this.currentRun.id, done, methods };
  }
}
