// The engine's face on the thread that owns the page: trains, samples, answers. Does no maths here;
// all work is in workers, so nothing below takes longer than a message.

import { messageOf } from '../../errors.js';
import { trainerFields } from '../../settings/settings.js';
/** @import {Field, DensityGrid, EngineEvents, Method, Paths} from '../types.js' */
/** @import {FieldRequest, KeptRun, Receipts, ResumableRun, Sampling, Settings} from '../types.js' */
/** @import {Host} from './browser-host.js' */
import { browserHost } from './browser-host.js';
import { News } from './engine-events.js';
import { Staff } from './engine-workers.js';

export { METHODS, SHOWN_METHODS } from '../methods.js';

/**
 * Trains FM, MF and iMF and samples from them.
 *
 *     const engine = new Engine();
 *     engine.on('progress', ({ method, iteration, losses }) => ...);
 *     await engine.configure({ density: 'two-moons', seed: 7 });
 *     engine.train();
 *
 * Commands may be given at once, before 'ready'; they are kept in order. A promise that fails does
 * so with an `Error` whose message is for people.
 */
export class Engine extends News {
  #staff;

  /**
   * Workers start and WebAssembly compiles from here on.
   * @param {object} [options]
   * @param {number} [options.workers] Lane workers, 1..8; by default as many as there are cores.
   * @param {Host} [options.host] Where workers come from; by default the browser.
   */
  constructor({ host = browserHost, workers = host.cores() } = {}) {
    super();
    this.#staff = new Staff(host, workers, this.listener());
    this.on('run', (run) => this.#tellDensity(run));
    /**
     * Settles with the settable fields when workers are up, or fails with why they are not.
     * @type {Promise<Field[]>}
     */
    this.ready = this.#ask('ready').then(trainerFields);
    this.ready.then(
      (fields) => this.emit('ready', { fields }),
      () => {}, // 'error' tells.
    );
  }

  /**
   * Starts a new run at iteration 0 with these settings (those left out take their defaults); goes
   * on training when it was. Fails, leaving the current run as it is, when a value is out of range.
   * @param {Settings} settings
   * @returns {Promise<void>}
   */
  configure(settings) {
    return this.#ask('configure', settings);
  }

  /** Trains the enabled methods until pause or the end of the run. @returns {void} */
  train() {
    this.#tell('train');
  }

  /**
   * Trains the enabled methods, each up to so many iterations; those without a number rest.
   * @param {Partial<Record<Method, number>>} limits
   * @returns {Promise<void>} Settles when they are there, or were paused or told otherwise before.
   */
  trainTo(limits) {
    return this.#ask('trainTo', limits);
  }

  /**
   * Lets iterations in flight finish, so that methods enabled together stop at the same iteration.
   * @returns {Promise<void>} Settles when nothing is in flight, or training was resumed.
   */
  pause() {
    return this.#ask('pause');
  }

  /**
   * Exactly one iteration of each enabled method; when training, pauses first.
   * @returns {Promise<void>} Settles when they are done, or training was resumed.
   */
  step() {
    return this.#ask('step');
  }

  /** Back to iteration 0 with the same settings, paused. @returns {Promise<void>} */
  reset() {
    return this.#ask('reset');
  }

  /**
   * Which methods train, and are sampled from now on; the others keep their state, and those that
   * trained before are sampled as they are. Before the first call, all do and are.
   * @param {Method[]} methods
   */
  setMethods(methods) {
    this.#tell('methods', methods);
  }

  /**
   * What the animation samples; new paths of every enabled method follow as 'paths' events, then
   * 'exact', 'quality' and 'floors'. Before the first call there is no animation.
   * @param {Sampling} sampling
   * @returns {Promise<void>} Fails when out of range, and changes nothing then.
   */
  setSampling(sampling) {
    return this.#staff.wish('sampling', sampling);
  }

  /**
   * Which networks the animation shows, and all that follows it: measures, fields, probes.
   * @param {number | null} iteration Of each method, the newest checkpoint at or before it; null for
   *   the newest networks, as they train.
   * @returns {Promise<void>} Fails when it is no iteration.
   */
  setHistory(iteration) {
    return this.#staff.wish('history', iteration);
  }

  /**
   * Measures the networks on show in several numbers of steps, in the background; results come as
   * 'survey' events, the quick ones first. Another run or `survey` ends it.
   * @param {number[]} steps
   * @returns {Promise<number>} How many results to expect; fails when a number is out of range.
   */
  survey(steps) {
    return this.#staff.ask('survey', steps);
  }

  /**
   * Fields to be told as 'field' events, of the networks on show and of the exact flow, until others
   * are asked for. None cost nothing.
   * @param {FieldRequest[]} requests At most one a subject and kind.
   * @returns {Promise<void>} Fails when one is out of range, and changes nothing then.
   */
  setFields(requests) {
    return this.#staff.wish('fields', requests);
  }

  /**
   * A point of noise whose way is to be told as 'probe' events: by every network on show, in as many
   * steps as the animation's, and by the exact flow.
   * @param {[number, number] | null} point Null for none.
   * @returns {Promise<void>}
   */
  setProbe(point) {
    return this.#staff.wish('probe', point);
  }

  /**
   * A density as a grid, whatever the current run.
   * @param {Settings} settings Only `density`, `cells`, `scale` and `drawing` matter.
   * @returns {Promise<DensityGrid>} Fails when out of range.
   */
  density(settings) {
    return this.#staff.ask('density', settings);
  }

  /**
   * @param {import('../types.js').DrawingSource} source
   * @returns {Promise<import('../types.js').Drawing>} Fails with why it is none.
   */
  drawing(source) {
    return this.#staff.ask('drawing', source);
  }

  /**
   * u(x, t, r) (FM: v(x, t)) of the latest network on the centres of a size x size grid over
   * [-extent, extent]^2.
   * @param {{method: Method, t: number, r: number, size: number, extent: number}} request
   * @returns {Promise<{iteration: number, velocities: Float32Array}>} (2, size^2), row-major from
   *   the lower left.
   */
  velocityField(request) {
    return this.#staff.ask('velocityField', request);
  }

  /**
   * Paths asked for once, apart from the animation: of the latest network, or of a checkpoint.
   * @param {Sampling & {method: Method, checkpoint?: number}} request `checkpoint`: index into
   *   `checkpoints(method)`.
   * @returns {Promise<Paths>}
   */
  sample(request) {
    return this.#staff.ask('sample', request);
  }

  /**
   * Flat parameters of the latest network, or of a checkpoint: see mlp.h.
   * @param {{method: Method, checkpoint?: number}} request `checkpoint`: index into
   *   `checkpoints(method)`.
   * @returns {Promise<{iteration: number, parameters: Float32Array<ArrayBuffer>}>}
   */
  parameters(request) {
    return this.#ask('parameters', request);
  }

  /** @param {Method} method @returns {Promise<number[]>} Iterations of the kept checkpoints. */
  checkpoints(method) {
    return this.#ask('checkpoints', method);
  }

  /**
   * Parameters as a safetensors file with PyTorch's names.
   * @param {Method} method
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  exportWeights(method) {
    return this.#ask('exportWeights', method);
  }

  /**
   * Has a method begin anew, at iteration 0 and with a fresh optimizer, with the parameters of a
   * safetensors file: one from `exportWeights`, or a plain state_dict saved by PyTorch. Counts as a
   * new run, in which the other methods stay where they were; goes on training when it was.
   * @param {Method} method
   * @param {Uint8Array<ArrayBuffer> | ArrayBuffer} weights
   * @returns {Promise<number>} Iterations of training behind the parameters, 0 if the file does not
   *   tell. Fails with why when they do not fit the run, which then stays as it was.
   */
  importWeights(method, weights) {
    const bytes = weights instanceof ArrayBuffer ? new Uint8Array(weights) : weights;
    return this.#ask('importWeights', { method, weights: bytes });
  }

  /** @returns {Promise<Receipts>} Of the latest parameters of every method. */
  receipts() {
    return this.#ask('receipts');
  }

  /** @returns {Promise<KeptRun>} All that `resume` takes. */
  keepRun() {
    return this.#ask('keepRun');
  }

  /**
   * Goes on with a kept run, paused, to the bits that it would have had without a break: a new run
   * whose first 'progress' tells all losses since iteration 0.
   * @param {ResumableRun} kept
   * @returns {Promise<void>} Fails with why when it is damaged; the current run then stays as it was.
   */
  resume(kept) {
    return this.#ask('resume', kept);
  }

  /**
   * Has a method know a network on the way of its run, from before the state that it was resumed at.
   * @param {Method} method
   * @param {Uint8Array<ArrayBuffer> | null} weights A safetensors file that says of which iteration it is;
   *   null for the network at iteration 0, which the settings give.
   * @returns {Promise<void>} Fails with why when it does not fit.
   */
  addCheckpoint(method, weights) {
    return this.#ask('addCheckpoint', { method, weights });
  }

  /**
   * Goes on with other settings of the optimizer, such as a smaller learning rate after losses exploded: a new run in
   * which every method is where it was, and one that could not go on where it was good before its losses rose: see
   * `MethodState.good`. Trains on when it was. Receipts tell at which learning rates a method trained before, as
   * `phases`; after other changes, methods past their beginning count as imported.
   * @param {Settings} changes To settings that leave the network as it is, such as `lr`.
   * @returns {Promise<void>} Fails with why when a value is out of range; the run then stays as it was.
   */
  goOn(changes) {
    return this.#ask('goOn', changes);
  }

  /**
   * From now on the run is kept in this browser: every few seconds while it trains, and at every
   * pause; 'kept' events tell. A run that is begun anew is not.
   * @param {import('../../storage/autosave.js').Placed | null} placed Where, and what to find again with it;
   *   null ends it.
   */
  keep(placed) {
    this.#tell('keep', placed);
  }

  /** Nobody looks: sampling stops. Training goes on; pause it as well if it should not. @param {boolean} hidden */
  setHidden(hidden) {
    // Fails only with the sampler, of which an 'error' tells.
    this.#staff.wish('hidden', hidden).catch(() => {});
  }

  /** Lane workers from now on; the results stay the same to the bit. @param {number} count 1..8 */
  setWorkers(count) {
    this.#staff.setWorkers(count);
  }

  /** Ends every worker; open promises fail. The engine is of no use afterwards. @returns {void} */
  dispose() {
    this.#staff.dispose();
  }

  /** @param {string} name @param {unknown} [argument] @returns {Promise<any>} */
  #ask(name, argument) {
    return this.#staff.conductor.call(name, argument);
  }

  /** Commands whose failure has no caller to tell. @param {string} name @param {unknown} [argument] */
  #tell(name, argument) {
    this.#ask(name, argument).catch((error) => this.emit('error', { message: messageOf(error) }));
  }

  /** @param {EngineEvents['run']} run */
  #tellDensity({ run, settings }) {
    this.#staff.insist('density', settings).then(
      (grid) => run === this.state.run && this.emit('density', { ...grid, settings }),
      () => {}, // The sampler's end is told as an 'error'.
    );
  }
}
