// Trains: owns the state of every method, has lanes computed by workers, and tells what happens.
// Runs in a worker of its own, knows no Worker: ports come in, requests for workers go out.

/** @import {MeanFlowModule} from './meanflow.d.ts' */
/** @import {EngineState, KeptRun, Method, Receipts, ResumableRun, Settings} from './types.js' */
/** @import {Handler, Port} from './rpc.js' */
/** @import {LaneReply, LaneRequest} from './lane-role.js' */
/** @import {Accepted} from './crew.js' */
/** @import {Assignment} from './lane-scheduler.js' */
/** @import {Keeper, Surroundings} from '../keep/keeper.js' */
import { Crew, WATCH_INTERVAL } from './crew.js';
import { METHODS, SHOWN_METHODS } from './methods.js';
import { Interval } from './pace.js';
import { messageOf, moved, Rpc } from './rpc.js';
import { Run } from './run.js';
import { parametersOf, SamplerLink } from './sampler-link.js';

const REPORT_INTERVAL = 100; // ms
const MOST_CHECKPOINT_BYTES = 64e6; // of a run, kept in the browser

/** Keeping loads when it is asked for. @param {Surroundings} surroundings */
async function loadKeeper(surroundings) {
  const { Keeper } = await import('../keep/keeper.js');
  return new Keeper(surroundings);
}

/** Trains the enabled methods of the current run. */
export class Conductor {
  /** @type {Run | null} */
  #run = null;
  #runs = 0;
  /** @type {Method[]} */
  #enabled = [...SHOWN_METHODS];
  /** Those that were enabled at some time are sampled. @type {Set<Method>} */
  #sampled = new Set();
  #running = false;
  #settled = true;
  /** @type {(() => void)[]} */
  #awaitSettled = [];
  /** @type {Promise<void>} */
  #commands = Promise.resolve();
  #reportTime = new Interval(REPORT_INTERVAL);
  /** @type {SamplerLink | null} */
  #sampler = null;
  /** @type {Promise<Keeper> | null} */
  #loading = null;
  /** @type {Keeper | null} */
  #keeper = null;
  /** An instance made early, for the first run. @type {Promise<MeanFlowModule> | null} */
  #spare;

  /**
   * @param {() => Promise<MeanFlowModule>} instantiate A new instance of the module.
   * @param {Port} port To the engine.
   * @param {() => number} now ms
   * @param {(surroundings: Surroundings) => Promise<Keeper>} [makeKeeper]
   */
  constructor(instantiate, port, now, makeKeeper = loadKeeper) {
    this.instantiate = instantiate;
    this.makeKeeper = makeKeeper;
    this.#spare = instantiate();
    this.#spare.catch(() => {}); // Whoever awaits it hears of it.
    this.now = now;
    const onFault = (/** @type {unknown} */ error) => this.#fail(messageOf(error));
    this.engine = new Rpc(port, this.#handlers(onFault), onFault);
    this.crew = new Crew({
      now,
      request: (assignment) => this.#request(assignment),
      takeIn: (reply, accepted) => this.#takeIn(reply, accepted),
      patience: ({ method, lanes }) => this.#run?.member(method).patience(lanes.length) ?? 0,
      dismissed: (id) => this.engine.notify('dismiss', { id }),
      hire: () => this.engine.notify('hire'),
      gaveUp: (reason) => this.#fail(`Training stopped, its workers keep failing: ${reason}`),
    });
  }

  /**
   * What the engine may ask for.
   * @param {(error: unknown) => void} onFault
   * @returns {Record<string, Handler>}
   */
  #handlers(onFault) {
    return {
      alive: () => {}, // That it answers is the answer.
      fields: async () => JSON.parse((await (this.#spare ?? this.instantiate())).fields()),
      configure: (settings) => this.#inTurn(() => this.#begin(settings, this.#running)),
      reset: () => this.#inTurn(() => this.#begin(this.#run?.settings ?? {}, false)),
      train: () => this.#inTurn(() => this.#train()),
      trainTo: (limits) => {
        return this.#inTurn(() => this.#train(limits)).then(() => this.#whenSettled());
      },
      pause: () => this.#inTurn(() => this.#pause()).then(() => this.#whenSettled()),
      step: () => this.#inTurn(() => this.#step()).then(() => this.#whenSettled()),
      methods: (methods) => this.#inTurn(() => this.#setMethods(methods)),
      lanes: ({ id, port }) => {
        this.crew.add(id, port);
        this.#tellState();
      },
      lost: ({ id, reason }) => this.crew.dismiss(id, reason),
      leave: ({ id }) => {
        this.crew.dismiss(id, '');
        this.#tellState();
      },
      sampler: ({ port }) => {
        this.#sampler?.close();
        this.#sampler = new SamplerLink(port, () => this.#run, onFault);
        if (this.#run) this.#sampler.tellRun(this.#run);
        this.#tellState();
      },
      parameters: (request) => parametersOf(this.#run, request),
      checkpoints: (method) => this.#memberOf(method).checkpoints.iterations,
      exportWeights: (method) => {
        const bytes = this.#memberOf(method).trainer.exportWeights();
        return moved(bytes, bytes);
      },
      importWeights: (request) => this.#inTurn(() => this.#importWeights(request)),
      receipts: () => this.#receipts(),
      keepRun: () => {
        const kept = this.#keepRun();
        const methods = kept.methods.map((method) => {
          return { ...method, checkpoints: this.#memberOf(method.method).checkpoints.all() };
        });
        const parts = methods.flatMap(({ weights, optimizer, checkpoints }) => {
          return [weights, optimizer, ...checkpoints.map(({ parameters }) => parameters)];
        });
        return moved({ ...kept, methods }, ...parts);
      },
      resume: (kept) => this.#inTurn(() => this.#resumeRun(kept)),
      goOn: (changes) => this.#inTurn(() => this.#goOn(changes)),
      keep: (placed) => this.#inTurn(() => this.#keepAt(placed)),
    };
  }

  /**
   * Commands wait for one another: a new run takes a moment.
   * @template T
   * @param {() => T | Promise<T>} command
   * @returns {Promise<T>}
   */
  #inTurn(command) {
    const result = this.#commands.then(command);
    this.#commands = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  /** @param {Settings} settings @param {boolean} running */
  async #begin(settings, running) {
    await this.#install(await this.#newRun(settings), running);
  }

  /** @param {ResumableRun} kept */
  async #resumeRun({ settings, methods }) {
    const run = await this.#newRun(settings);
    for (const kept of methods) run.member(kept.method).restore(kept);
    await this.#install(run, false);
  }

  /** @param {Settings} changes */
  async #goOn(changes) {
    if (!this.#run) throw new Error('There is no run yet');
    const run = await this.#newRun({ ...this.#run.settings, ...changes });
    this.#run.handOver(run);
    await this.#install(run, this.#running);
  }

  /**
   * @param {{method: Method, weights: Uint8Array}} request
   * @returns {Promise<number>} Iterations of training behind the weights, 0 if unknown.
   */
  async #importWeights({ method, weights }) {
    if (!this.#run) await this.#begin({}, false);
    const old = /** @type {Run} */ (this.#run);
    const { run, trained } = old.withWeights(this.#runs + 1, method, weights);
    await this.#install(run, this.#running);
    return trained;
  }

  /** @param {Settings} settings */
  async #newRun(settings) {
    // An instance of its own: whatever goes wrong, the current run stays as it was; and the whole
    // memory of an old run goes with it.
    const module = await (this.#spare ?? this.instantiate());
    this.#spare = null;
    return new Run(this.#runs + 1, module, settings, this.#enabled);
  }

  /** Makes it the current run. @param {Run} run @param {boolean} running */
  async #install(run, running) {
    this.#runs = run.id;
    this.#run = run;
    this.#running = false;
    this.crew.scheduler.clear(run.id);
    this.#joinAll();
    this.engine.notify('run', {
      run: run.id,
      settings: run.settings,
      iterations: run.iterations,
    });
    this.#sampler?.tellRun(run);
    if (!this.#worthKeeping) this.#keeper?.forget();
    if (running) await this.#train();
    else this.#settle();
  }

  /** @param {Partial<Record<Method, number>>} [limits] Where to rest, by method; others do not train. */
  async #train(limits) {
    if (!this.#run) await this.#begin({}, false);
    this.#setLimits(limits);
    if (this.#running) this.#settleIfIdle();
    if (this.#running || !this.#canGoOn) return;
    this.#running = true;
    this.crew.scheduler.go();
    this.#resume();
    // Whoever waited for a pause waits in vain now.
    this.#tellSettled();
  }

  /** @param {Partial<Record<Method, number>>} [limits] */
  #setLimits(limits) {
    for (const member of this.#members) {
      member.limit = limits ? (limits[member.method] ?? 0) : Number.POSITIVE_INFINITY;
    }
    this.#joinAll();
    this.crew.dispatch();
  }

  #pause() {
    this.#running = false;
    this.crew.scheduler.pause();
    if (this.crew.scheduler.busy) this.#tellState();
    else this.#settle();
  }

  async #step() {
    if (!this.#run) await this.#begin({}, false);
    this.#setLimits();
    if (!this.#canGoOn) {
      this.#pause();
      return;
    }
    this.#running = false;
    this.crew.scheduler.step();
    this.#resume();
  }

  #resume() {
    if (this.#settled) for (const member of this.#members) member.restartMeter(this.now());
    this.#settled = false;
    this.crew.encourage();
    this.#tellState();
    this.crew.dispatch();
  }

  /** @param {Method[]} methods */
  #setMethods(methods) {
    const unknown = methods.find((method) => !METHODS.includes(method));
    if (unknown) throw new Error(`"${unknown}" is no method; these are: ${METHODS.join(', ')}`);
    this.#enabled = METHODS.filter((method) => methods.includes(method));
    for (const method of this.#enabled) {
      this.#sampled.add(method);
      this.#run?.member(method);
    }
    this.#joinAll();
    this.#tellState();
    this.crew.dispatch();
    this.#settleIfIdle();
  }

  /** Brings the scheduler's methods in line with those that are enabled and can go on. */
  #joinAll() {
    for (const { method, iteration, canGoOn } of this.#members) {
      if (canGoOn && this.#enabled.includes(method)) this.crew.scheduler.join(method, iteration);
      else this.crew.scheduler.leave(method);
    }
  }

  get #members() {
    return METHODS.flatMap((method) => this.#run?.members.get(method) ?? []);
  }

  get #canGoOn() {
    return this.#members.some(({ method, canGoOn }) => canGoOn && this.#enabled.includes(method));
  }

  /** @param {Method} method */
  #memberOf(method) {
    if (!this.#run) throw new Error('There is no run yet');
    return this.#run.member(method);
  }

  /** @returns {Receipts} */
  #receipts() {
    const arithmetic = this.#run?.module.arithmetic() ?? '';
    return { arithmetic, receipts: this.#members.map((member) => member.receipt()) };
  }

  /** Without checkpoints. @returns {KeptRun} */
  #keepRun() {
    if (!this.#run) throw new Error('There is no run yet');
    return { settings: this.#run.settings, methods: this.#members.map((member) => member.keep()) };
  }

  /** @param {import('../keep/keeper.js').Placed | null} placed */
  async #keepAt(placed) {
    this.#loading ??= this.makeKeeper({
      keepRun: () => (this.#worthKeeping ? this.#keepRun() : null),
      checkpoints: () => this.#run?.checkpoints(MOST_CHECKPOINT_BYTES) ?? [],
      version: () => [this.#runs, ...this.#members.map(({ iteration }) => iteration)].join(' '),
      tell: (keeping) => this.engine.notify('kept', keeping),
      now: this.now,
    });
    try {
      this.#keeper = await this.#loading;
    } catch (error) {
      this.#loading = null;
      this.engine.notify('kept', { savedAt: 0, failure: messageOf(error) });
      return;
    }
    this.#keeper.put(placed);
    if (this.#settled) this.#keeper.save();
  }

  /** A run that has yet to begin is as good as its settings. */
  get #worthKeeping() {
    return this.#members.some(({ iteration, imported }) => iteration > 0 || imported);
  }

  /** @param {Assignment} assignment @returns {LaneRequest} */
  #request({ run, method, iteration, lanes, needsParameters: hasParameters }) {
    const member = /** @type {Run} */ (this.#run).member(method);
    const buffer = member.takeBuffer(lanes.length);
    if (hasParameters) member.writeParameters(buffer);
    return { run, method, config: member.config, iteration, lanes, hasParameters, buffer };
  }

  /** @param {LaneReply} reply @param {Accepted} accepted */
  #takeIn(reply, { wanted, complete, duration }) {
    const member = /** @type {Run} */ (this.#run).member(reply.method);
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
    this.#keeper?.tick();
    this.#settleIfIdle();
  }

  /** Settles when the last iteration in flight is in and no other will come. */
  #settleIfIdle() {
    if (this.#settled || this.crew.scheduler.busy) return;
    // With no method enabled, training waits for one.
    if (this.#running && (this.#canGoOn || this.#enabled.length === 0)) return;
    this.#settle();
  }

  #settle() {
    this.#running = false;
    this.crew.scheduler.pause();
    this.#settled = true;
    this.#tellProgress();
    this.#tellState();
    this.engine.notify('paused', this.#state());
    this.#keeper?.save();
    this.#tellSettled();
  }

  #tellSettled() {
    for (const resolve of this.#awaitSettled.splice(0)) resolve();
  }

  /** @returns {Promise<void>} */
  #whenSettled() {
    if (this.#settled) return Promise.resolve();
    return new Promise((resolve) => this.#awaitSettled.push(resolve));
  }

  /** @returns {EngineState} */
  #state() {
    const methods = this.#members.map((member) => {
      const { method, iteration, done, failure, imported } = member;
      const enabled = this.#enabled.includes(method);
      const good = member.good?.iteration ?? 0;
      return { method, enabled, iteration, done, failure, imported, good };
    });
    const enabled = methods.filter((method) => method.enabled);
    return {
      run: this.#runs,
      running: this.#running,
      busy: !this.#settled,
      done: enabled.length > 0 && enabled.every(({ done }) => done),
      workers: this.crew.size,
      methods,
    };
  }

  #tellState() {
    this.engine.notify('state', this.#state());
    const methods = METHODS.filter((method) => this.#sampled.has(method));
    const training = !this.#settled;
    this.#sampler?.tellSituation({
      training,
      methods: methods.length > 0 ? methods : [...SHOWN_METHODS],
    });
  }

  #tellProgress() {
    const reports = this.#members.flatMap((member) => member.report(this.#runs, this.now()) ?? []);
    if (reports.length === 0) return;
    this.engine.notify(
      'progress',
      reports,
      reports.map(({ losses }) => losses.buffer),
    );
  }

  /** Stops at once, at the last whole iterations. @param {string} message */
  #fail(message) {
    this.#running = false;
    this.crew.scheduler.pause();
    for (const { method } of this.#members) this.crew.scheduler.leave(method);
    this.#joinAll();
    this.#settle();
    this.engine.notify('error', { message });
  }
}

/**
 * @param {() => Promise<MeanFlowModule>} instantiate
 * @param {Port} port To the engine.
 */
export function startConductor(instantiate, port) {
  const conductor = new Conductor(instantiate, port, () => performance.now());
  setInterval(() => conductor.crew.watch(), WATCH_INTERVAL);
}
