// Trains: owns the state of every method, has lanes computed by workers, and tells what happens.
// Runs in a worker of its own, knows no Worker: ports come in, requests for workers go out.

import { messageOf } from '../../errors.js';
import { Rpc } from '../rpc.js';
/** @import {MeanFlowModule} from '../meanflow.d.ts' */
/** @import {EngineState, Method, ResumableRun, Settings} from '../types.js' */
/** @import {Port} from '../rpc.js' */
/** @import {LaneReply} from './lane-worker.js' */
/** @import {Accepted} from './lane-workers.js' */
/** @import {Autosave, AutosaveOptions, SaveTarget} from '../../storage/autosave.js' */
/** @import {Run} from './run.js' */
import { callsOf } from './coordinator-calls.js';
import { Runs } from './current-run.js';
import { Roster } from './enabled-methods.js';
import { Crew } from './lane-workers.js';
import { Keeping } from './lazy-autosave.js';
import { SamplerLink } from './parameter-server.js';
import { Interval } from './throughput.js';

const REPORT_INTERVAL = 100; // ms

/** Trains the enabled methods of the current run. */
export class Conductor {
  #running = false;
  #settled = true;
  /** Of the first run, as they were asked for: it may have been refused. @type {Settings} */
  #first = {};
  /** @type {(() => void)[]} */
  #awaitSettled = [];
  #reportTime = new Interval(REPORT_INTERVAL);
  /** @type {SamplerLink | null} */
  #sampler = null;

  /**
   * @param {() => Promise<MeanFlowModule>} instantiate A new instance of the module.
   * @param {Port} port To the engine.
   * @param {() => number} now ms
   * @param {(options: AutosaveOptions) => Promise<Autosave>} [makeAutosave]
   */
  constructor(instantiate, port, now, makeAutosave) {
    this.now = now;
    this.runs = new Runs(instantiate);
    this.roster = new Roster(this.runs);
    this.engine = new Rpc(port, callsOf(this), this.#onFault);
    this.keeping = new Keeping(
      this.runs,
      (kept) => this.engine.notify('kept', kept),
      now,
      makeAutosave,
    );
    this.crew = new Crew({
      now,
      request: (assignment) => this.runs.request(assignment),
      takeIn: (reply, accepted) => this.#takeIn(reply, accepted),
      patience: ({ method, lanes }) => {
        return this.runs.current?.member(method).patience(lanes.length) ?? 0;
      },
      dismissed: (id) => this.engine.notify('dismiss', { id }),
      hire: () => this.engine.notify('hire'),
      gaveUp: (reason) => this.#fail(`Training stopped, its workers keep failing: ${reason}`),
    });
  }

  // What the engine asks for.

  /** @param {Settings} settings Trains on when it was. */
  async begin(settings, running = this.#running) {
    if (!this.runs.current) this.#first = settings;
    await this.#install(await this.runs.make(settings, this.roster.enabled), running);
  }

  reset() {
    return this.begin(this.runs.current?.settings ?? this.#first, false);
  }

  /** @param {ResumableRun} kept */
  async resumeRun(kept) {
    await this.#install(await this.runs.makeOf(kept, this.roster.enabled), false);
  }

  /** @param {Settings} changes */
  async goOn(changes) {
    const run = await this.runs.makeFromCurrent(changes, this.roster.enabled);
    await this.#install(run, this.#running);
  }

  /**
   * @param {Method} method
   * @param {Uint8Array} weights
   * @returns {Promise<number>} Iterations of training behind the weights, 0 if unknown.
   */
  async importWeights(method, weights) {
    const old = await this.#someRun();
    const { run, trained } = old.withWeights(this.runs.id + 1, method, weights);
    await this.#install(run, this.#running);
    return trained;
  }

  /** @param {SaveTarget | null} placed */
  async keepAt(placed) {
    await this.keeping.keepAt(placed);
    if (this.#settled) this.keeping.save();
  }

  /** @param {number} id Never used before. @param {Port} port */
  addWorker(id, port) {
    this.crew.add(id, port);
    this.#tellState();
  }

  /** @param {number} id */
  dismissWorker(id) {
    this.crew.dismiss(id, '');
    this.#tellState();
  }

  /** In place of the one before. @param {Port} port */
  serveSampler(port) {
    this.#sampler?.close();
    this.#sampler = new SamplerLink(port, () => this.runs.current, this.#onFault);
    if (this.runs.current) this.#sampler.tellRun(this.runs.current);
    this.#tellState();
  }

  /** @param {Partial<Record<Method, number>>} [limits] Where to rest, by method; others do not train. */
  async train(limits) {
    await this.#someRun();
    this.#setLimits(limits);
    if (this.#running) this.#settleIfIdle();
    if (this.#running || !this.roster.canGoOn) return;
    this.#running = true;
    this.crew.scheduler.go();
    this.#resume();
    // Whoever waited for a pause waits in vain now.
    this.#tellSettled();
  }

  pause() {
    this.#running = false;
    this.crew.scheduler.pause();
    if (this.crew.scheduler.busy) this.#tellState();
    else this.#settle();
  }

  async step() {
    await this.#someRun();
    this.#setLimits();
    if (!this.roster.canGoOn) {
      this.pause();
      return;
    }
    this.#running = false;
    this.crew.scheduler.step();
    this.#resume();
  }

  /** @param {Method[]} methods */
  setMethods(methods) {
    this.roster.enable(methods);
    this.#joinAll();
    this.#tellState();
    this.crew.dispatch();
    this.#settleIfIdle();
  }

  /** @returns {Promise<void>} When nothing is in flight. */
  whenSettled() {
    if (this.#settled) return Promise.resolve();
    return new Promise((resolve) => this.#awaitSettled.push(resolve));
  }

  // How it goes about it.

  /** The current one, or the first. @returns {Promise<Run>} */
  async #someRun() {
    if (!this.runs.current) await this.begin(this.#first, false);
    return /** @type {Run} */ (this.runs.current);
  }

  /** Makes it the current run. @param {Run} run @param {boolean} running */
  async #install(run, running) {
    this.runs.current = run;
    this.#running = false;
    this.crew.scheduler.clear(run.id);
    this.#joinAll();
    const { id, settings, iterations } = run;
    this.engine.notify('run', { run: id, settings, iterations });
    this.#sampler?.tellRun(run);
    this.keeping.begin();
    if (running) await this.train();
    else this.#settle();
  }

  /** @param {Partial<Record<Method, number>>} [limits] */
  #setLimits(limits) {
    this.runs.setLimits(limits);
    this.#joinAll();
    this.crew.dispatch();
  }

  #resume() {
    if (this.#settled) for (const member of this.runs.members) member.restartMeter(this.now());
    this.#settled = false;
    this.crew.encourage();
    this.#tellState();
    this.crew.dispatch();
  }

  /** Brings the scheduler's methods in line with those that are enabled and can go on. */
  #joinAll() {
    const { scheduler } = this.crew;
    for (const member of this.runs.members) {
      if (this.roster.trains(member)) scheduler.join(member.method, member.iteration);
      else scheduler.leave(member.method);
    }
  }

  /** @param {LaneReply} reply @param {Accepted} accepted */
  #takeIn(reply, { wanted, complete, duration }) {
    const member = this.runs.member(reply.method);
    try {
      member.addLanes(reply, wanted, duration);
      if (complete) this.#finishIteration(member);
    } catch (error) {
      this.#fail(`Training stopped: ${messageOf(error)}`);
    }
  }

  /** @param {ReturnType<Run['member']>} member */
  #finishIteration(member) {
    const { method } = member;
    const failure = member.apply();
    if (member.canGoOn) this.crew.scheduler.advance(method);
    else this.crew.scheduler.leave(method);
    if (failure) {
      this.#running = false;
      this.crew.scheduler.pause();
      this.#tellState();
      this.engine.notify('error', { message: failure, method, iteration: member.iteration });
    }
    this.#sampler?.offer();
    if (this.#reportTime.due(this.now())) this.#tellProgress();
    this.keeping.tick();
    this.#settleIfIdle();
  }

  /** Settles when the last iteration in flight is in and no other will come. */
  #settleIfIdle() {
    if (this.#settled || this.crew.scheduler.busy) return;
    // With no method enabled, training waits for one.
    if (this.#running && (this.roster.canGoOn || this.roster.enabled.length === 0)) return;
    this.#settle();
  }

  #settle() {
    this.#running = false;
    this.crew.scheduler.pause();
    this.#settled = true;
    this.#tellProgress();
    this.#tellState();
    this.engine.notify('paused', this.#state());
    this.keeping.save();
    this.#tellSettled();
  }

  #tellSettled() {
    for (const resolve of this.#awaitSettled.splice(0)) resolve();
  }

  /** @returns {EngineState} */
  #state() {
    const { size: workers } = this.crew;
    return { ...this.roster.state(), running: this.#running, busy: !this.#settled, workers };
  }

  #tellState() {
    this.engine.notify('state', this.#state());
    const { sampled } = this.roster;
    this.#sampler?.tellSituation({ training: !this.#settled, methods: sampled });
  }

  #tellProgress() {
    const reports = this.runs.reports(this.now());
    const buffers = reports.map(({ losses }) => losses.buffer);
    if (reports.length > 0) this.engine.notify('progress', reports, buffers);
  }

  #onFault = (/** @type {unknown} */ error) => this.#fail(messageOf(error));

  /** Stops at once, at the last whole iterations. @param {string} message */
  #fail(message) {
    this.#running = false;
    this.crew.scheduler.pause();
    for (const { method } of this.runs.members) this.crew.scheduler.leave(method);
    this.#joinAll();
    this.#settle();
    this.engine.notify('error', { message });
  }
}
