/** @import {Engine} from '../../engine/client/engine.js' */
/** @import {ExactPaths, Method, Paths, Subject} from '../../engine/types.js' */
/** @import {Stage} from './stage.js' */

/** Samples for a map: about a hundred in each of its cells that the target fills evenly. */
const wantedCount = 20_000;

/** Samples times steps at most: about two seconds of work. */
const mostWork = 400_000;

/**
 * More samples than the particles of the panels, for density maps. They are computed while nothing trains; until then,
 * and for the exact flow, a map shows the particles.
 */
export class DenseSamples {
  /** @type {Set<Subject>} */
  #subjects = new Set();
  /** The samples, and the paths that they extend. @type {Map<Method, {of: ExactPaths, dense: ExactPaths}>} */
  #known = new Map();
  #busy = false;

  /**
   * @param {Stage} stage
   * @param {Engine} engine
   * @param {() => void} onChange
   */
  constructor(stage, engine, onChange) {
    this.stage = stage;
    this.engine = engine;
    this.onChange = onChange;
    this.stop = [
      engine.on('paths', () => this.#update()),
      engine.on('paused', () => this.#update()),
      engine.on('run', () => this.#known.clear()),
    ];
  }

  dispose() {
    for (const stop of this.stop) stop();
  }

  /** @param {Subject[]} subjects  whose maps are displayed */
  setSubjects(subjects) {
    this.#subjects = new Set(subjects);
    this.#update();
  }

  /** @param {Subject} subject @param {ExactPaths} paths  displayed @returns {ExactPaths} these, or more samples of the same network */
  of(subject, paths) {
    const known = subject === 'exact' ? undefined : this.#known.get(subject);
    return known?.of === paths ? known.dense : paths;
  }

  async #update() {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) {
      // It rejects if the sampler fails or another run has begun.
      const dense = await this.#sample(next).catch(() => next);
      this.#known.set(next.method, { of: next, dense });
      this.onChange();
    }
    this.#busy = false;
  }

  /** Displayed paths without more samples. @returns {Paths | undefined} */
  #next() {
    if (this.engine.state.busy) return undefined;
    for (const subject of this.#subjects) {
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
