// The conductor's current run, what there is to ask of it, and how the next is made.

/** @import {LaneRequest} from './lane-worker.js' */
/** @import {Assignment} from './lane-scheduler.js' */
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {KeptRun, Method, Receipts, ResumableRun, Settings} from '../types.js' */
import { METHODS } from '../methods.js';
import { moved } from '../rpc.js';
import { Run } from './run.js';

const MOST_CHECKPOINT_BYTES = 64e6; // of a run, kept in the browser

/** Makes runs without touching the current one: that changes when another is installed, and not before. */
export class Runs {
  /** @type {Run | null} */
  current = null;
  /** An instance made early, for the first run. @type {Promise<MeanFlowModule> | null} */
  #spare;

  /** @param {() => Promise<MeanFlowModule>} instantiate A new instance of the module. */
  constructor(instantiate) {
    this.instantiate = instantiate;
    this.#spare = instantiate();
    // Whoever awaits it hears of it; the next one tries again.
    this.#spare.catch(() => {
      this.#spare = null;
    });
  }

  /** Of the current run; 0 before the first. */
  get id() {
    return this.current?.id ?? 0;
  }

  /** Settles when the module runs, or fails with why it does not. */
  async ready() {
    await (this.#spare ?? this.instantiate());
  }

  /**
   * At iteration 0. Fails when a setting is refused.
   * @param {Settings} settings
   * @param {readonly Method[]} methods
   */
  async make(settings, methods) {
    // An instance of its own: whatever goes wrong, the current run stays as it was; and the whole
    // memory of an old run goes with it.
    const module = await (this.#spare ?? this.instantiate());
    this.#spare = null;
    return new Run(this.id + 1, module, settings, methods);
  }

  /** Where a kept run was. @param {ResumableRun} kept @param {readonly Method[]} methods */
  async makeOf({ settings, methods: kept }, methods) {
    const run = await this.make(settings, methods);
    for (const each of kept) run.member(each.method).restore(each);
    return run;
  }

  /** Where the current run is, or was good. @param {Settings} changes @param {readonly Method[]} methods */
  async makeFromCurrent(changes, methods) {
    const { current } = this;
    if (!current) throw new Error('There is no run yet');
    const run = await this.make({ ...current.settings, ...changes }, methods);
    current.handOver(run);
    return run;
  }

  // What there is to ask of the current run, and to tell it.

  get members() {
    return METHODS.flatMap((method) => this.current?.members.get(method) ?? []);
  }

  /** @param {Method} method */
  member(method) {
    if (!this.current) throw new Error('There is no run yet');
    return this.current.member(method);
  }

  /** The message that asks for lanes. @param {Assignment} assignment @returns {LaneRequest} */
  request({ run, method, iteration, lanes, needsParameters: hasParameters }) {
    const member = this.member(method);
    const buffer = member.takeBuffer(lanes.length);
    if (hasParameters) member.writeParameters(buffer);
    return { run, method, config: member.config, iteration, lanes, hasParameters, buffer };
  }

  /** @param {Partial<Record<Method, number>>} [limits] See Conductor.train. */
  setLimits(limits) {
    for (const member of this.members) {
      member.limit = limits ? (limits[member.method] ?? 0) : Number.POSITIVE_INFINITY;
    }
  }

  /** What happened since the last reports. @param {number} now ms */
  reports(now) {
    return this.members.flatMap((member) => member.report(this.id, now) ?? []);
  }

  /** Changes with every iteration of any method. */
  get version() {
    return [this.id, ...this.members.map(({ iteration }) => iteration)].join(' ');
  }

  /** A run that has yet to begin is as good as its settings, and one that came finished is somebody else's. */
  get worthKeeping() {
    return this.members.some(({ iteration, imported, finished }) => {
      return !finished && (iteration > 0 || imported);
    });
  }

  /** @returns {Receipts} */
  receipts() {
    const arithmetic = this.current?.module.arithmetic() ?? '';
    return { arithmetic, receipts: this.members.map((member) => member.receipt()) };
  }

  /** Without checkpoints. @returns {KeptRun} */
  keep() {
    if (!this.current) throw new Error('There is no run yet');
    return {
      settings: this.current.settings,
      methods: this.members.map((member) => member.keep()),
    };
  }

  /** To be moved to another thread. @returns {KeptRun} */
  keepWithCheckpoints() {
    const kept = this.keep();
    const methods = kept.methods.map((method) => {
      return { ...method, checkpoints: this.member(method.method).checkpoints.all() };
    });
    const parts = methods.flatMap(({ weights, optimizer, checkpoints }) => {
      return [weights, optimizer, ...checkpoints.map(({ parameters }) => parameters)];
    });
    return moved({ ...kept, methods }, ...parts);
  }

  /** As many as are kept beside the run. */
  checkpoints() {
    return this.current?.checkpoints(MOST_CHECKPOINT_BYTES) ?? [];
  }
}
