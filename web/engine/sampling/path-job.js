// Computes a path in pieces, so that the worker can answer messages, rest or stop in between.

/** @import {MeanFlowModule, Sampler} from '../meanflow.d.ts' */
/** @import {Paths, Sampling} from '../types.js' */
/** @import {NetworkSnapshot} from '../training/parameter-server.js' */

/** Multiplications in a piece of work: about ten milliseconds. */
const PIECE = 1e8;

/** Particles a piece: enough to keep the kernels busy, few enough to take milliseconds. */
export function blockSize(/** @type {number} */ parameterCount) {
  return Math.min(2048, Math.max(64, Math.floor(PIECE / parameterCount)));
}

/** Moves blocks of particles, one step of one block a piece. */
export class PathJob {
  #block = 0;
  #step = 0;
  /** @type {Float32Array} */
  #positions;

  /**
   * @param {Pick<Sampler, 'step'>} sampler Must keep its parameters until finished.
   * @param {Float32Array} noise Starting points, (2, count).
   * @param {number} steps T
   * @param {number} size Particles a block.
   */
  constructor(sampler, noise, steps, size) {
    this.sampler = sampler;
    this.steps = steps;
    this.size = size;
    this.count = noise.length / 2;
    /** steps + 1 states, one after another; complete once finished. */
    this.path = new Float32Array((steps + 1) * noise.length);
    this.path.set(noise);
    this.#positions = this.#start();
  }

  get finished() {
    return this.#block * this.size >= this.count;
  }

  /** Computes the next piece; must not be finished. */
  advance() {
    this.#positions = this.sampler.step(this.#step, this.steps, this.#positions);
    this.#step += 1;
    this.path.set(this.#positions, 2 * (this.#step * this.count + this.#block * this.size));
    if (this.#step < this.steps) return;
    this.#step = 0;
    this.#block += 1;
    if (!this.finished) this.#positions = this.#start();
  }

  #start() {
    const first = this.#block * this.size;
    return this.path.slice(2 * first, 2 * Math.min(first + this.size, this.count));
  }
}

/**
 * Paths through a network.
 * @param {MeanFlowModule} module
 * @param {string} config JSON of the network's run and method.
 * @param {NetworkSnapshot} network
 * @param {Sampling} sampling Valid.
 * @param {(job: PathJob) => Promise<boolean>} work Computes one piece of the job; returns whether to continue.
 * @returns {Promise<Paths | null>} Null if `work` returned false.
 */
export async function makePaths(module, config, network, { steps, count, seed }, work) {
  const { method, iteration, parameters } = network;
  const sampler = new module.Sampler(config);
  try {
    sampler.setParameters(parameters);
    const size = blockSize(parameters.length);
    const job = new PathJob(sampler, module.noise(count, seed), steps, size);
    while (!job.finished) if (!(await work(job))) return null;
    const times = module.solverTimes(config, steps);
    return { method, iteration, steps, count, seed, times, path: job.path };
  } finally {
    sampler.delete();
  }
}
