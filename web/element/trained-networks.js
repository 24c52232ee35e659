import { SHOWN_METHODS } from '../engine/methods.js';
import { settings } from '../settings/settings.js';
import { runSettings } from './engine-settings.js';

/** @import {Direction} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/**
 * The networks that come with the page, on show until somebody wants a run of their own. They, and the
 * script that knows them, are fetched when they are wanted; earlier checkpoints when somebody looks at them.
 */
export class Trained {
  /** @type {'none' | 'coming' | 'shown'} */
  #state;
  /** They are on their way into the engine. */
  #installing = false;
  /** By iteration. @type {Map<number, Promise<unknown>>} */
  #checkpoints = new Map();

  /**
   * @param {Playground} playground
   * @param {boolean} wanted  to open with, if there may be such
   */
  constructor(playground, wanted) {
    this.playground = playground;
    this.#state = wanted && this.possible ? 'coming' : 'none';
    playground.engine.on('run', () => {
      const own = this.#installing && this.#state === 'coming';
      this.#state = own ? 'shown' : 'none';
      if (!own) this.#checkpoints.clear();
    });
  }

  get shown() {
    return this.#state === 'shown';
  }

  /** On show, or to be. */
  get wanted() {
    return this.#state !== 'none';
  }

  get coming() {
    return this.#state === 'coming';
  }

  /** Whether such networks may have come along: of the tutorial's setting, in any direction. */
  get possible() {
    const { values, methods } = this.playground;
    const standard = settings.every(({ name, restarts, default: fallback }) => {
      return !restarts || name === 'direction' || values[name] === fallback;
    });
    return standard && methods.every((method) => SHOWN_METHODS.includes(method));
  }

  /**
   * Shows them, with their losses, unless a command comes before them.
   * @returns {Promise<boolean>} whether there is no need for another run; never fails
   */
  async open() {
    const { engine, values, methods, history } = this.playground;
    const direction = /** @type {Direction} */ (values.direction);
    try {
      const models = await import('../models/models.js');
      const runs = await models.fetchRuns(direction, methods);
      if (!this.coming) return true;
      this.#installing = true;
      await engine.resume({ settings: runSettings(values), methods: runs });
      if (this.shown) history.offer(models.earlierIterations(direction));
      return true;
    } catch {
      // Without them the page is what it is with any other setting.
      return this.leave() === null;
    } finally {
      this.#installing = false;
    }
  }

  /** A run of the reader's own is wanted. @returns {Promise<void> | null} its beginning; null: they were not on show */
  leave() {
    if (this.#state === 'none') return null;
    this.#state = 'none';
    this.playground.training.forget(this.playground.engine.state.run);
    return this.playground.begin();
  }

  /** Those on their way are not wanted any more. @returns {boolean} whether some were */
  cancel() {
    const { coming } = this;
    if (coming) this.#state = 'none';
    return coming;
  }

  /** Whether the engine has yet to hear of the networks of that iteration. @param {number | null} iteration */
  lacks(iteration) {
    return this.shown && iteration !== null && this.playground.history.offered.includes(iteration);
  }

  /** Gives the engine the networks of an earlier iteration. @param {number} iteration */
  async bring(iteration) {
    const known = this.#checkpoints.get(iteration) ?? this.#fetch(iteration);
    this.#checkpoints.set(iteration, known);
    try {
      await known;
    } catch (error) {
      this.#checkpoints.delete(iteration); // To be tried again.
      throw error;
    }
  }

  /** Of all iterations that can be had, while they are on show. */
  async bringAll() {
    if (this.shown) await Promise.all(this.playground.history.offered.map((at) => this.bring(at)));
  }

  /** @param {number} iteration */
  async #fetch(iteration) {
    const { engine, values, methods } = this.playground;
    const { run } = engine.state;
    const direction = String(values.direction);
    const { fetchWeights } = await import('../models/models.js');
    const networks = await Promise.all(
      methods.map(async (method) => {
        // What the seed gives need not be fetched.
        const weights = iteration > 0 ? await fetchWeights(direction, method, iteration) : null;
        return { method, weights };
      }),
    );
    if (run !== engine.state.run) return;
    await Promise.all(networks.map(({ method, weights }) => engine.addCheckpoint(method, weights)));
  }
}
