/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {ExactPaths, Method, Paths, Subject} from '../../engine/types.js' */
/** @import {Stage} from './stage.js' */

/** Samples of a map: a square of it that the target fills evenly has a hundred of them. */
const wantedCount = 20_000;

/** Samples times steps, at most: a second's work or two. */
const mostWork = 400_000;

/**
 * More samples than move in the panels, for maps of where they end. They are made while nothing trains; until they
 * are there, and of the exact flow, a map is made of those that move.
 */
export class DenseSamples {
  /** @type {Set<Subject>} */
  #wanted = new Set();
  /** What there is, and of which paths it is more. @type {Map<Method, {of: ExactPaths, dense: ExactPaths}>} */
  #known = new Map();
  #busy = false;

  /**
   * @param {Stage} stage
   * @param {Engine} engine
   * @param {() => void} onNews
   */
  constructor(stage, engine, onNews) {
    this.stage = stage;
    this.engine = engine;
    this.onNews = onNews;
    this.stop = [
      engine.on('paths', () => this.#make()),
      engine.on('paused', () => this.#make()),
      engine.on('run', () => this.#known.clear()),
    ];
  }

  dispose() {
    for (const stop of this.stop) stop();
  }

  /** @param {Subject[]} subjects  whose maps are on show */
  want(subjects) {
    this.#wanted = new Set(subjects);
    this.#make();
  }

  /** @param {Subject} subject @param {ExactPaths} paths  on show @returns {ExactPaths} them, or more of their kind */
  of(subject, paths) {
    const known = subject === 'exact' ? undefined : this.#known.get(subject);
    return known?.of === paths ? known.dense : paths;
  }

  async #make() {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) {
      // It fails with the sampler, or when another run has begun meanwhile.
      const dense = await this.#sample(next).catch(() => next);
      this.#known.set(next.method, { of: next, dense });
      this.onNews();
    }
    this.#busy = false;
  }

  /** Paths on show of which there could be more. @returns {Paths | undefined} */
  #next() {
    if (this.engine.state.busy) return undefined;
    for (const subject of this.#wanted) {
      const paths = /** @type {Paths | undefined} */ (this.stage.panel(subject)?.paths);
      if (subject === 'exact' || !paths || this.#known.get(subject)?.of === paths) continue;
      return paths;
    }
    return undefined;
  }

  /** @param {Paths} paths @returns {Promise<ExactPaths>} */
  async #sample(paths) {
    const { method, steps, seed, iteration } = paths;
    const count = Math.min(wantedCount, Math.floor(mostWork / steps));
    if (count <= paths.count) return paths;
    const latest = this.engine.state.methods.find((state) => state.method === method)?.iteration;
    if (iteration === latest) return this.engine.sample({ method, steps, seed, count });
    const checkpoint = (await this.engine.checkpoints(method)).indexOf(iteration);
    return checkpoint < 0 ? paths : this.engine.sample({ method, steps, seed, count, checkpoint });
  }
}
