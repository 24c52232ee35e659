// Samples paths of the displayed networks again and again, within a share of a core while training, and not at all
// while hidden.

/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {KnownIteration, NetworkSnapshot, TrainingStatus} from '../training/parameter-server.js' */
/** @import {Metrics} from './metrics.js' */
/** @import {Method, Paths, Sampling} from '../types.js' */
import { METHODS } from '../methods.js';
import { DutyCycle } from './duty-cycle.js';
import { makePaths } from './path-job.js';

/** Share of a core that sampling takes while training. */
const TRAINING_SHARE = 0.08;

/** Rest after every path while training, ms, however small the network: more frames would be of no use. */
const SHORTEST_REST = 33;

/** Network evaluations a path may take while training, to keep up the frame rate. */
const TRAINING_EVALUATIONS = 49_152;
const FEWEST_WHILE_TRAINING = 256;

/**
 * @typedef {object} AnimatorContext
 * @property {() => number} now ms
 * @property {(ms: number) => Promise<void>} sleep Lets messages be handled, even if 0.
 * @property {(known: KnownIteration[]) => Promise<NetworkSnapshot | null>} waitForNewer Waits for newer
 *   parameters of one of these; null if cancelled.
 * @property {() => void} cancelWait
 * @property {(request: {method: Method, at: number}) => Promise<NetworkSnapshot>} checkpoint The newest one at or
 *   before an iteration.
 * @property {(paths: Paths & {run: number}) => void} onPaths
 */

/**
 * Other results computed from the displayed networks.
 * @typedef {object} BackgroundTask
 * @property {boolean} lowPriority It takes long and can wait.
 * @property {(run: number, configs: Record<string, string>) => void} setRun
 * @property {(sampling: Sampling) => void} setSampling
 * @property {(network: NetworkSnapshot) => void} setNetwork A network is now displayed.
 * @property {() => boolean} advance Computes the next piece; whether there was one.
 */

/** Samples paths of the enabled methods in turn; computes metrics and background tasks in between. */
export class Animator {
  #run = -1;
  /** @type {Record<string, string>} */
  #configs = {};
  /** Displayed last. @type {Map<Method, {network: NetworkSnapshot, count: number}>} */
  #displayed = new Map();
  /** @type {TrainingStatus} */
  #status = { training: false, methods: [] };
  /** @type {Sampling | null} */
  #sampling = null;
  #hidden = false;
  /** Iteration of the checkpoints to display; null for the latest networks. @type {number | null} */
  #at = null;
  /** Counts changes that cancel the path being computed. */
  #epoch = 0;
  #wake = () => {};
  /** Whether a low-priority task ran last. */
  #ranLowPriority = false;
  #duty = new DutyCycle(TRAINING_SHARE);
  /** Rest due for work done, ms. */
  #restDue = 0;

  /**
   * @param {MeanFlowModule} module
   * @param {AnimatorContext} context
   * @param {Pick<Metrics, 'setRun' | 'setSampling' | 'addPaths' | 'advance'>} metrics
   */
  constructor(module, context, metrics) {
    this.module = module;
    this.context = context;
    this.metrics = metrics;
    /** @type {BackgroundTask[]} */
    this.tasks = [];
  }

  /** Adds a task, which learns what is displayed now. @param {BackgroundTask} task */
  addTask(task) {
    this.tasks.push(task);
    if (this.#run >= 0) task.setRun(this.#run, this.#configs);
    if (this.#sampling) task.setSampling(this.#sampling);
    for (const { network } of this.#displayed.values()) task.setNetwork(network);
  }

  /** @param {number} run @param {Record<string, string>} configs JSON, by method. */
  setRun(run, configs) {
    this.#run = run;
    this.#configs = configs;
    this.metrics.setRun(run, configs);
    for (const task of this.tasks) task.setRun(run, configs);
    this.#restart();
  }

  /** @param {Sampling} sampling Valid. */
  setSampling(sampling) {
    this.#sampling = sampling;
    this.metrics.setSampling(sampling);
    for (const task of this.tasks) task.setSampling(sampling);
    this.#restart();
  }

  /** @param {number | null} at Iteration of the checkpoints to display; null for the latest networks. */
  setHistory(at) {
    this.#at = at;
    this.#restart();
  }

  /** @param {TrainingStatus} status */
  setTrainingStatus(status) {
    this.#status = status;
    // The current path is finished unless its method is no longer sampled; its rest ends.
    this.#wakeUp();
  }

  /** @param {boolean} hidden */
  setHidden(hidden) {
    this.#hidden = hidden;
    this.#epoch += 1;
    this.#wakeUp();
  }

  /** To be called when a task has new work: while training, it waits until the current rest is over. */
  onTaskChanged() {
    if (!this.#status.training) this.#wakeUp();
  }

  /** Runs for as long as the worker does. */
  async start() {
    for (;;) await this.next();
  }

  /** Samples the next path, or computes a piece of something else; waits if there is nothing to do. */
  async next() {
    // Rests first, so that parameters are the latest. The first paths need not wait.
    const allDisplayed = this.#status.methods.every((method) => this.#displayed.has(method));
    if (allDisplayed) await this.#rest();
    if (allDisplayed && this.#runOther()) {
      await this.context.sleep(0);
      return;
    }
    const epoch = this.#epoch;
    const { onPaths } = this.context;
    const known = this.#knownIterations();
    if (this.#hidden || !this.#sampling || known.length === 0) {
      await this.#untilWoken();
      return;
    }
    const network = await this.#nextNetwork(known);
    if (!network || network.run !== this.#run || epoch !== this.#epoch) return;
    const paths = await this.#paths(network, this.#sampling, epoch);
    if (!paths) return;
    const { method, count } = paths;
    // Moves the method to the end of the map: it is sampled last in the next round.
    this.#displayed.delete(method);
    this.#displayed.set(method, { network, count });
    this.#restDue = Math.max(this.#restDue, SHORTEST_REST);
    this.metrics.addPaths(paths);
    for (const task of this.tasks) task.setNetwork(network);
    onPaths({ run: network.run, ...paths });
  }

  /**
   * The next network to display; waits for one.
   * @param {KnownIteration[]} known
   * @returns {Promise<NetworkSnapshot | null>} Null if cancelled.
   */
  async #nextNetwork(known) {
    if (this.#at === null) return this.context.waitForNewer(known);
    // A checkpoint does not change, so each is displayed once.
    const next = known.find(({ iteration }) => iteration < 0);
    if (next && this.#run >= 0)
      return this.context.checkpoint({ method: next.method, at: this.#at });
    await this.#untilWoken();
    return null;
  }

  /** Computes a piece of something other than paths. @returns {boolean} Whether there was one. */
  #runOther() {
    return this.#runTask(false) || this.#runMetrics() || this.#runLowPriorityTask();
  }

  /**
   * Computes a piece of a task.
   * @param {boolean} lowPriority
   * @returns {boolean} Whether there was one.
   */
  #runTask(lowPriority) {
    if (this.#hidden) return false;
    const { now } = this.context;
    const before = now();
    const worked = this.tasks.some((task) => task.lowPriority === lowPriority && task.advance());
    if (worked) this.#restDue += this.#duty.rest(now() - before);
    return worked;
  }

  /** While training, at most one piece between two paths. @returns {boolean} Whether there was one. */
  #runLowPriorityTask() {
    this.#ranLowPriority = !(this.#ranLowPriority && this.#status.training) && this.#runTask(true);
    return this.#ranLowPriority;
  }

  /** Computes a piece of the metrics. @returns {boolean} Whether there was one. */
  #runMetrics() {
    if (this.#hidden) return false;
    const { now } = this.context;
    const before = now();
    const done = this.metrics.advance(this.#status.training, before);
    // No rest after work that is done only once: it would take seconds longer.
    if (done === 'again') this.#restDue += this.#duty.rest(now() - before);
    return done !== '';
  }

  /** The displayed iterations of the enabled methods, the one displayed longest ago first. */
  #knownIterations() {
    const order = [...this.#displayed.keys()];
    const { methods, training } = this.#status;
    return METHODS.filter((method) => methods.includes(method))
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .map((method) => {
        const { network, count } = this.#displayed.get(method) ?? {};
        const lacksParticles = !training && count !== this.#sampling?.count;
        return { method, iteration: lacksParticles ? -1 : (network?.iteration ?? -1) };
      });
  }

  /**
   * @param {NetworkSnapshot} network
   * @param {Sampling} sampling
   * @param {number} epoch
   * @returns {Promise<Paths | null>} Null if cancelled.
   */
  #paths(network, { steps, count, seed }, epoch) {
    const { now } = this.context;
    const { method } = network;
    const few = Math.max(FEWEST_WHILE_TRAINING, Math.floor(TRAINING_EVALUATIONS / steps));
    const limit = this.#status.training ? few : count;
    const sampling = { steps, count: Math.min(count, limit), seed };
    return makePaths(this.module, this.#configs[method], network, sampling, async (job) => {
      const before = now();
      job.advance();
      this.#restDue += this.#duty.rest(now() - before);
      if (!job.finished) {
        await this.#rest();
        this.#runTask(false); // Tasks do not wait for a long path.
      }
      return epoch === this.#epoch && this.#status.methods.includes(method);
    });
  }

  #restart() {
    this.#displayed.clear();
    this.#epoch += 1;
    this.#wakeUp();
  }

  /** Ends a rest or wait. */
  #wakeUp() {
    this.context.cancelWait();
    this.#wake();
  }

  /** @returns {Promise<void>} */
  #untilWoken() {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Lets messages be handled, and while training leaves the core to the lane workers. */
  async #rest() {
    const { sleep } = this.context;
    const due = this.#restDue;
    this.#restDue = 0;
    if (!this.#status.training) await sleep(0);
    else if (due > 0) await Promise.race([sleep(due), this.#untilWoken()]);
  }
}
