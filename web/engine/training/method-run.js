// One method's training in a run: its trainer, progress, recovery point and timeouts.

import { explainNetworkOutOfMemory, messageOf } from '../../errors.js';
/** @import {Checkpoints} from './checkpoints.js' */
/** @import {Trainer} from '../meanflow.d.ts' */
/** @import {LaneReply} from './lane-worker.js' */
/** @import {FinishedMethod, KeptMethod, Method, Phase, Progress, Receipt} from '../types.js' */
import { gradientsOf, isBatch, LANES } from './chunks.js';
import { ThroughputMeter } from './throughput.js';

const FIRST_LANE_TIMEOUT = 15_000; // ms; the worker may still be loading
const LANE_TIMEOUT = 5000; // ms: far more than a lane takes, except with very large networks
const LANE_TIME_FACTOR = 20; // times the slowest lane so far
const ASSUMED_SPEED = 1e5; // flop/ms: a low estimate, before the first lane was measured
const RECEIPT_LOSSES = 100; // A receipt has the mean of so many.
const RECOVERY_INTERVAL = 100; // iterations, at least, between two recovery points
const RECOVERY_LOSSES = 20; // A rise of the loss is measured by the mean of so many.
const RECOVERY_MAX_RISE = 1; // times the lowest such mean: beyond it, training is about to diverge
const RECOVERY_MAX_PARAMETERS = 1e6; // Copying the state of larger networks would take too long.

export class MethodRun {
  /** Why it cannot continue, or "". */
  failure = '';
  /** Iterations done. */
  iteration = 0;
  /** Iteration at which to stop, if before the end. */
  limit = Number.POSITIVE_INFINITY;
  /** Started from imported weights, so the settings alone do not reproduce it. */
  imported = false;
  /** Completed phases, at other learning rates. @type {Phase[]} */
  phases = [];
  /** Restored at the end of its run. */
  finished = false;
  /**
   * State to return to when training cannot continue. It is from before the losses rose, as the state just before a
   * value that is not finite has already diverged. Null: iteration 0.
   * @type {KeptMethod | null}
   */
  recoveryPoint = null;
  #lowestLoss = Number.POSITIVE_INFINITY;
  /** Unused buffers, by the gradients they hold. @type {Float32Array<ArrayBuffer>[][]} */
  #buffers = [];
  /** The longest time that a worker took for one lane, ms. */
  #slowestLane = 0;
  #reported = 0;
  #meter = new ThroughputMeter();
  /** Training time without pauses. */
  seconds = 0;
  /** The time up to which `seconds` counts, ms. */
  #countedUntil = Number.POSITIVE_INFINITY;

  /**
   * @param {Method} method
   * @param {string} config JSON
   * @param {Trainer} trainer
   * @param {number} iterations Length of the run.
   * @param {number} batch
   * @param {Checkpoints} checkpoints Of the trainer.
   */
  constructor(method, config, trainer, iterations, batch, checkpoints) {
    this.method = method;
    this.config = config;
    this.trainer = trainer;
    this.checkpoints = checkpoints;
    this.iterations = iterations;
    this.iteration = trainer.iteration();
    /** Of an iteration: samples times parameters. */
    this.work = batch * trainer.parameterCount();
    // Multiplications and additions of a lane, in six passes at most.
    this.laneCost = (2 * 6 * this.work) / LANES;
  }

  get done() {
    return this.iteration >= this.iterations;
  }

  get canContinue() {
    return !this.done && this.iteration < this.limit && this.failure === '';
  }

  /** How long a worker may take for so many lanes before it counts as hanging, ms. */
  timeout(/** @type {number} */ lanes) {
    const lane = this.#slowestLane * LANE_TIME_FACTOR || this.laneCost / ASSUMED_SPEED;
    return Math.max(this.#slowestLane ? LANE_TIMEOUT : FIRST_LANE_TIMEOUT, lanes * lane);
  }

  /** A buffer for the gradients of so many lanes. Buffers are reused, as allocating takes many times as long as copying. */
  acquireBuffer(/** @type {number} */ lanes) {
    const count = gradientsOf(lanes);
    const size = count * this.trainer.parameterCount();
    return this.#buffers[count]?.pop() ?? new Float32Array(size);
  }

  /** Writes the parameters to the start of a buffer. @param {Float32Array} buffer */
  writeParameters(buffer) {
    this.trainer.parametersInto(buffer.subarray(0, this.trainer.parameterCount()));
  }

  /**
   * Adds lanes to the current iteration.
   * @param {LaneReply} reply Its buffer will be reused.
   * @param {number[]} needed Those of its lanes that are still needed.
   * @param {number} duration How long they took, ms.
   */
  addLanes({ lanes, losses, gradients }, needed, duration) {
    const count = gradientsOf(lanes.length);
    const size = gradients.length / count;
    if (isBatch(lanes)) {
      if (isBatch(needed)) this.trainer.addBatch(losses[0], gradients);
    } else {
      for (const [i, lane] of lanes.entries()) {
        if (!needed.includes(lane)) continue;
        this.trainer.addLane(lane, losses[i], gradients.subarray(i * size, (i + 1) * size));
      }
    }
    this.#buffers[count] ??= [];
    this.#buffers[count].push(gradients);
    this.#slowestLane = Math.max(this.#slowestLane, duration / lanes.length);
  }

  /** Updates the parameters with the lanes added. @returns {string} "" or why the state is unchanged. */
  apply() {
    try {
      this.trainer.apply();
    } catch (error) {
      this.failure = messageOf(
        explainNetworkOutOfMemory(error, 'The network and its checkpoints do'),
      );
    }
    this.iteration = this.trainer.iteration();
    if (!this.failure) this.#updateRecoveryPoint();
    return this.failure;
  }

  /** Mean of the last losses; NaN before the first. @param {number} count */
  #meanLoss(count) {
    const last = this.trainer.losses(Math.max(0, this.iteration - count));
    return last.reduce((sum, value) => sum + value, 0) / last.length;
  }

  /** The interval grows with the iteration, as the losses to copy do. */
  #updateRecoveryPoint() {
    const { iteration, trainer } = this;
    const last = this.recoveryPoint?.iteration ?? 0;
    if (iteration - last < Math.max(RECOVERY_INTERVAL, last / 10)) return;
    if (trainer.parameterCount() > RECOVERY_MAX_PARAMETERS) return;
    const mean = this.#meanLoss(RECOVERY_LOSSES);
    this.#lowestLoss = Math.min(this.#lowestLoss, mean);
    const rise = mean - this.#lowestLoss;
    if (rise <= RECOVERY_MAX_RISE * Math.abs(this.#lowestLoss)) this.recoveryPoint = this.keep();
  }

  /** @returns {Receipt} */
  receipt() {
    const loss = this.#meanLoss(RECEIPT_LOSSES);
    const { method, iteration, imported, phases } = this;
    return { method, iteration, imported, phases, receipt: this.trainer.receipt(), loss };
  }

  /** Everything needed to resume, except checkpoints. @returns {KeptMethod} */
  keep() {
    const { method, iteration, imported, phases, seconds, trainer } = this;
    const [weights, optimizer] = [trainer.exportWeights(), trainer.exportOptimizer()];
    return { method, iteration, imported, phases, weights, optimizer, seconds };
  }

  /** Restores a kept state. Throws an Error, and changes nothing, if it is invalid. @param {KeptMethod | FinishedMethod} kept */
  restore(kept) {
    const finished = !('optimizer' in kept);
    if (finished) this.trainer.restoreFinished(kept.weights, kept.losses);
    else this.trainer.restore(kept.weights, kept.optimizer);
    const { checkpoints = [], ...state } = kept;
    this.checkpoints.resume(checkpoints);
    this.iteration = this.trainer.iteration();
    this.imported = kept.imported;
    this.phases = kept.phases ?? [];
    this.finished = finished;
    this.seconds = kept.seconds ?? 0;
    if (!('optimizer' in state)) return;
    this.recoveryPoint = { ...state, iteration: this.iteration };
    if (this.iteration > 0) this.#lowestLoss = this.#meanLoss(RECOVERY_LOSSES);
  }

  /** Excludes the time until now, as a pause. @param {number} now ms */
  restartMeter(now) {
    this.#meter.restart();
    this.#countedUntil = now;
  }

  /**
   * Progress since the last report.
   * @param {number} run
   * @param {number} now ms
   * @returns {Progress & {losses: Float32Array<ArrayBuffer>} | undefined} Undefined without any.
   */
  report(run, now) {
    const { method, iteration, iterations } = this;
    const rate = this.#meter.mark(now, iteration);
    const passed = Math.max(0, now - this.#countedUntil); // 0 before training started.
    this.#countedUntil = now;
    if (iteration === this.#reported) return undefined;
    this.seconds += passed / 1000;
    const losses = this.trainer.losses(this.#reported);
    this.#reported = iteration;
    const { seconds } = this;
    return { run, method, iteration, iterations, losses, rate, seconds };
  }
}
