import { SHOWN_METHODS } from '../engine/methods.js';
import { messageOf } from '../errors.js';
import { settings } from '../settings/settings.js';
import { runSettings } from './engine-settings.js';

/** @import {Direction} from '../engine/types.js' */
/** @import {Playground} from './playground.js' */

/**
 * How to open with trained networks.
 *
 * @typedef {object} Wanted
 * @property {string} models  address of a folder of them, ending in a slash; "" for those that come with the page
 * @property {(message: string) => void} report  is told where there are none, unless they come with the page
 */

/**
 * The trained networks that come with the page or are elsewhere, displayed until the reader begins a run. They and the script with
 * their addresses are downloaded when they are to be displayed; earlier checkpoints when the reader selects them.
 */
export class TrainedNetworks {
  /** @type {'none' | 'loading' | 'shown'} */
  #state;
  #wanted;
  /** The engine is resuming them. */
  #installing = false;
  /** By iteration. @type {Map<number, Promise<unknown>>} */
  #checkpoints = new Map();

  /**
   * @param {Playground} playground
   * @param {Wanted | null} wanted  to open with them, if there are some for the settings
   */
  constructor(playground, wanted) {
    this.playground = playground;
    this.#wanted = wanted;
    this.#state = wanted !== null && this.possible ? 'loading' : 'none';
    playground.engine.on('run', () => {
      const own = this.#installing && this.#state === 'loading';
      this.#state = own ? 'shown' : 'none';
      if (!own) this.#checkpoints.clear();
    });
  }

  get shown() {
    return this.#state === 'shown';
  }

  /** Shown or loading. */
  get wanted() {
    return this.#state !== 'none';
  }

  get loading() {
    return this.#state === 'loading';
  }

  /** Whether there are networks for the settings: those of the tutorial, in any direction. */
  get possible() {
    const { values, methods } = this.playground;
    const standard = settings.every(({ name, restarts, default: fallback }) => {
      return !restarts || name === 'direction' || values[name] === fallback;
    });
    return standard && methods.every((method) => SHOWN_METHODS.includes(method));
  }

  /**
   * Shows them with their losses, unless a command cancels that.
   * @returns {Promise<boolean>} whether no other run is needed; never rejects
   */
  async open() {
    const { engine, values, methods, history } = this.playground;
    const direction = /** @type {Direction} */ (values.direction);
    let shipped = this.#folder === '';
    try {
      const models = await import('../models/models.js');
      shipped &&= models.hasShipped;
      const runs = await models.fetchRuns(direction, methods, this.#folder);
      if (!this.loading) return true;
      this.#installing = true;
      await engine.resume({ settings: runSettings(values), methods: runs });
      if (this.shown) history.offer(models.earlierIterations(direction));
      return true;
    } catch (error) {
      // Without them the page begins a run, as with any other settings.
      if (this.loading && !shipped) this.#wanted?.report(messageOf(error));
      return this.leave() === null;
    } finally {
      this.#installing = false;
    }
  }

  get #folder() {
    return this.#wanted?.models ?? '';
  }

  /** Begins a run in their place. @returns {Promise<void> | null} settles when it has begun; null: they were not shown */
  leave() {
    if (this.#state === 'none') return null;
    this.#state = 'none';
    this.playground.training.ignoreRun(this.playground.engine.state.run);
    return this.playground.begin();
  }

  /** Stops loading them. @returns {boolean} whether they were loading */
  cancel() {
    const { loading } = this;
    if (loading) this.#state = 'none';
    return loading;
  }

  /** Whether the networks of an iteration have to be downloaded first. @param {number | null} iteration */
  needsLoading(iteration) {
    return this.shown && iteration !== null && this.playground.history.offered.includes(iteration);
  }

  /** Gives the engine the networks of an earlier iteration. @param {number} iteration */
  async loadCheckpoint(iteration) {
    const known = this.#checkpoints.get(iteration) ?? this.#fetch(iteration);
    this.#checkpoints.set(iteration, known);
    try {
      await known;
    } catch (error) {
      this.#checkpoints.delete(iteration); // So that the next call tries again.
      throw error;
    }
  }

  /** Loads the networks of all offered iterations, while they are shown. */
  async loadAllCheckpoints() {
    if (this.shown)
      await Promise.all(this.playground.history.offered.map((at) => this.loadCheckpoint(at)));
  }

  /** @param {number} iteration */
  async #fetch(iteration) {
    const { engine, values, methods } = this.playground;
    const { run } = engine.state;
    const direction = String(values.direction);
    const { fetchWeights } = await import('../models/models.js');
    const networks = await Promise.all(
      methods.map(async (method) => {
        // The engine makes the initial network from the seed.
        const weights =
          iteration > 0 ? await fetchWeights(direction, method, iteration, this.#folder) : null;
        return { method, weights };
      }),
    );
    if (run !== engine.state.run) return;
    await Promise.all(networks.map(({ method, weights }) => engine.addCheckpoint(method, weights)));
  }
}
