// Keeps the picture fresh: path after path of the newest networks, never more than its share of a
// core while training, and nothing at all when nobody looks.

/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {Newest} from '../training/parameter-server.js' */
/** @import {Truth} from './metrics.js' */
/** @import {Method, Paths, Sampling} from '../types.js' */
import { METHODS } from '../methods.js';
import { DutyCycle } from '../training/throughput.js';
import { makePaths } from './path-job.js';

/** Share of a core that sampling takes while training. */
const TRAINING_SHARE = 0.08;

/** Rest after every path while training, ms, however small the network: pictures enough. */
const SHORTEST_REST = 33;

/** Network evaluations a path may take while training, so that pictures keep coming. */
const TRAINING_EVALUATIONS = 49_152;
const FEWEST_WHILE_TRAINING = 256;

/**
 * What an animator works with.
 * @typedef {object} Studio
 * @property {() => number} now ms
 * @property {(ms: number) => Promise<void>} sleep Lets messages in, even when 0.
 * @property {(known: {method: Method, iteration: number}[]) => Promise<Newest | null>} newest Waits
 *   for newer parameters of one of these; null once `forget` is called.
 * @property {() => void} forget
 * @property {(of: {method: Method, at: number}) => Promise<Newest>} past Parameters of the newest
 *   checkpoint at or before an iteration.
 * @property {(paths: Paths & {run: number}) => void} show
 */

/**
 * What else is made of the networks on show.
 * @typedef {object} Aside
 * @property {boolean} patient It takes long, and can wait.
 * @property {(run: number, configs: Record<string, string>) => void} setRun
 * @property {(sampling: Sampling) => void} setSampling
 * @property {(source: Newest) => void} note A network is on show.
 * @property {() => boolean} advance Computes the next piece; whether there was any.
 */

/** @typedef {{training: boolean, methods: Method[]}} Situation */

/** Makes paths of the enabled methods in turn, and in between has the truth told and questions answered. */
export class Animator {
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  /** What was shown last. @type {Map<Method, {iteration: number, count: number}>} */
  #shown = new Map();
  /** @type {Situation} */
  #situation = { training: false, methods: [] };
  /** @type {Sampling | null} */
  #sampling = null;
  #hidden = false;
  /** Iteration at which networks are shown; null for the newest. @type {number | null} */
  #at = null;
  /** Counts changes that void the path in the making. */
  #epoch = 0;
  #wake = () => {};
  /** Whether the last turn went to what can wait. */
  #indulged = false;
  #duty = new DutyCycle(TRAINING_SHARE);
  /** Rest to be had for work done, ms. */
  #owed = 0;

  /**
   * @param {MeanFlowModule} module
   * @param {Studio} studio
   * @param {Pick<Truth, 'setRun' | 'setSampling' | 'note' | 'advance'>} truth
   * @param {Aside[]} asides First come, first served.
   */
  constructor(module, studio, truth, asides) {
    this.module = module;
    this.studio = studio;
    this.truth = truth;
    this.asides = asides;
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#run = run;
    this.#configs = configs;
    this.truth.setRun(run, configs);
    for (const aside of this.asides) aside.setRun(run, configs);
    this.#startOver();
  }

  /** @param {Sampling} sampling Valid. */
  setSampling(sampling) {
    this.#sampling = sampling;
    this.truth.setSampling(sampling);
    for (const aside of this.asides) aside.setSampling(sampling);
    this.#startOver();
  }

  /** @param {number | null} at Iteration of the networks to show; null for the newest ones. */
  setHistory(at) {
    this.#at = at;
    this.#startOver();
  }

  /** @param {Situation} situation */
  setSituation(situation) {
    this.#situation = situation;
    // A path in the making is finished, unless its method is out; its rest ends with the training.
    this.#stir();
  }

  /** @param {boolean} hidden */
  setHidden(hidden) {
    this.#hidden = hidden;
    this.#epoch += 1;
    this.#stir();
  }

  /** An aside was asked for something: sees to it, while training at the end of a rest. */
  attend() {
    if (!this.#situation.training) this.#stir();
  }

  /** Runs for as long as the worker does; each turn is one path. */
  async start() {
    for (;;) await this.turn();
  }

  /** Waits for something to show and shows it. */
  async turn() {
    // Before asking, so that what is shown is new; but nobody should wait for a first picture.
    const allShown = this.#situation.methods.every((method) => this.#shown.has(method));
    if (allShown) await this.#rest();
    if (allShown && (this.#answer(false) || this.#tellTruth() || this.#indulge())) {
      await this.studio.sleep(0);
      return;
    }
    const epoch = this.#epoch;
    const { show } = this.studio;
    const known = this.#known();
    if (this.#hidden || !this.#sampling || known.length === 0) {
      await this.#stirred();
      return;
    }
    const newest = await this.#source(known);
    if (!newest || newest.run !== this.#run || epoch !== this.#epoch) return;
    const paths = await this.#paths(newest, this.#sampling, epoch);
    if (!paths) return;
    const { method, iteration, count } = paths;
    // Last in the map is next in line last.
    this.#shown.delete(method);
    this.#shown.set(method, { iteration, count });
    this.#owed = Math.max(this.#owed, SHORTEST_REST);
    this.truth.note(paths);
    for (const aside of this.asides) aside.note(newest);
    show({ run: newest.run, ...paths });
  }

  /**
   * The next network to show; waits for one.
   * @param {{method: Method, iteration: number}[]} known
   * @returns {Promise<Newest | null>} Null when the question became pointless.
   */
  async #source(known) {
    if (this.#at === null) return this.studio.newest(known);
    // What is past stays as it was, so each is shown once.
    const next = known.find(({ iteration }) => iteration < 0);
    if (next && this.#run >= 0) return this.studio.past({ method: next.method, at: this.#at });
    await this.#stirred();
    return null;
  }

  /**
   * A piece of what asides were asked for.
   * @param {boolean} patient Of those that can wait.
   * @returns {boolean} Whether there was one to do.
   */
  #answer(patient) {
    if (this.#hidden) return false;
    const { now } = this.studio;
    const before = now();
    const worked = this.asides.some((aside) => aside.patient === patient && aside.advance());
    if (worked) this.#owed += this.#duty.rest(now() - before);
    return worked;
  }

  /** A piece of what can wait; while training, between two pictures. @returns {boolean} */
  #indulge() {
    this.#indulged = !(this.#indulged && this.#situation.training) && this.#answer(true);
    return this.#indulged;
  }

  /** A piece of what networks are held against. @returns {boolean} Whether there was one to do. */
  #tellTruth() {
    if (this.#hidden) return false;
    const { now } = this.studio;
    const before = now();
    const done = this.truth.advance(this.#situation.training, before);
    // What is done once is not made to wait: it would take seconds.
    if (done === 'again') this.#owed += this.#duty.rest(now() - before);
    return done !== '';
  }

  /** Enabled methods, longest not shown first, with what is known of each. */
  #known() {
    const order = [...this.#shown.keys()];
    const { methods, training } = this.#situation;
    return METHODS.filter((method) => methods.includes(method))
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .map((method) => {
        const { iteration, count } = this.#shown.get(method) ?? { iteration: -1, count: 0 };
        const thin = !training && count !== this.#sampling?.count;
        return { method, iteration: thin ? -1 : iteration };
      });
  }

  /**
   * @param {Newest} newest
   * @param {Sampling} sampling
   * @param {number} epoch
   * @returns {Promise<Paths | null>} Null when it is not wanted any more.
   */
  #paths(newest, { steps, count, seed }, epoch) {
    const { now } = this.studio;
    const { method } = newest;
    const few = Math.max(FEWEST_WHILE_TRAINING, Math.floor(TRAINING_EVALUATIONS / steps));
    const limit = this.#situation.training ? few : count;
    const sampling = { steps, count: Math.min(count, limit), seed };
    return makePaths(this.module, this.#configs[method], newest, sampling, async (job) => {
      const before = now();
      job.advance();
      this.#owed += this.#duty.rest(now() - before);
      if (!job.finished) {
        await this.#rest();
        this.#answer(false); // A long path is no reason to wait.
      }
      return epoch === this.#epoch && this.#situation.methods.includes(method);
    });
  }

  #startOver() {
    this.#shown.clear();
    this.#epoch += 1;
    this.#stir();
  }

  /** Ends a rest or wait. */
  #stir() {
    this.studio.forget();
    this.#wake();
  }

  /** @returns {Promise<void>} */
  #stirred() {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Lets messages in, and while training the trainers. */
  async #rest() {
    const { sleep } = this.studio;
    const owed = this.#owed;
    this.#owed = 0;
    if (!this.#situation.training) await sleep(0);
    else if (owed > 0) await Promise.race([sleep(owed), this.#stirred()]);
  }
}
