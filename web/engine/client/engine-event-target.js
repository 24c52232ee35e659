// Dispatches what the engine's workers report as events, and keeps the latest state.

import { METHODS } from '../methods.js';
/** @import {EngineEvents, EngineState, Method, Progress, Settings} from '../types.js' */
/** @import {SamplerEvent, WorkerListener} from './engine-workers.js' */

/** A list of losses that grows in amortised constant time. */
export class LossHistory {
  #values = new Float32Array(1024);
  #length = 0;

  /** @param {Float32Array} losses */
  append(losses) {
    const length = this.#length + losses.length;
    if (length > this.#values.length) {
      const grown = new Float32Array(Math.max(length, 2 * this.#values.length));
      grown.set(this.view());
      this.#values = grown;
    }
    this.#values.set(losses, this.#length);
    this.#length = length;
  }

  /** All of them; valid until the next append. */
  view() {
    return this.#values.subarray(0, this.#length);
  }
}

/** Dispatches a run's events after the 'run' event, whichever worker is faster. */
export class EngineEventTarget extends EventTarget {
  /** @type {Map<Method, LossHistory>} */
  #losses = new Map();
  /** @type {Settings} */
  #settings = {};
  /** @type {EngineState} */
  #state = { run: 0, running: false, busy: false, done: false, workers: 0, methods: [] };
  /** Events received before the 'run' event of their run. @type {{type: SamplerEvent, detail: any}[]} */
  #early = [];

  constructor() {
    super();
    this.#clearLosses();
  }

  /**
   * Typed alternative to addEventListener: passes the event's detail to the listener.
   * @template {keyof EngineEvents} K
   * @param {K} type
   * @param {(detail: EngineEvents[K]) => void} listener
   * @returns {() => void} Removes the listener.
   */
  on(type, listener) {
    const handle = (/** @type {Event} */ event) =>
      listener(/** @type {CustomEvent<EngineEvents[K]>} */ (event).detail);
    this.addEventListener(type, handle);
    return () => this.removeEventListener(type, handle);
  }

  /** The latest known state. @returns {EngineState} */
  get state() {
    return this.#state;
  }

  /** Settings of the current run. @returns {Settings} */
  get settings() {
    return this.#settings;
  }

  /**
   * Losses of all iterations reported so far: a view, valid until the next event.
   * @param {Method} method
   * @returns {Float32Array}
   */
  losses(method) {
    return this.#historyOf(method).view();
  }

  /**
   * @template {keyof EngineEvents} K
   * @param {K} type
   * @param {EngineEvents[K]} detail
   * @protected
   */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Callbacks for the workers' messages. @returns {WorkerListener} @protected */
  listener() {
    return {
      run: (run) => this.#beginRun(run),
      state: (state) => this.#setState(state, 'state'),
      paused: (state) => this.#setState(state, 'paused'),
      progress: (reports) => this.#addProgress(reports),
      sampled: (type, detail) => this.#emitSampled(type, detail),
      kept: (detail) => this.emit('kept', detail),
      error: (error) => this.#fail(error),
    };
  }

  /** @param {EngineEvents['run']} run */
  #beginRun(run) {
    this.#settings = run.settings;
    this.#state = { ...this.#state, run: run.run };
    this.#clearLosses();
    this.emit('run', run);
    for (const { type, detail } of this.#early.splice(0)) this.#emitSampled(type, detail);
  }

  #clearLosses() {
    for (const method of METHODS) this.#losses.set(method, new LossHistory());
  }

  /** @param {EngineState} state @param {'state' | 'paused'} type */
  #setState(state, type) {
    this.#state = state;
    this.emit(type, state);
  }

  /** @param {EngineEvents['error']} error */
  #fail(error) {
    // No worker is left to send a new state.
    if (error.ended) this.#state = { ...this.#state, running: false, busy: false, workers: 0 };
    this.emit('error', error);
  }

  /** @param {Progress[]} reports */
  #addProgress(reports) {
    for (const report of reports) {
      const { method, iteration, losses } = report;
      this.#historyOf(method).append(losses);
      const methods = this.#state.methods.map((state) => {
        return state.method === method ? { ...state, iteration } : state;
      });
      this.#state = { ...this.#state, methods };
      this.emit('progress', report);
    }
  }

  /** @param {SamplerEvent} type @param {any} detail */
  #emitSampled(type, detail) {
    if (detail.run > this.#state.run) this.#early.push({ type, detail });
    else if (detail.run === this.#state.run) this.emit(type, detail);
  }

  /** @param {Method} method @returns {LossHistory} */
  #historyOf(method) {
    const history = this.#losses.get(method);
    if (!history) throw new Error(`"${method}" is no method; these are: ${METHODS.join(', ')}`);
    return history;
  }
}
