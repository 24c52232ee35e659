// The exact flow's path, computed block by block.

/** @import {ExactFlow, MeanFlowModule} from '../meanflow.d.ts' */
/** @import {ExactPaths, Sampling} from '../types.js' */

/** Time steps of the path: enough for straight pieces to look like a curve. */
const STEPS = 40;

/** Of the integrator, in units of the window: far below a pixel. */
const TOLERANCE = 1e-4;

/** Particles a piece: 3 ms of work for a checkerboard, 16 ms for the finest grids. */
const BLOCK = 128;

/** Moves particles by the exact flow of a density, one block a piece. */
export class ExactPathJob {
  #first = 0;
  /** @type {ExactFlow | null} */
  #flow;
  #noise;
  /** @type {ExactPaths} */
  #paths;

  /**
   * @param {MeanFlowModule} module
   * @param {string} config JSON of a run, whatever its method.
   * @param {Pick<Sampling, 'count' | 'seed'>} sampling Valid.
   */
  constructor(module, config, { count, seed }) {
    this.#flow = new module.ExactFlow(config);
    this.#noise = module.noise(count, seed);
    const times = module.solverTimes(config, STEPS);
    const path = new Float32Array(times.length * 2 * count);
    this.#paths = { steps: STEPS, count, seed, times, path };
  }

  /** The complete path, or null before it is finished. */
  get paths() {
    return this.#first < this.#paths.count ? null : this.#paths;
  }

  /** Computes the next piece; must not be finished or deleted. */
  advance() {
    if (!this.#flow) throw new Error('This path is not being computed');
    const { count, times, path } = this.#paths;
    const from = 2 * this.#first;
    const start = this.#noise.subarray(from, from + 2 * BLOCK);
    const states = this.#flow.path(start, times, TOLERANCE);
    for (let i = 0; i < times.length; ++i) {
      const state = states.subarray(i * start.length, (i + 1) * start.length);
      path.set(state, i * 2 * count + from);
    }
    this.#first += BLOCK;
    if (this.paths) this.delete();
  }

  /** Frees what the module holds; may be called at any time. */
  delete() {
    this.#flow?.delete();
    this.#flow = null;
  }
}
