// Measures, on request, how the quality of samples depends on the number of steps.

/** @import {MeanFlowModule, Sampler} from '../meanflow.d.ts' */
/** @import {BackgroundTask} from './animator.js' */
/** @import {NetworkSnapshot} from '../training/parameter-server.js' */
/** @import {Metrics} from './metrics.js' */
/** @import {EngineEvents, Method, Sampling} from '../types.js' */
import { METHODS } from '../methods.js';
import { MAX_MEASURED } from './metrics.js';
import { blockSize, PathJob } from './path-job.js';

/** One network, sampled with so many steps. @typedef {{network: NetworkSnapshot, steps: number}} Measurement */

/** Measures the displayed networks one after another, the smallest number of steps first. @implements {BackgroundTask} */
export class QualityBySteps {
  lowPriority = true;
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  /** @type {Pick<Sampling, 'count' | 'seed'>} */
  #sampling = { count: 1, seed: 0 };
  /** The displayed networks. @type {Map<Method, NetworkSnapshot>} */
  #networks = new Map();
  /** @type {Measurement[]} */
  #measurements = [];
  /** For the first measurement. @type {{sampler: Sampler, job: PathJob} | null} */
  #work = null;

  /**
   * @param {MeanFlowModule} module
   * @param {Pick<Metrics, 'qualityOf'>} metrics
   * @param {(result: EngineEvents['survey']) => void} onResult
   */
  constructor(module, metrics, onResult) {
    this.module = module;
    this.metrics = metrics;
    this.onResult = onResult;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#stop();
    this.#networks.clear();
    this.#run = run;
    this.#configs = configs;
  }

  /** @param {Pick<Sampling, 'count' | 'seed'>} sampling Valid. */
  setSampling({ count, seed }) {
    if (count !== this.#sampling.count || seed !== this.#sampling.seed) this.#stop();
    this.#sampling = { count, seed };
  }

  /** A network is now displayed. @param {NetworkSnapshot} network */
  setNetwork(network) {
    this.#networks.set(network.method, network);
  }

  /**
   * Starts over with the networks displayed now.
   * @param {number[]} steps Throws an Error when one is invalid.
   * @returns {number} The number of results to expect, unless another run begins.
   */
  begin(steps) {
    for (const count of steps) {
      const reason = this.module.validateSample(
        JSON.stringify({ ...this.#sampling, steps: count }),
      );
      if (reason) throw new Error(reason);
    }
    this.#stop();
    const networks = METHODS.flatMap((method) => this.#networks.get(method) ?? []);
    // The quickest measurements of all networks come first.
    this.#measurements = [...steps]
      .sort((a, b) => a - b)
      .flatMap((count) => networks.map((network) => ({ network, steps: count })));
    return this.#measurements.length;
  }

  /** Computes the next piece. @returns {boolean} Whether there was one. */
  advance() {
    const [measurement] = this.#measurements;
    if (!measurement) return false;
    this.#work ??= this.#open(measurement);
    const { job } = this.#work;
    if (!job.finished) {
      job.advance();
      return true;
    }
    const quality = this.metrics.qualityOf(job.path.slice(2 * measurement.steps * job.count));
    if (!quality) return false; // The exact flow is not known yet.
    this.#close();
    this.#measurements.shift();
    const { method, iteration } = measurement.network;
    this.onResult({
      run: this.#run,
      subject: method,
      iteration,
      steps: measurement.steps,
      ...quality,
    });
    return true;
  }

  /** @param {Measurement} measurement */
  #open({ network, steps }) {
    const sampler = new this.module.Sampler(this.#configs[network.method]);
    sampler.setParameters(network.parameters);
    const noise = this.module.noise(
      Math.min(this.#sampling.count, MAX_MEASURED),
      this.#sampling.seed,
    );
    const job = new PathJob(sampler, noise, steps, blockSize(network.parameters.length));
    return { sampler, job };
  }

  #close() {
    this.#work?.sampler.delete();
    this.#work = null;
  }

  #stop() {
    this.#close();
    this.#measurements = [];
  }
}
