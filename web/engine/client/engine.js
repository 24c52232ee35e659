// The engine's interface on the page's thread. All computation is in workers, so no call below blocks the page.

import { messageOf } from '../../errors.js';
import { trainerFields } from '../../settings/settings.js';
/** @import {DensityGrid, Drawing, DrawingSource, EngineEvents, Field, Method, Paths} from '../types.js' */
/** @import {FieldRequest, KeptRun, Receipts, ResumableRun, Sampling, Settings} from '../types.js' */
/** @import {Host} from './browser-host.js' */
import { browserHost } from './browser-host.js';
import { EngineEventTarget } from './engine-event-target.js';
import { EngineWorkers } from './engine-workers.js';

export { METHODS, SHOWN_METHODS } from '../methods.js';

/**
 * Trains FM, MF and iMF and samples from them.
 *
 *     const engine = new Engine();
 *     engine.on('progress', ({ method, iteration, losses }) => ...);
 *     await engine.configure({ density: 'two-moons', seed: 7 });
 *     engine.train();
 *
 * Methods may be called at once, before 'ready'; their order is kept. Promises reject with an `Error`
 * whose message is for the user.
 */
export class Engine extends EngineEventTarget {
  #workers;

  /**
   * Starts the workers and compiles the WebAssembly module.
   * @param {object} [options]
   * @param {number} [options.workers] Lane workers, 1..8; by default as many as there are cores.
   * @param {Host} [options.host] Creates the workers; by default the browser.
   */
  constructor({ host = browserHost, workers = host.cores() } = {}) {
    super();
    this.#workers = new EngineWorkers(host, workers, this.listener());
    this.on('run', (run) => this.#emitDensity(run));
    /** The settable fields; rejects with why the workers have not started. @type {Promise<Field[]>} */
    this.ready = this.#call('ready').then(trainerFields);
    const emitReady = (/** @type {Field[]} */ fields) => this.emit('ready', { fields });
    this.ready.then(emitReady, () => {}); // An 'error' event reports why they have not.
  }

  /**
   * Starts a new run at iteration 0 with these settings, and defaults for the others; it trains if the last one did.
   * @param {Settings} settings
   * @returns {Promise<void>} Rejects when a value is out of range; the current run is then unchanged.
   */
  configure(settings) {
    return this.#call('configure', settings);
  }

  /** Trains the enabled methods until pause or the end of the run. @returns {void} */
  train() {
    this.#command('train');
  }

  /**
   * Trains the enabled methods, each up to an iteration; those without one do not train.
   * @param {Partial<Record<Method, number>>} limits
   * @returns {Promise<void>} Resolves when they have reached it, or when training was paused or changed before.
   */
  trainTo(limits) {
    return this.#call('trainTo', limits);
  }

  /**
   * Lets iterations in flight finish, so that methods enabled together stop at the same iteration.
   * @returns {Promise<void>} Resolves when nothing is in flight, or training was resumed.
   */
  pause() {
    return this.#call('pause');
  }

  /**
   * Does exactly one iteration of each enabled method; when training, pauses first.
   * @returns {Promise<void>} Resolves when they are done, or training was resumed.
   */
  step() {
    return this.#call('step');
  }

  /** Returns to iteration 0 with the same settings, paused. @returns {Promise<void>} */
  reset() {
    return this.#call('reset');
  }

  /**
   * Sets which methods train. They are sampled from now on. The others keep their state; those that were enabled before
   * are still sampled. Before the first call, `SHOWN_METHODS` train and are sampled.
   * @param {Method[]} methods
   */
  setMethods(methods) {
    this.#command('setMethods', methods);
  }

  /**
   * Sets what the animation samples. New paths of every enabled method follow as 'paths' events, then 'exact',
   * 'quality' and 'floors'. Before the first call there is no animation.
   * @param {Sampling} sampling
   * @returns {Promise<void>} Rejects when a value is out of range; the animation is then unchanged.
   */
  setSampling(sampling) {
    return this.#workers.configureSampler('sampling', sampling);
  }

  /**
   * Sets which networks are displayed: those of the animation, measures, fields and probes.
   * @param {number | null} iteration The newest checkpoint of each method at or before it; null: the latest networks.
   * @returns {Promise<void>} Rejects when it is no iteration.
   */
  setHistory(iteration) {
    return this.#workers.configureSampler('history', iteration);
  }

  /**
   * Measures the displayed networks with several numbers of steps, in the background. Results come as 'survey' events,
   * the quickest first. Another run or `survey` ends it.
   * @param {number[]} steps
   * @returns {Promise<number>} The number of results to expect; rejects when a number is out of range.
   */
  survey(steps) {
    return this.#workers.request('survey', steps);
  }

  /**
   * Sets which fields of the displayed networks and of the exact flow are computed and sent as 'field' events.
   * @param {FieldRequest[]} requests At most one for each subject and kind; none to stop.
   * @returns {Promise<void>} Rejects when one is out of range; the fields are then unchanged.
   */
  setFields(requests) {
    return this.#workers.configureSampler('fields', requests);
  }

  /**
   * Sets a noise point whose paths are sent as 'probe' events: under every displayed network, with as many steps as the
   * animation, and under the exact flow.
   * @param {[number, number] | null} point Null for none.
   */
  setProbe(point) {
    return this.#workers.configureSampler('probe', point);
  }

  /**
   * A density as a grid, independent of the current run.
   * @param {Settings} settings Only `density`, `cells`, `scale` and `drawing` are used.
   * @returns {Promise<DensityGrid>} Rejects when a value is out of range.
   */
  density(settings) {
    return this.#workers.request('density', settings);
  }

  /** @param {DrawingSource} source @returns {Promise<Drawing>} Rejects with why it cannot be drawn. */
  drawing(source) {
    return this.#workers.request('drawing', source);
  }

  /**
   * u(x, t, r) (FM: v(x, t)) of the latest network at the cell centres of a size x size grid over [-extent, extent]^2.
   * @param {{method: Method, t: number, r: number, size: number, extent: number}} request
   * @returns {Promise<{iteration: number, velocities: Float32Array}>} (2, size^2), row-major from the lower left.
   */
  velocityField(request) {
    return this.#workers.request('velocityField', request);
  }

  /**
   * Samples paths of the latest network or of a checkpoint, independently of the animation.
   * @param {Sampling & {method: Method, checkpoint?: number}} request `checkpoint`: index into `checkpoints(method)`.
   * @returns {Promise<Paths>}
   */
  sample(request) {
    return this.#workers.request('sample', request);
  }

  /**
   * Flat parameters of the latest network, or of a checkpoint: see mlp.h.
   * @param {{method: Method, checkpoint?: number}} request `checkpoint`: index into `checkpoints(method)`.
   * @returns {Promise<{iteration: number, parameters: Float32Array<ArrayBuffer>}>}
   */
  parameters(request) {
    return this.#call('parameters', request);
  }

  /** @param {Method} method @returns {Promise<number[]>} Iterations of the kept checkpoints. */
  checkpoints(method) {
    return this.#call('checkpoints', method);
  }

  /** A safetensors file with PyTorch's names. @param {Method} method @returns {Promise<Uint8Array<ArrayBuffer>>} */
  exportWeights(method) {
    return this.#call('exportWeights', method);
  }

  /**
   * Restarts a method at iteration 0, with a new optimizer and the parameters of a safetensors file: a plain state_dict,
   * as `exportWeights` and PyTorch save it. In this new run, the others keep their state; it trains if the last one did.
   * @param {Method} method
   * @param {Uint8Array<ArrayBuffer> | ArrayBuffer} weights
   * @returns {Promise<number>} Training iterations of the parameters, 0 if the file does not say. Rejects when they do
   *   not fit the network; the run is then unchanged.
   */
  importWeights(method, weights) {
    const bytes = weights instanceof ArrayBuffer ? new Uint8Array(weights) : weights;
    return this.#call('importWeights', { method, weights: bytes });
  }

  /** @returns {Promise<Receipts>} Of the latest parameters of every method. */
  receipts() {
    return this.#call('receipts');
  }

  /** @returns {Promise<KeptRun>} Everything that `resume` needs. */
  keepRun() {
    return this.#call('keepRun');
  }

  /**
   * Restores a kept run, paused. Training it further gives the same bits as without the interruption. This is a new
   * run, whose first 'progress' event has all losses since iteration 0.
   * @param {ResumableRun} kept
   * @returns {Promise<void>} Rejects when the data is damaged; the current run is then unchanged.
   */
  resume(kept) {
    return this.#call('resume', kept);
  }

  /**
   * Adds a checkpoint from before the iteration at which the run was resumed.
   * @param {Method} method
   * @param {Uint8Array<ArrayBuffer> | null} weights A safetensors file that says of which iteration it is; null for the
   *   initial network, which follows from the settings.
   * @returns {Promise<void>} Rejects when it does not fit the network.
   */
  addCheckpoint(method, weights) {
    return this.#call('addCheckpoint', { method, weights });
  }

  /**
   * Continues with other optimizer settings, such as a lower learning rate after training diverged. In this new run,
   * methods keep their state, and one that diverged returns to `MethodState.good`, before its losses rose. Receipts list
   * earlier learning rates as `phases`; after other changes, methods past iteration 0 count as imported.
   * @param {Settings} changes To settings that do not affect the network's shape, such as `lr`.
   * @returns {Promise<void>} Rejects when a value is out of range; the run is then unchanged.
   */
  goOn(changes) {
    return this.#call('goOn', changes);
  }

  /**
   * Saves the run in this browser from now on: every few seconds while it trains, and at every pause. 'kept' events
   * report it. A run that has yet to train is not saved; it replaces the saved one.
   * @param {import('../../storage/autosave.js').SaveTarget | null} placed Where, and with which note; null to stop.
   */
  keep(placed) {
    this.#command('keep', placed);
  }

  /** While hidden, nothing is sampled. Training continues unless it is paused. @param {boolean} hidden */
  setHidden(hidden) {
    // Rejects only when the sampler fails, which an 'error' event reports.
    this.#workers.configureSampler('hidden', hidden).catch(() => {});
  }

  /** While idle. @param {boolean} resting Stops all workers but that of the run, until a command needs them. */
  setResting(resting) {
    if (resting) this.#workers.rest();
    else this.#workers.wake();
  }

  /** Sets the number of lane workers. Results do not depend on it, to the bit. @param {number} count 1..8 */
  setWorkers(count) {
    this.#workers.setWorkers(count);
  }

  /** Stops every worker for good; pending promises reject. @returns {void} */
  dispose() {
    this.#workers.dispose();
  }

  /** @param {string} name @param {unknown} [argument] @returns {Promise<any>} */
  #call(name, argument) {
    return this.#workers.coordinator.call(name, argument);
  }

  /** A call whose failure is reported as an 'error' event. @param {string} name @param {unknown} [argument] */
  #command(name, argument) {
    this.#call(name, argument).catch((error) => this.emit('error', { message: messageOf(error) }));
  }

  /** @param {EngineEvents['run']} run */
  #emitDensity({ run, settings }) {
    const emit = (/** @type {DensityGrid} */ grid) =>
      run === this.state.run && this.emit('density', { ...grid, settings });
    // An 'error' event reports why there is none.
    this.#workers.requestUntilAnswered('density', settings).then(emit, () => {});
  }
}
