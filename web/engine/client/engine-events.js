// What the engine's workers tell, as events, and what is known from it.

import { METHODS } from '../methods.js';
/** @import {EngineEvents, EngineState, Method, Progress, Settings} from '../types.js' */
/** @import {Listener, Sampled} from './engine-workers.js' */
import { LossHistory } from './loss-history.js';

/** Events of a run come after that of its beginning, whichever worker is faster. */
export class News extends EventTarget {
  /** @type {Map<Method, LossHistory>} */
  #losses = new Map();
  /** @type {Settings} */
  #settings = {};
  /** @type {EngineState} */
  #state = { run: 0, running: false, busy: false, done: false, workers: 0, methods: [] };
  /** What overtook the news of its run. @type {{type: Sampled, detail: any}[]} */
  #early = [];

  constructor() {
    super();
    this.#forgetLosses();
  }

  /**
   * Listens; the typed sibling of addEventListener, handed the event's detail.
   * @template {keyof EngineEvents} K
   * @param {K} type
   * @param {(detail: EngineEvents[K]) => void} listener
   * @returns {() => void} Stops listening.
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
   * Losses of every iteration done, as far as known here: a view, valid until the next event.
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

  /** For the workers to tell. @returns {Listener} @protected */
  listener() {
    return {
      run: (run) => this.#beginRun(run),
      state: (state) => this.#setState(state, 'state'),
      paused: (state) => this.#setState(state, 'paused'),
      progress: (reports) => this.#takeIn(reports),
      sampled: (type, detail) => this.#show(type, detail),
      kept: (keeping) => this.emit('kept', keeping),
      error: (error) => this.#fail(error),
    };
  }

  /** @param {EngineEvents['run']} run */
  #beginRun(run) {
    this.#settings = run.settings;
    this.#state = { ...this.#state, run: run.run };
    this.#forgetLosses();
    this.emit('run', run);
    for (const { type, detail } of this.#early.splice(0)) this.#show(type, detail);
  }

  #forgetLosses() {
    for (const method of METHODS) this.#losses.set(method, new LossHistory());
  }

  /** @param {EngineState} state @param {'state' | 'paused'} type */
  #setState(state, type) {
    this.#state = state;
    this.emit(type, state);
  }

  /** @param {EngineEvents['error']} error */
  #fail(error) {
    // Then nobody else is left to tell.
    if (error.ended) this.#state = { ...this.#state, running: false, busy: false, workers: 0 };
    this.emit('error', error);
  }

  /** @param {Progress[]} reports */
  #takeIn(reports) {
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

  /** @param {Sampled} type @param {any} detail */
  #show(type, detail) {
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
