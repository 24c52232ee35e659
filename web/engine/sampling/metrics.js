// The exact flow's path, the losses' floors and the quality of samples. Computed in pieces, so that the worker can
// still answer messages.

import { exactFlowSettings, lossFloorSettings } from '#tables';
import { METHODS, SHOWN_METHODS } from '../methods.js';
/** @import {MeanFlowModule, QualityMeter} from '../meanflow.d.ts' */
/** @import {EngineEvents, ExactPaths, Method, Paths, Quality, Sampling, Subject} from '../types.js' */
import { ExactPathJob } from './exact-path-job.js';

/** Most samples that are measured: more take longer and hardly improve the estimate. */
export const MAX_MEASURED = 2048;

/** Shortest time between two measurements of a method while training, ms: the animation has priority. */
const MEASURE_INTERVAL = 1000;

/** Seed of the data that samples are compared with; no particles use it. */
const FRESH_SEED = 20_000;

/**
 * @typedef {object} MetricsListener
 * @property {(exact: EngineEvents['exact']) => void} onExact
 * @property {(quality: EngineEvents['quality']) => void} onQuality
 * @property {(floors: EngineEvents['floors']) => void} onFloors
 */

/** Samples of a network waiting to be measured. @typedef {{ends: Float32Array, iteration: number, steps: number}} Due */

/** Metrics of the current run, sent again for every run and sampling. */
export class Metrics {
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  /** @type {Pick<Sampling, 'count' | 'seed'> | null} */
  #sampling = null;
  #objective = '';
  /** Identifies the path in `#exact` or `#job`. */
  #key = '';
  /** @type {ExactPathJob | null} */
  #job = null;
  /** @type {ExactPaths | null} */
  #exact = null;
  #exactSent = false;
  /** By the number of samples. @type {Map<number, QualityMeter>} */
  #meters = new Map();
  /** @type {Map<Subject, Due>} */
  #due = new Map();
  /** When each was measured last, ms. @type {Map<Subject, number>} */
  #measured = new Map();
  /** @type {Map<Method, number | null>} */
  #floors = new Map();
  #floorsSent = false;
  /** Methods whose floor is computed. @type {Set<Method>} */
  #requested = new Set(SHOWN_METHODS);

  /** @param {MeanFlowModule} module @param {MetricsListener} listener */
  constructor(module, listener) {
    this.module = module;
    this.listener = listener;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#run = run;
    this.#configs = configs;
    this.#floorsSent = false;
    this.#restart();
  }

  /** @param {Pick<Sampling, 'count' | 'seed'>} sampling Valid. */
  setSampling({ count, seed }) {
    this.#sampling = { count, seed };
    this.#restart();
  }

  /** Queues the ends of paths for measurement. @param {Paths} paths */
  addPaths({ method, iteration, path, steps, count }) {
    const from = 2 * steps * count;
    const ends = path.slice(from, from + 2 * Math.min(count, MAX_MEASURED));
    this.#due.set(method, { ends, iteration, steps });
    if (this.#requested.has(method)) return;
    this.#requested.add(method);
    this.#floorsSent = false;
  }

  /**
   * Computes the next piece.
   * @param {boolean} training
   * @param {number} now ms
   * @returns {'' | 'once' | 'again'} '' if there was none, 'once' for work done once for each problem, 'again' for work
   *   repeated whenever networks change.
   */
  advance(training, now) {
    if (!this.#sampling || this.#run < 0) return '';
    if (!this.#exactSent) return this.#advanceExact();
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
      if (quality)
        this.listener.onQuality({ run: this.#run, subject, iteration, steps, ...quality });
      return 'again';
    }
    return this.#floorsSent ? '' : this.#advanceFloors();
  }

  /**
   * The quality of samples.
   * @param {Float32Array} ends End points of the first particles, at most `MAX_MEASURED` of them.
   * @returns {Omit<Quality, 'subject' | 'iteration' | 'steps'> | undefined} Undefined before the exact
   *   flow's path is known.
   */
  qualityOf(ends) {
    if (!this.#exactSent) return undefined;
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

  /** JSON of any method, as all methods of a run have the same problem. */
  get #config() {
    return this.#configs[METHODS[0]];
  }

  /** Another run or sampling: everything is sent again, but computed only if it differs. */
  #restart() {
    this.#exactSent = false;
    this.#due.clear();
    this.#measured.clear();
    if (!this.#sampling || this.#run < 0) return;
    const settings = JSON.parse(this.#config);
    const problem = JSON.stringify(exactFlowSettings.map((name) => settings[name]));
    const objective = JSON.stringify([problem, ...lossFloorSettings.map((name) => settings[name])]);
    if (objective !== this.#objective) this.#floors.clear();
    const key = `${problem} ${this.#sampling.count} ${this.#sampling.seed}`;
    if (key !== this.#key) this.#clear();
    this.#objective = objective;
    this.#key = key;
  }

  #clear() {
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
      this.#job ??= new ExactPathJob(this.module, this.#config, sampling);
      this.#job.advance();
      this.#exact = this.#job.paths;
    }
    if (!this.#exact) return 'once';
    this.#job = null;
    this.#exactSent = true;
    this.listener.onExact({ run: this.#run, ...this.#exact });
    this.#due.set('exact', {
      ends: this.#exactEnds(MAX_MEASURED),
      iteration: 0,
      steps: this.#exact.steps,
    });
    return 'once';
  }

  /** End points of the exact paths. @param {number} count At most so many. */
  #exactEnds(count) {
    const { path, ...exact } = /** @type {ExactPaths} */ (this.#exact);
    const from = 2 * exact.steps * exact.count;
    return path.subarray(from, from + 2 * Math.min(count, exact.count));
  }

  /** Computes the floor of one method. @returns {'once'} */
  #advanceFloors() {
    const next = METHODS.find((method) => this.#requested.has(method) && !this.#floors.has(method));
    if (next) {
      this.#floors.set(next, this.module.lossFloor(this.#configs[next]));
    } else {
      this.#floorsSent = true;
      this.listener.onFloors({ run: this.#run, floors: Object.fromEntries(this.#floors) });
    }
    return 'once';
  }
}
