// One run: the trainers of the methods, and what has been told of them.

/** @import {MeanFlowModule, Trainer} from './meanflow.d.ts' */
/** @import {LaneReply} from './lane-role.js' */
/** @import {Field, FinishedMethod, KeptMethod, Method, Progress, Receipt, Settings} from './types.js' */
import { Checkpoints } from './checkpoints.js';
import { METHODS, SHOWN_METHODS } from './methods.js';
import { RateMeter } from './pace.js';
import { messageOf } from './rpc.js';

const FIRST_PATIENCE = 15_000; // ms; the worker may have yet to load
const PATIENCE = 5000; // ms: far more than a lane takes, but for very large networks
const LANE_TOLERANCE = 20; // times the slowest lane so far
const UNKNOWN_SPEED = 1e5; // flop/ms: the first lanes of a large network may take their time
const RECEIPT_LOSSES = 100; // A receipt tells the mean of so many.
const GOOD_INTERVAL = 100; // iterations, at least, between two states to go back to
const GOOD_LOSSES = 20; // Whether losses rise is told by the mean of so many.
const GOOD_RISE = 1; // times the lowest such mean: more is on the way out
const GOOD_PARAMETERS = 1e6; // Keeping states of larger networks would cost too much.

/** One method's part in a run. */
class Member {
  /** Why it cannot go on, or "". */
  failure = '';
  /** Iterations done. */
  iteration = 0;
  /** Where to rest, should it be before the end. */
  limit = Number.POSITIVE_INFINITY;
  /** Began with weights from elsewhere, so that settings alone do not lead here. */
  imported = false;
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
      this.failure = messageOf(error);
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
    const { method, iteration, imported } = this;
    return { method, iteration, imported, receipt: this.trainer.receipt(), loss };
  }

  /** Everything that going on later takes, but for checkpoints. @returns {KeptMethod} */
  keep() {
    const { method, iteration, imported, seconds, trainer } = this;
    const [weights, optimizer] = [trainer.exportWeights(), trainer.exportOptimizer()];
    return { method, iteration, imported, weights, optimizer, seconds };
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

/** The trainers of all methods under one setting, in one instance of the module. */
export class Run {
  /**
   * @param {number} id
   * @param {MeanFlowModule} module Used by this run alone: its memory goes with the run.
   * @param {Settings} settings Throws an Error when one is refused.
   * @param {readonly Method[]} [methods] Those that are wanted already; others come when they are.
   * @param {(method: Method, config: string) => Trainer} [makeTrainer]
   */
  constructor(
    id,
    module,
    settings,
    methods = SHOWN_METHODS,
    makeTrainer = (_, config) => newTrainer(module, config),
  ) {
    this.id = id;
    this.module = module;
    this.settings = settings;
    this.iterations = settings.iterations ?? defaultOf(module, 'iterations');
    this.batch = settings.batch ?? defaultOf(module, 'batch');
    this.checkpointEvery = settings.checkpoint_every ?? defaultOf(module, 'checkpoint_every');
    /** JSON, of every method. @type {Record<string, string>} */
    this.configs = {};
    for (const method of METHODS) {
      const config = JSON.stringify({ ...settings, method });
      const refusal = module.validate(config);
      if (refusal) throw new Error(refusal);
      this.configs[method] = config;
    }
    /** @type {Map<Method, Member>} */
    this.members = new Map();
    for (const method of METHODS) {
      if (methods.includes(method)) this.#add(method, makeTrainer(method, this.configs[method]));
    }
  }

  /** @param {Method} method @param {Trainer} trainer @returns {Member} */
  #add(method, trainer) {
    const config = this.configs[method];
    const checkpoints = new Checkpoints(trainer, this.checkpointEvery, this.iterations);
    const member = new Member(method, config, trainer, this.iterations, this.batch, checkpoints);
    this.members.set(method, member);
    return member;
  }

  /**
   * This run under another number, save that one method begins anew with the weights of a file.
   * Throws an Error when they do not fit; this run is as it was then, and is to be left otherwise.
   *
   * @param {number} id
   * @param {Method} imported
   * @param {Uint8Array} weights A safetensors file.
   * @returns {{run: Run, trained: number}} `trained`: iterations behind the weights, 0 if unknown.
   */
  withWeights(id, imported, weights) {
    const { trainer: replaced, config } = this.member(imported);
    const trainer = newTrainer(this.module, config);
    let trained = 0;
    try {
      trained = trainer.importWeights(weights);
    } catch (error) {
      trainer.delete();
      throw error;
    }
    const run = new Run(id, this.module, this.settings, [...this.members.keys()], (method) => {
      return method === imported ? trainer : this.member(method).trainer;
    });
    for (const [method, member] of this.members) {
      run.member(method).imported = member.imported;
      run.member(method).failure = member.failure;
      run.member(method).seconds = member.seconds;
      run.member(method).good = member.good;
      if (method !== imported) run.member(method).checkpoints = member.checkpoints;
    }
    const member = run.member(imported);
    Object.assign(member, { imported: true, failure: '' });
    member.good = member.keep();
    replaced.delete();
    return { run, trained };
  }

  /**
   * Has the methods of a new run go on from where they are here, and those that cannot from where they were good.
   * @param {Run} run At iteration 0, of the same network.
   */
  handOver(run) {
    for (const [method, member] of this.members) {
      const kept = member.failure ? member.good : member.keep();
      // The beginning is that of the new run: settings alone lead there.
      if (!kept || (kept.iteration === 0 && !kept.imported)) continue;
      const checkpoints = member.checkpoints.all();
      run.member(method).restore({ ...kept, checkpoints, imported: true });
    }
  }

  /**
   * Checkpoints to keep; where they would take more than so much by the end of the run, only every second, third, ...
   * @param {number} mostBytes
   * @returns {import('../keep/keeper.js').CheckpointSource[]}
   */
  checkpoints(mostBytes) {
    const members = [...this.members.values()];
    const perMethod = this.iterations / this.checkpointEvery;
    const bytes = members.reduce((sum, { trainer }) => sum + 4 * trainer.parameterCount(), 0);
    const stride = Math.max(1, Math.ceil((perMethod * bytes) / mostBytes));
    return members.flatMap(({ method, checkpoints }) => {
      const all = checkpoints.iterations.map((iteration, i) => ({
        id: `${this.id} ${method} ${iteration}`,
        read: () => ({ method, iteration, parameters: checkpoints.parameters(i) }),
      }));
      return all.filter((_, i) => i % stride === 0);
    });
  }

  /** Made when it is first asked for. @param {Method} method @returns {Member} */
  member(method) {
    const member = this.members.get(method);
    if (member) return member;
    const config = this.configs[method];
    if (!config) throw new Error(`"${method}" is no method; these are: ${METHODS.join(', ')}`);
    return this.#add(method, newTrainer(this.module, config));
  }
}

/** @param {MeanFlowModule} module @param {string} config */
function newTrainer(module, config) {
  try {
    return new module.Trainer(config);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    throw new Error(
      'The network does not fit into the memory that a page gets; lower width or depth',
    );
  }
}

/** @param {MeanFlowModule} module @param {string} name */
function defaultOf(module, name) {
  /** @type {Field[]} */
  const fields = JSON.parse(module.fields());
  return Number(fields.find((field) => field.name === name)?.default);
}
