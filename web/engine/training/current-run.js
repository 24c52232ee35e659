// The coordinator's current run. Answers requests about it and creates the next one.

/** @import {LaneRequest} from './lane-worker.js' */
/** @import {Assignment} from './lane-scheduler.js' */
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {KeptRun, Method, Receipts, ResumableRun, Settings} from '../types.js' */
import { METHODS } from '../methods.js';
import { transferred } from '../rpc.js';
import { Run } from './run.js';

const MAX_CHECKPOINT_BYTES = 64e6; // of a run saved in the browser

/** Holds the current run. Creating another one leaves it unchanged, until `run` is assigned. */
export class CurrentRun {
  /** @type {Run | null} */
  run = null;
  /** An instance created in advance for the first run. @type {Promise<MeanFlowModule> | null} */
  #spare;

  /** @param {() => Promise<MeanFlowModule>} instantiate Creates a new instance of the module. */
  constructor(instantiate) {
    this.instantiate = instantiate;
    this.#spare = instantiate();
    // Callers that await it receive the error; later ones try again.
    this.#spare.catch(() => {
      this.#spare = null;
    });
  }

  /** Of the current run; 0 before the first. */
  get id() {
    return this.run?.id ?? 0;
  }

  /** Resolves when the module is instantiated; rejects with why it cannot be. */
  async ready() {
    await (this.#spare ?? this.instantiate());
  }

  /**
   * Creates a run at iteration 0. Rejects when a setting is invalid.
   * @param {Settings} settings
   * @param {readonly Method[]} methods
   */
  async create(settings, methods) {
    // Every run has its own instance: errors cannot affect the current run, and all memory of an old run is freed.
    const module = await (this.#spare ?? this.instantiate());
    this.#spare = null;
    return new Run(this.id + 1, module, settings, methods);
  }

  /** Creates a run in the state of a kept one. @param {ResumableRun} kept @param {readonly Method[]} methods */
  async createFromKept({ settings, methods: kept }, methods) {
    const run = await this.create(settings, methods);
    for (const each of kept) run.methodRun(each.method).restore(each);
    return run;
  }

  /**
   * Creates a run in the state of the current one, or in its last recovery point.
   * @param {Settings} changes
   * @param {readonly Method[]} methods
   */
  async createFromCurrent(changes, methods) {
    const { run: current } = this;
    if (!current) throw new Error('There is no run yet');
    const run = await this.create({ ...current.settings, ...changes }, methods);
    current.transferStateTo(run);
    return run;
  }

  // Requests about the current run.

  get methodRuns() {
    return METHODS.flatMap((method) => this.run?.methodRuns.get(method) ?? []);
  }

  /** @param {Method} method */
  methodRun(method) {
    if (!this.run) throw new Error('There is no run yet');
    return this.run.methodRun(method);
  }

  /** The message that assigns lanes to a worker. @param {Assignment} assignment @returns {LaneRequest} */
  laneRequest({ run, method, iteration, lanes, needsParameters: hasParameters }) {
    const methodRun = this.methodRun(method);
    const buffer = methodRun.acquireBuffer(lanes.length);
    if (hasParameters) methodRun.writeParameters(buffer);
    return { run, method, config: methodRun.config, iteration, lanes, hasParameters, buffer };
  }

  /** @param {Partial<Record<Method, number>>} [limits] See Coordinator#train. */
  setLimits(limits) {
    for (const methodRun of this.methodRuns) {
      methodRun.limit = limits ? (limits[methodRun.method] ?? 0) : Number.POSITIVE_INFINITY;
    }
  }

  /** Excludes the time until now, as a pause. @param {number} now ms */
  restartMeters(now) {
    for (const methodRun of this.methodRuns) methodRun.restartMeter(now);
  }

  /** Progress since the last call. @param {number} now ms */
  reports(now) {
    return this.methodRuns.flatMap((methodRun) => methodRun.report(this.id, now) ?? []);
  }

  /** Identifies the state: differs after every iteration of any method. */
  get version() {
    return [this.id, ...this.methodRuns.map(({ iteration }) => iteration)].join(' ');
  }

  /** Whether there is state to lose: not before the first iteration, nor in a run that was restored finished. */
  get worthKeeping() {
    return this.methodRuns.some(({ iteration, imported, finished }) => {
      return !finished && (iteration > 0 || imported);
    });
  }

  /** @returns {Receipts} */
  receipts() {
    const arithmetic = this.run?.module.arithmetic() ?? '';
    return { arithmetic, receipts: this.methodRuns.map((methodRun) => methodRun.receipt()) };
  }

  /** Without checkpoints. @returns {KeptRun} */
  keep() {
    if (!this.run) throw new Error('There is no run yet');
    return {
      settings: this.run.settings,
      methods: this.methodRuns.map((methodRun) => methodRun.keep()),
    };
  }

  /** To be transferred to another thread. @returns {KeptRun} */
  keepWithCheckpoints() {
    const kept = this.keep();
    const methods = kept.methods.map((method) => {
      return { ...method, checkpoints: this.methodRun(method.method).checkpoints.all() };
    });
    const parts = methods.flatMap(({ weights, optimizer, checkpoints }) => {
      return [weights, optimizer, ...checkpoints.map(({ parameters }) => parameters)];
    });
    return transferred({ ...kept, methods }, ...parts);
  }

  /** Those to save with the run. */
  checkpoints() {
    return this.run?.checkpoints(MAX_CHECKPOINT_BYTES) ?? [];
  }
}
