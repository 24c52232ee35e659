// Trains the current run: owns every method's state, assigns lanes to workers and reports progress.
// Runs in a worker of its own. It starts no workers itself: it requests them and receives their ports.

import { messageOf } from '../../errors.js';
import { Rpc } from '../rpc.js';
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {EngineState, Method, ResumableRun, Settings} from '../types.js' */
/** @import {Port} from '../rpc.js' */
/** @import {LaneReply} from './lane-worker.js' */
/** @import {Accepted} from './lane-workers.js' */
/** @import {Autosave, SaveReport, SaveTarget, AutosaveOptions} from '../../storage/autosave.js' */
/** @import {MethodRun} from './method-run.js' */
/** @import {Run} from './run.js' */
import { coordinatorHandlers } from './coordinator-calls.js';
import { CurrentRun } from './current-run.js';
import { EnabledMethods } from './enabled-methods.js';
import { LaneWorkers } from './lane-workers.js';
import { LazyAutosave } from './lazy-autosave.js';
import { ParameterServer } from './parameter-server.js';
import { Throttle } from './throughput.js';

const REPORT_INTERVAL = 100; // ms

/** Trains the enabled methods of the current run. */
export class Coordinator {
  #running = false;
  #settled = true;
  /** Requested for the first run, which may have been rejected. @type {Settings} */
  #firstSettings = {};
  /** @type {(() => void)[]} */
  #awaitSettled = [];
  #reportThrottle = new Throttle(REPORT_INTERVAL);
  /** @type {ParameterServer | null} */
  #parameterServer = null;

  /**
   * @param {() => Promise<MeanFlowModule>} instantiate Creates a new instance of the module.
   * @param {Port} port To the engine.
   * @param {() => number} now ms
   * @param {(options: AutosaveOptions) => Promise<Autosave>} [makeAutosave]
   */
  constructor(instantiate, port, now, makeAutosave) {
    this.now = now;
    this.currentRun = new CurrentRun(instantiate);
    this.enabledMethods = new EnabledMethods(this.currentRun);
    this.engine = new Rpc(port, coordinatorHandlers(this), this.#onFault);
    const onKept = (/** @type {SaveReport} */ kept) => this.engine.notify('kept', kept);
    this.autosave = new LazyAutosave(this.currentRun, onKept, now, makeAutosave);
    this.laneWorkers = new LaneWorkers({
      now,
      laneRequest: (assignment) => this.currentRun.laneRequest(assignment),
      onReply: (reply, accepted) => this.#addLanes(reply, accepted),
      timeout: ({ method, lanes }) => {
        return this.currentRun.run?.methodRun(method).timeout(lanes.length) ?? 0;
      },
      onRemoved: (id) => this.engine.notify('stopLaneWorker', { id }),
      startWorkers: () => this.engine.notify('startLaneWorkers'),
      onGaveUp: (reason) => this.#fail(`Training stopped, its workers keep failing: ${reason}`),
    });
  }

  /** @param {Settings} settings Continues training by default if it was training. */
  async begin(settings, running = this.#running) {
    if (!this.currentRun.run) this.#firstSettings = settings;
    const run = await this.currentRun.create(settings, this.enabledMethods.enabled);
    await this.#install(run, running);
  }

  reset() {
    return this.begin(this.currentRun.run?.settings ?? this.#firstSettings, false);
  }

  /** @param {ResumableRun} kept */
  async resumeRun(kept) {
    const run = await this.currentRun.createFromKept(kept, this.enabledMethods.enabled);
    await this.#install(run, false);
  }

  /** @param {Settings} changes */
  async goOn(changes) {
    const run = await this.currentRun.createFromCurrent(changes, this.enabledMethods.enabled);
    await this.#install(run, this.#running);
  }

  /**
   * @param {Method} method
   * @param {Uint8Array} weights
   * @returns {Promise<number>} Training iterations of the weights, 0 if unknown.
   */
  async importWeights(method, weights) {
    const current = await this.#ensureRun();
    const { run, trained } = current.withWeights(this.currentRun.id + 1, method, weights);
    await this.#install(run, this.#running);
    return trained;
  }

  /** @param {SaveTarget | null} placed */
  async keepAt(placed) {
    await this.autosave.keepAt(placed);
    if (this.#settled) this.autosave.save();
  }

  /** @param {number} id Never used before. @param {Port} port */
  addLaneWorker(id, port) {
    this.laneWorkers.add(id, port);
    this.#sendState();
  }

  /** @param {number} id */
  removeLaneWorker(id) {
    this.laneWorkers.remove(id, '');
    this.#sendState();
  }

  /** Replaces the previous sampler, if any. @param {Port} port */
  connectSampler(port) {
    this.#parameterServer?.close();
    this.#parameterServer = new ParameterServer(port, () => this.currentRun.run, this.#onFault);
    if (this.currentRun.run) this.#parameterServer.sendRun(this.currentRun.run);
    this.#sendState();
  }

  /** @param {Partial<Record<Method, number>>} [limits] Where each method stops; methods without a limit do not train. */
  async train(limits) {
    await this.#ensureRun();
    this.#setLimits(limits);
    if (this.#running) this.#settleIfIdle();
    if (this.#running || !this.enabledMethods.canContinue) return;
    this.#running = true;
    this.laneWorkers.scheduler.start();
    this.#resume();
    // Calls that wait for a pause return now.
    this.#resolveSettled();
  }

  pause() {
    this.#running = false;
    this.laneWorkers.scheduler.pause();
    if (this.laneWorkers.scheduler.busy) this.#sendState();
    else this.#settle();
  }

  async step() {
    await this.#ensureRun();
    this.#setLimits();
    if (!this.enabledMethods.canContinue) {
      this.pause();
      return;
    }
    this.#running = false;
    this.laneWorkers.scheduler.step();
    this.#resume();
  }

  /** @param {Method[]} methods */
  setMethods(methods) {
    this.enabledMethods.enable(methods);
    this.#scheduleMethods();
    this.#sendState();
    this.laneWorkers.dispatch();
    this.#settleIfIdle();
  }

  /** @returns {Promise<void>} Resolves when nothing is in flight. */
  whenSettled() {
    if (this.#settled) return Promise.resolve();
    return new Promise((resolve) => this.#awaitSettled.push(resolve));
  }

  /** The current run; creates the first one if there is none. @returns {Promise<Run>} */
  async #ensureRun() {
    if (!this.currentRun.run) await this.begin(this.#firstSettings, false);
    return /** @type {Run} */ (this.currentRun.run);
  }

  /** Makes a run the current one. @param {Run} run @param {boolean} running */
  async #install(run, running) {
    this.currentRun.run = run;
    this.#running = false;
    this.laneWorkers.scheduler.clear(run.id);
    this.#scheduleMethods();
    const { id, settings, iterations } = run;
    this.engine.notify('run', { run: id, settings, iterations });
    this.#parameterServer?.sendRun(run);
    this.autosave.begin();
    if (running) await this.train();
    else this.#settle();
  }

  /** @param {Partial<Record<Method, number>>} [limits] */
  #setLimits(limits) {
    this.currentRun.setLimits(limits);
    this.#scheduleMethods();
    this.laneWorkers.dispatch();
  }

  #resume() {
    if (this.#settled) this.currentRun.restartMeters(this.now());
    this.#settled = false;
    this.laneWorkers.restart();
    this.#sendState();
    this.laneWorkers.dispatch();
  }

  /** Schedules the methods that are enabled and can continue, and no others. */
  #scheduleMethods() {
    const { scheduler } = this.laneWorkers;
    for (const methodRun of this.currentRun.methodRuns) {
      const { method, iteration, work } = methodRun;
      if (this.enabledMethods.trains(methodRun)) scheduler.addMethod(method, iteration, work);
      else scheduler.removeMethod(method);
    }
  }

  /** @param {LaneReply} reply @param {Accepted} accepted */
  #addLanes(reply, { needed, complete, duration }) {
    const methodRun = this.currentRun.methodRun(reply.method);
    try {
      methodRun.addLanes(reply, needed, duration);
      if (complete) this.#finishIteration(methodRun);
    } catch (error) {
      this.#fail(`Training stopped: ${messageOf(error)}`);
    }
  }

  /** @param {MethodRun} methodRun */
  #finishIteration(methodRun) {
    const { method } = methodRun;
    const failure = methodRun.apply();
    if (failure) this.laneWorkers.scheduler.pause(); // While it counts: others finish this iteration, too.
    if (methodRun.canContinue) this.laneWorkers.scheduler.advance(method);
    else this.laneWorkers.scheduler.removeMethod(method);
    if (failure) {
      this.#running = false;
      this.#sendState();
      this.engine.notify('error', { message: failure, method, iteration: methodRun.iteration });
    }
    this.#parameterServer?.answerIfNewer();
    if (this.#reportThrottle.isDue(this.now())) this.#sendProgress();
    this.autosave.tick();
    this.#settleIfIdle();
  }

  /** Settles when no iteration is in flight and none will follow. */
  #settleIfIdle() {
    if (this.#settled || this.laneWorkers.scheduler.busy) return;
    // With no method enabled, training waits for one.
    const waits = this.enabledMethods.enabled.length === 0;
    if (this.#running && (this.enabledMethods.canContinue || waits)) return;
    this.#settle();
  }

  #settle() {
    this.#running = false;
    this.laneWorkers.scheduler.pause();
    this.#settled = true;
    this.#sendProgress();
    this.#sendState();
    this.engine.notify('paused', this.#state());
    this.autosave.save();
    this.#resolveSettled();
  }

  #resolveSettled() {
    for (const resolve of this.#awaitSettled.splice(0)) resolve();
  }

  /** @returns {EngineState} */
  #state() {
    const { size: workers } = this.laneWorkers;
    const running = this.#running;
    return { ...this.enabledMethods.state(), running, busy: !this.#settled, workers };
  }

  #sendState() {
    this.engine.notify('state', this.#state());
    const { sampled } = this.enabledMethods;
    this.#parameterServer?.sendStatus({ training: !this.#settled, methods: sampled });
  }

  #sendProgress() {
    const reports = this.currentRun.reports(this.now());
    const buffers = reports.map(({ losses }) => losses.buffer);
    if (reports.length > 0) this.engine.notify('progress', reports, buffers);
  }

  #onFault = (/** @type {unknown} */ error) => this.#fail(messageOf(error));

  /** Stops at once, after the last complete iterations. @param {string} message */
  #fail(message) {
    const { scheduler } = this.laneWorkers;
    this.#running = false;
    scheduler.pause();
    for (const { method } of this.currentRun.methodRuns) scheduler.removeMethod(method);
    this.#scheduleMethods();
    this.#settle();
    this.engine.notify('error', { message });
  }
}
