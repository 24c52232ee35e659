// How good networks are by the number of steps in which they are followed, measured when asked.

/** @import {MeanFlowModule, Sampler} from '../meanflow.d.ts' */
/** @import {Aside} from './animator.js' */
/** @import {Newest} from '../training/parameter-server.js' */
/** @import {Truth} from './metrics.js' */
/** @import {EngineEvents, Method, Sampling} from '../types.js' */
import { METHODS } from '../methods.js';
import { MOST_MEASURED } from './metrics.js';
import { blockSize, PathJob } from './path-job.js';

/** One network followed in so many steps. @typedef {{source: Newest, steps: number}} Task */

/** Measures the networks on show, one after the other, in ever more steps. @implements {Aside} */
export class Survey {
  patient = true;
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  /** @type {Pick<Sampling, 'count' | 'seed'>} */
  #sampling = { count: 1, seed: 0 };
  /** Networks on show. @type {Map<Method, Newest>} */
  #sources = new Map();
  /** @type {Task[]} */
  #tasks = [];
  /** The first task's. @type {{sampler: Sampler, job: PathJob} | null} */
  #work = null;

  /**
   * @param {MeanFlowModule} module
   * @param {Pick<Truth, 'qualityOf'>} truth
   * @param {(survey: EngineEvents['survey']) => void} tell
   */
  constructor(module, truth, tell) {
    this.module = module;
    this.truth = truth;
    this.tell = tell;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#stop();
    this.#sources.clear();
    this.#run = run;
    this.#configs = configs;
  }

  /** @param {Pick<Sampling, 'count' | 'seed'>} sampling Valid. */
  setSampling({ count, seed }) {
    if (count !== this.#sampling.count || seed !== this.#sampling.seed) this.#stop();
    this.#sampling = { count, seed };
  }

  /** A network is on show. @param {Newest} source */
  note(source) {
    this.#sources.set(source.method, source);
  }

  /**
   * Begins anew, with the networks that are on show now.
   * @param {number[]} steps Throws an Error when one is refused.
   * @returns {number} How many results will come, unless another run does.
   */
  begin(steps) {
    for (const count of steps) {
      const refusal = this.module.validateSample(
        JSON.stringify({ ...this.#sampling, steps: count }),
      );
      if (refusal) throw new Error(refusal);
    }
    this.#stop();
    const sources = METHODS.flatMap((method) => this.#sources.get(method) ?? []);
    // What is quick first, of all of them.
    this.#tasks = [...steps]
      .sort((a, b) => a - b)
      .flatMap((count) => sources.map((source) => ({ source, steps: count })));
    return this.#tasks.length;
  }

  /** Computes the next piece. @returns {boolean} Whether there was any. */
  advance() {
    const [task] = this.#tasks;
    if (!task) return false;
    this.#work ??= this.#open(task);
    const { job } = this.#work;
    if (!job.finished) {
      job.advance();
      return true;
    }
    const quality = this.truth.qualityOf(job.path.slice(2 * task.steps * job.count));
    if (!quality) return false; // The truth is yet to be found.
    this.#close();
    this.#tasks.shift();
    const { method, iteration } = task.source;
    this.tell({ run: this.#run, subject: method, iteration, steps: task.steps, ...quality });
    return true;
  }

  /** @param {Task} task */
  #open({ source, steps }) {
    const sampler = new this.module.Sampler(this.#configs[source.method]);
    sampler.setParameters(source.parameters);
    const noise = this.module.noise(
      Math.min(this.#sampling.count, MOST_MEASURED),
      this.#sampling.seed,
    );
    const job = new PathJob(sampler, noise, steps, blockSize(source.parameters.length));
    return { sampler, job };
  }

  #close() {
    this.#work?.sampler.delete();
    this.#work = null;
  }

  #stop() {
    this.#close();
    this.#tasks = [];
  }
}
