// What networks are held against: the exact flow's path, the losses' floors, and how far samples are
// from both. All of it in pieces, so that whoever computes it stays able to answer.

import { exactFlowSettings, lossFloorSettings } from '#tables';
import { METHODS, SHOWN_METHODS } from '../methods.js';
/** @import {MeanFlowModule, QualityMeter} from '../meanflow.d.ts' */
/** @import {EngineEvents, ExactPaths, Method, Paths, Quality, Sampling, Subject} from '../types.js' */
import { ExactJob } from './exact-path-job.js';

/** Samples of a path that are measured at most: more take longer and tell little more. */
export const MOST_MEASURED = 2048;

/** While training, a method is measured at most this often, ms: pictures come first. */
const MEASURE_INTERVAL = 1000;

/** Seed of the data that samples are held against: not that of any particles. */
const FRESH_SEED = 20_000;

/**
 * Who is told.
 * @typedef {object} Audience
 * @property {(exact: EngineEvents['exact']) => void} exact
 * @property {(quality: EngineEvents['quality']) => void} quality
 * @property {(floors: EngineEvents['floors']) => void} floors
 */

/** Samples of a network waiting to be measured. @typedef {{ends: Float32Array, iteration: number, steps: number}} Due */

/** The truth about the current run's problem, told anew for every run and sampling. */
export class Truth {
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  /** @type {Pick<Sampling, 'count' | 'seed'> | null} */
  #sampling = null;
  #objective = '';
  /** What `#exact` or `#job` is a path of. */
  #key = '';
  /** @type {ExactJob | null} */
  #job = null;
  /** @type {ExactPaths | null} */
  #exact = null;
  #exactTold = false;
  /** By the number of samples. @type {Map<number, QualityMeter>} */
  #meters = new Map();
  /** @type {Map<Subject, Due>} */
  #due = new Map();
  /** When last, ms. @type {Map<Subject, number>} */
  #measured = new Map();
  /** @type {Map<Method, number | null>} */
  #floors = new Map();
  #floorsTold = false;
  /** Methods whose floor is told. @type {Set<Method>} */
  #wanted = new Set(SHOWN_METHODS);

  /** @param {MeanFlowModule} module @param {Audience} audience */
  constructor(module, audience) {
    this.module = module;
    this.audience = audience;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#run = run;
    this.#configs = configs;
    this.#floorsTold = false;
    this.#begin();
  }

  /** @param {Pick<Sampling, 'count' | 'seed'>} sampling Valid. */
  setSampling({ count, seed }) {
    this.#sampling = { count, seed };
    this.#begin();
  }

  /** Has the ends of paths measured when there is time. @param {Paths} paths */
  note({ method, iteration, path, steps, count }) {
    const from = 2 * steps * count;
    const ends = path.slice(from, from + 2 * Math.min(count, MOST_MEASURED));
    this.#due.set(method, { ends, iteration, steps });
    if (this.#wanted.has(method)) return;
    this.#wanted.add(method);
    this.#floorsTold = false;
  }

  /**
   * Computes the next piece of what is wanted.
   * @param {boolean} training
   * @param {number} now ms
   * @returns {'' | 'once' | 'again'} What it was: nothing, something done once a problem, or
   *   something that comes back as long as networks change.
   */
  advance(training, now) {
    if (!this.#sampling || this.#run < 0) return '';
    if (!this.#exactTold) return this.#advanceExact();
    for (const [subject, { ends, iteration, steps }] of this.#due) {
      const rested = now - (this.#measured.get(subject) ?? Number.NEGATIVE_INFINITY);
      if (training && rested < MEASURE_INTERVAL) continue;
      if (!this.#meters.has(ends.length / 2)) {
        this.#meter(ends.length / 2);
        return 'once';
      }
      this.#due.delete(subject);
      this.#measured.set(subject, now);
      const quality = this.qualityOf(ends);
      if (quality) this.audience.quality({ run: this.#run, subject, iteration, steps, ...quality });
      return 'again';
    }
    return this.#floorsTold ? '' : this.#advanceFloors();
  }

  /**
   * How good samples are.
   * @param {Float32Array} ends Where the first particles end, at most `MOST_MEASURED` of them.
   * @returns {Omit<Quality, 'subject' | 'iteration' | 'steps'> | undefined} Nothing before the exact
   *   flow's path is known.
   */
  qualityOf(ends) {
    if (!this.#exactTold) return undefined;
    const flowMapError = this.module.flowMapError(ends, this.#exactEnds(ends.length / 2));
    return { flowMapError, ...this.#meter(ends.length / 2).measure(ends) };
  }

  /** @param {number} count Of samples. @returns {QualityMeter} */
  #meter(count) {
    const meter =
      this.#meters.get(count) ?? new this.module.QualityMeter(this.#config, count, FRESH_SEED);
    this.#meters.set(count, meter);
    return meter;
  }

  /** JSON of any method: those of one run have the problem in common. */
  get #config() {
    return this.#configs[METHODS[0]];
  }

  /** Another run or sampling: everything is told anew, but computed only if it is different. */
  #begin() {
    this.#exactTold = false;
    this.#due.clear();
    this.#measured.clear();
    if (!this.#sampling || this.#run < 0) return;
    const settings = JSON.parse(this.#config);
    const problem = JSON.stringify(exactFlowSettings.map((name) => settings[name]));
    const objective = JSON.stringify([problem, ...lossFloorSettings.map((name) => settings[name])]);
    if (objective !== this.#objective) this.#floors.clear();
    const key = `${problem} ${this.#sampling.count} ${this.#sampling.seed}`;
    if (key !== this.#key) this.#forget();
    this.#objective = objective;
    this.#key = key;
  }

  #forget() {
    this.#job?.delete();
    this.#job = null;
    this.#exact = null;
    for (const meter of this.#meters.values()) meter.delete();
    this.#meters.clear();
  }

  /** @returns {'once'} */
  #advanceExact() {
    if (!this.#exact) {
      const sampling = /** @type {Sampling} */ (this.#sampling);
      this.#job ??= new ExactJob(this.module, this.#config, sampling);
      this.#job.advance();
      this.#exact = this.#job.paths;
    }
    if (!this.#exact) return 'once';
    this.#job = null;
    this.#exactTold = true;
    this.audience.exact({ run: this.#run, ...this.#exact });
    this.#due.set('exact', {
      ends: this.#exactEnds(MOST_MEASURED),
      iteration: 0,
      steps: this.#exact.steps,
    });
    return 'once';
  }

  /** @param {number} count At most so many. */
  #exactEnds(count) {
    const { path, ...exact } = /** @type {ExactPaths} */ (this.#exact);
    const from = 2 * exact.steps * exact.count;
    return path.subarray(from, from + 2 * Math.min(count, exact.count));
  }

  /** One method's floor a piece. @returns {'once'} */
  #advanceFloors() {
    const next = METHODS.find((method) => this.#wanted.has(method) && !this.#floors.has(method));
    if (next) {
      this.#floors.set(next, this.module.lossFloor(this.#configs[next]));
    } else {
      this.#floorsTold = true;
      this.audience.floors({ run: this.#run, floors: Object.fromEntries(this.#floors) });
    }
    return 'once';
  }
}
