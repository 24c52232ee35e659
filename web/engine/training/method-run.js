// One method's part in a run: its trainer, and what has been told of it.

import { messageOf, namingNetwork } from '../../errors.js';
/** @import {Checkpoints} from './checkpoints.js' */
/** @import {Trainer} from '../meanflow.d.ts' */
/** @import {LaneReply} from './lane-worker.js' */
/** @import {FinishedMethod, KeptMethod, Method, Phase, Progress, Receipt} from '../types.js' */
import { RateMeter } from './throughput.js';

const FIRST_PATIENCE = 15_000; // ms; the worker may have yet to load
const PATIENCE = 5000; // ms: far more than a lane takes, but for very large networks
const LANE_TOLERANCE = 20; // times the slowest lane so far
const UNKNOWN_SPEED = 1e5; // flop/ms: the first lanes of a large network may take their time
const RECEIPT_LOSSES = 100; // A receipt tells the mean of so many.
const GOOD_INTERVAL = 100; // iterations, at least, between two states to go back to
const GOOD_LOSSES = 20; // Whether losses rise is told by the mean of so many.
const GOOD_RISE = 1; // times the lowest such mean: more is on the way out
const GOOD_PARAMETERS = 1e6; // Keeping states of larger networks would cost too much.

export class Member {
  /** Why it cannot go on, or "". */
  failure = '';
  /** Iterations done. */
  iteration = 0;
  /** Where to rest, should it be before the end. */
  limit = Number.POSITIVE_INFINITY;
  /** Began with weights from elsewhere, so that settings alone do not lead here. */
  imported = false;
  /** Behind it, at other learning rates. @type {Phase[]} */
  phases = [];
  /** Came as it is, at the end of its run. */
  finished = false;
  /**
   * Where to go back to when it cannot go on: before its losses rose, as what comes just before a number that is not
   * finite is of no use any more. Null: the beginning.
   * @type {KeptMethod | null}
   */
  good = null;
  #lowestLoss = Number.POSITIVE_INFINITY;
  /** Between two trips to a lane worker, by the lanes they hold. @type {Float32Array<ArrayBuffer>[][]} */
  #buffers = [];
  /** The longest that a worker has taken for one lane, ms. */
  #slowestLane = 0;
  #reported = 0;
  #meter = new RateMeter();
  /** In training, pauses not counted. */
  seconds = 0;
  /** Up to when they are counted, ms. */
  #since = Number.POSITIVE_INFINITY;

  /**
   * @param {Method} method
   * @param {string} config JSON
   * @param {Trainer} trainer
   * @param {number} iterations Length of the run.
   * @param {number} batch
   * @param {Checkpoints} checkpoints The trainer's.
   */
  constructor(method, config, trainer, iterations, batch, checkpoints) {
    this.method = method;
    this.config = config;
    this.trainer = trainer;
    this.checkpoints = checkpoints;
    this.iterations = iterations;
    this.iteration = trainer.iteration();
    // Multiply and add, six passes at most, over an eighth of the batch.
    this.laneCost = 1.5 * batch * trainer.parameterCount();
  }

  get done() {
    return this.iteration >= this.iterations;
  }

  get canGoOn() {
    return !this.done && this.iteration < this.limit && this.failure === '';
  }

  /** How long a worker may be at so many lanes, ms: after that it is taken to hang. */
  patience(/** @type {number} */ lanes) {
    const lane = this.#slowestLane * LANE_TOLERANCE || this.laneCost / UNKNOWN_SPEED;
    return Math.max(this.#slowestLane ? PATIENCE : FIRST_PATIENCE, lanes * lane);
  }

  /** Room for so many gradients. Allocating would cost many times the copy, so it comes back. */
  takeBuffer(/** @type {number} */ lanes) {
    const size = lanes * this.trainer.parameterCount();
    return this.#buffers[lanes]?.pop() ?? new Float32Array(size);
  }

  /** At its beginning. @param {Float32Array} buffer */
  writeParameters(buffer) {
    this.trainer.parametersInto(buffer.subarray(0, this.trainer.parameterCount()));
  }

  /**
   * @param {LaneReply} reply Its buffer is taken away.
   * @param {number[]} wanted Those of its lanes that are still needed.
   * @param {number} duration ms it took.
   */
  addLanes({ lanes, losses, gradients }, wanted, duration) {
    const size = gradients.length / lanes.length;
    for (const [i, lane] of lanes.entries()) {
      if (!wanted.includes(lane)) continue;
      this.trainer.addLane(lane, losses[i], gradients.subarray(i * size, (i + 1) * size));
    }
    this.#buffers[lanes.length] ??= [];
    this.#buffers[lanes.length].push(gradients);
    this.#slowestLane = Math.max(this.#slowestLane, duration / lanes.length);
  }

  /** Uses the lanes that are in. @returns {string} "" or why the state stays as it was. */
  apply() {
    try {
      this.trainer.apply();
    } catch (error) {
      this.failure = messageOf(namingNetwork(error, 'The network and its checkpoints do'));
    }
    this.iteration = this.trainer.iteration();
    if (!this.failure) this.#keepGood();
    return this.failure;
  }

  /** Of the last losses; NaN before the first. @param {number} count */
  #meanLoss(count) {
    const last = this.trainer.losses(Math.max(0, this.iteration - count));
    return last.reduce((sum, value) => sum + value, 0) / last.length;
  }

  /** The more losses there are to keep, the rarer. */
  #keepGood() {
    const { iteration, trainer } = this;
    const last = this.good?.iteration ?? 0;
    if (iteration - last < Math.max(GOOD_INTERVAL, last / 10)) return;
    if (trainer.parameterCount() > GOOD_PARAMETERS) return;
    const mean = this.#meanLoss(GOOD_LOSSES);
    this.#lowestLoss = Math.min(this.#lowestLoss, mean);
    const rise = mean - this.#lowestLoss;
    if (rise <= GOOD_RISE * Math.abs(this.#lowestLoss)) this.good = this.keep();
  }

  /** @returns {Receipt} */
  receipt() {
    const loss = this.#meanLoss(RECEIPT_LOSSES);
    const { method, iteration, imported, phases } = this;
    return { method, iteration, imported, phases, receipt: this.trainer.receipt(), loss };
  }

  /** Everything that going on later takes, but for checkpoints. @returns {KeptMethod} */
  keep() {
    const { method, iteration, imported, phases, seconds, trainer } = this;
    const [weights, optimizer] = [trainer.exportWeights(), trainer.exportOptimizer()];
    return { method, iteration, imported, phases, weights, optimizer, seconds };
  }

  /** Goes on where it was. Throws an Error when it cannot, and changes nothing. @param {KeptMethod | FinishedMethod} kept */
  restore(kept) {
    const finished = !('optimizer' in kept);
    if (finished) this.trainer.restoreFinished(kept.weights, kept.losses);
    else this.trainer.restore(kept.weights, kept.optimizer);
    const { checkpoints = [], ...state } = kept;
    this.checkpoints.goOn(checkpoints);
    this.iteration = this.trainer.iteration();
    this.imported = kept.imported;
    this.phases = kept.phases ?? [];
    this.finished = finished;
    this.seconds = kept.seconds ?? 0;
    if (!('optimizer' in state)) return;
    this.good = { ...state, iteration: this.iteration };
    if (this.iteration > 0) this.#lowestLoss = this.#meanLoss(GOOD_LOSSES);
  }

  /** Time until now was not spent training. @param {number} now ms */
  restartMeter(now) {
    this.#meter.restart();
    this.#since = now;
  }

  /**
   * What happened since the last report.
   * @param {number} run
   * @param {number} now ms
   * @returns {Progress & {losses: Float32Array<ArrayBuffer>} | undefined} Nothing when nothing did.
   */
  report(run, now) {
    const { method, iteration, iterations } = this;
    const rate = this.#meter.mark(now, iteration);
    const passed = Math.max(0, now - this.#since); // None before the first beginning.
    this.#since = now;
    if (iteration === this.#reported) return undefined;
    this.seconds += passed / 1000;
    const losses = this.trainer.losses(this.#reported);
    this.#reported = iteration;
    const { seconds } = this;
    return { run, method, iteration, iterations, losses, rate, seconds };
  }
}
