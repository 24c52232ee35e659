// Runs the engine's worker code without workers: simulated time, ports with delays, and a fake module whose results
// depend on the order of every addition.

import { Rpc } from '../../../web/engine/rpc.js';
import { LANES } from '../../../web/engine/training/chunks.js';
/** @import {MeanFlowModule} from '../../../web/engine/meanflow.d.ts' */
/** @import {Method} from '../../../web/engine/types.js' */
import { Coordinator } from '../../../web/engine/training/coordinator.js';
import { startLanes } from '../../../web/engine/training/lane-worker.js';
import { WATCH_INTERVAL } from '../../../web/engine/training/lane-workers.js';

const PARAMETERS = 3;

/** @param {string} text */
function hash(text) {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 1009;
  return value;
}

/** Gradients with such different magnitudes that the order of summation changes the sum. */
class FakeLaneEvaluator {
  #parameters = new Float32Array(PARAMETERS);
  #gradient = new Float32Array(PARAMETERS);

  /** @param {string} config */
  constructor(config) {
    this.offset = hash(JSON.parse(config).method);
  }

  /** @param {Float32Array} parameters */
  setParameters(parameters) {
    if (parameters.length !== PARAMETERS) throw new Error('a detached or foreign buffer');
    this.#parameters.set(parameters);
  }

  /** @param {number} iteration @param {number} lane */
  evaluate(iteration, lane) {
    this.#gradient = this.#parameters.map((parameter, i) => {
      const wave = Math.sin(parameter * (lane + 1.37) + iteration * 0.7 + this.offset + i);
      return wave * 10 ** ((lane * 7 + i) % 5);
    });
    return Math.fround(this.#gradient[0] / 3);
  }

  /** @param {number} iteration */
  evaluateBatch(iteration) {
    const sum = new Float32Array(PARAMETERS);
    let loss = 0;
    for (let lane = 0; lane < LANES; ++lane) {
      loss = Math.fround(loss + this.evaluate(iteration, lane));
      this.#gradient.forEach((value, i) => {
        sum[i] += value;
      });
    }
    this.#gradient = sum;
    return loss;
  }

  gradient() {
    return this.#gradient.slice();
  }

  /** @param {Float32Array} target */
  gradientInto(target) {
    target.set(this.#gradient);
  }

  delete() {}
}

/** Adds lanes in order, then takes a step of gradient descent. */
class FakeTrainer {
  #parameters = new Float32Array(PARAMETERS);
  /** @type {number[]} */
  #losses = [];
  /** @type {Map<number, {loss: number, gradient: Float32Array}>} */
  #lanes = new Map();
  /** The sum of all lanes. @type {{loss: number, gradient: Float32Array} | null} */
  #batch = null;
  /** @type {{iteration: number, parameters: Float32Array}[]} */
  #checkpoints = [];

  /** @param {string} config */
  constructor(config) {
    this.config = JSON.parse(config);
    this.#parameters.fill((this.config.seed ?? 0) + hash(this.config.method) / 1009);
    this.#record();
  }

  #record() {
    this.#checkpoints.push({ iteration: this.iteration(), parameters: this.parameters() });
  }

  iteration() {
    return this.#losses.length;
  }

  parameterCount() {
    return PARAMETERS;
  }

  parameters() {
    return this.#parameters.slice();
  }

  /** @param {Float32Array} target */
  parametersInto(target) {
    target.set(this.#parameters);
  }

  /** @param {number} lane @param {number} loss @param {Float32Array} gradient */
  addLane(lane, loss, gradient) {
    this.#lanes.set(lane, { loss, gradient: gradient.slice() });
  }

  /** @param {number} loss @param {Float32Array} gradient */
  addBatch(loss, gradient) {
    this.#batch = { loss, gradient: gradient.slice() };
  }

  #sumOfLanes() {
    if (this.#lanes.size !== LANES) throw new Error(`apply with ${this.#lanes.size} lanes`);
    const lanes = [...this.#lanes].sort(([a], [b]) => a - b).map(([, lane]) => lane);
    const gradient = new Float32Array(PARAMETERS);
    let loss = 0;
    for (const lane of lanes) {
      loss = Math.fround(loss + lane.loss);
      lane.gradient.forEach((value, i) => {
        gradient[i] += value;
      });
    }
    return { loss, gradient };
  }

  apply() {
    const { explodeAt } = this.config;
    const { loss, gradient } = this.#batch ?? this.#sumOfLanes();
    this.#batch = null;
    this.#lanes.clear();
    if (this.#losses.length === explodeAt) throw new Error('the loss is not finite');
    this.#parameters = this.#parameters.map((parameter, i) => parameter - 1e-5 * gradient[i]);
    this.#losses.push(loss);
    if (this.iteration() % (this.config.checkpoint_every ?? 1000) === 0) this.#record();
  }

  /** @param {number} from */
  losses(from) {
    return Float32Array.from(this.#losses.slice(from));
  }

  checkpointIterations() {
    return Int32Array.from(this.#checkpoints, ({ iteration }) => iteration);
  }

  /** @param {number} index */
  checkpoint(index) {
    return this.#checkpoints[index].parameters.slice();
  }

  exportWeights() {
    return new Uint8Array(this.#parameters.slice().buffer);
  }

  exportOptimizer() {
    return new Uint8Array(Float32Array.from(this.#losses).buffer);
  }

  /** @param {Uint8Array} weights @param {Uint8Array} optimizer */
  restore(weights, optimizer) {
    this.importWeights(weights);
    this.#losses = [...new Float32Array(optimizer.slice().buffer)];
    this.#checkpoints = [];
    this.#record();
  }

  /** @param {Uint8Array} weights */
  importWeights(weights) {
    if (weights.length !== 4 * PARAMETERS) throw new Error(`${weights.length} bytes do not fit`);
    this.#parameters.set(new Float32Array(weights.slice().buffer));
    this.#losses = [];
    return 7;
  }

  receipt() {
    return this.#parameters.join(' ');
  }

  delete() {}
}

export const fakeModule = /** @type {MeanFlowModule} */ (
  /** @type {unknown} */ ({
    validate: (/** @type {string} */ config) => (JSON.parse(config).lr > 10 ? 'lr: too high' : ''),
    arithmetic: () => 'fake',
    Trainer: FakeTrainer,
    LaneEvaluator: FakeLaneEvaluator,
  })
);

/**
 * The expected results of training: the same computation on one thread.
 * @param {import('../../../web/engine/types.js').Settings} settings
 * @param {Method} method
 * @param {number} iterations
 */
export function trainSerially(settings, method, iterations) {
  const config = JSON.stringify({ ...settings, method });
  const trainer = new FakeTrainer(config);
  const evaluator = new FakeLaneEvaluator(config);
  for (let iteration = 0; iteration < iterations; ++iteration) {
    evaluator.setParameters(trainer.parameters());
    for (let lane = 0; lane < LANES; ++lane) {
      trainer.addLane(lane, evaluator.evaluate(iteration, lane), evaluator.gradient());
    }
    trainer.apply();
  }
  return { losses: [...trainer.losses(0)], parameters: [...trainer.parameters()] };
}

/** Simulated time. */
export class Clock {
  now = 0;
  /** @type {{time: number, serial: number, act: () => void}[]} */
  #events = [];
  #serial = 0;

  /** @param {number} delay ms @param {() => void} act */
  after(delay, act) {
    this.#events.push({ time: this.now + delay, serial: ++this.#serial, act });
  }

  /**
   * Lets time pass until a condition holds.
   * @param {() => boolean} holds
   * @param {number} [limit] ms; throws an Error when it takes longer.
   */
  async until(holds, limit = 1e6) {
    const end = this.now + limit;
    for (;;) {
      await new Promise(setImmediate);
      if (holds()) return;
      this.#events.sort((a, b) => a.time - b.time || a.serial - b.serial);
      const next = this.#events.shift();
      if (!next || next.time > end) throw new Error(`the condition did not hold by ${this.now} ms`);
      this.now = Math.max(this.now, next.time);
      next.act();
    }
  }

  /** @param {number} ms */
  async pass(ms) {
    let over = false;
    this.after(ms, () => {
      over = true;
    });
    await this.until(() => over);
  }
}

/** One end of a channel; messages arrive in order, each after a delay. */
class FakePort {
  /** @type {((event: {data: any}) => void) | null} */
  onmessage = null;
  /** @type {FakePort | null} */
  other = null;
  closed = false;
  #lastArrival = 0;

  /** @param {Clock} clock @param {(message: any) => number} delay Until a message is handled. */
  constructor(clock, delay) {
    this.clock = clock;
    this.delay = delay;
  }

  /** @param {any} message @param {any[]} transfer */
  postMessage(message, transfer) {
    // Ports are passed on; everything else is cloned, and transferred buffers are detached.
    const data = transfer.some((item) => item instanceof FakePort)
      ? message
      : structuredClone(message, { transfer });
    const { clock } = this;
    this.#lastArrival = Math.max(this.#lastArrival, clock.now + this.delay(message));
    clock.after(this.#lastArrival - clock.now, () => {
      if (!this.closed && !this.other?.closed) this.other?.onmessage?.({ data });
    });
  }

  close() {
    this.closed = true;
  }
}

/** @param {Clock} clock @param {(message: any) => number} there @param {() => number} back */
export function fakeChannel(clock, there, back) {
  const port1 = new FakePort(clock, there);
  const port2 = new FakePort(clock, back);
  port1.other = port2;
  port2.other = port1;
  return { port1, port2 };
}

/** Of a batch whose lanes workers share, and of one that a worker computes alone. */
export const [SHARED_BATCH, SMALL_BATCH] = [4e7, 8];

/** A coordinator with lane workers in simulated time. */
export class Simulation {
  clock = new Clock();
  /** The coordinator's messages. @type {{name: string, argument: any}[]} */
  messages = [];
  /** Reported losses, by method. @type {Record<string, number[]>} */
  losses = { fm: [], mf: [], imf: [], lsd: [] };
  /** @type {Map<number, {port: FakePort, dead: boolean}>} */
  workers = new Map();
  /** Lanes in each message to a worker. @type {number[]} */
  chunks = [];
  #serial = 0;

  /**
   * @param {object} options
   * @param {number} options.workers
   * @param {() => number} options.laneTime How long a worker takes for the next lane, ms.
   * @param {number} [options.latency] Delay of a message to or from the coordinator, ms.
   * @param {() => string} [options.laneFault] Error of the next lane; "" for none.
   * @param {ConstructorParameters<typeof Coordinator>[3]} [options.makeAutosave]
   */
  constructor({ workers, laneTime, latency = 0.1, laneFault = () => '', makeAutosave }) {
    this.latency = latency;
    this.count = workers;
    this.laneTime = laneTime;
    this.laneFault = laneFault;
    const { clock } = this;
    const { port1, port2 } = fakeChannel(
      clock,
      () => 0.1,
      () => 0.1,
    );
    this.coordinator = new Coordinator(
      async () => fakeModule,
      port2,
      () => clock.now,
      makeAutosave,
    );
    const record = (/** @type {string} */ name) => (/** @type {any} */ argument) => {
      this.messages.push({ name, argument });
    };
    const handlers = {
      run: (/** @type {any} */ run) => {
        this.losses = { fm: [], mf: [], imf: [], lsd: [] };
        record('run')(run);
      },
      state: record('state'),
      paused: record('paused'),
      error: record('error'),
      progress: (/** @type {any[]} */ reports) => {
        for (const { method, losses } of reports) this.losses[method].push(...losses);
      },
      startLaneWorkers: () => this.startLaneWorkers(),
      stopLaneWorker: (/** @type {{id: number}} */ { id }) => this.#end(id),
    };
    this.rpc = new Rpc(port1, handlers, (error) => {
      throw error;
    });
    this.#watch();
  }

  startLaneWorkers() {
    while (this.workers.size < this.count) {
      const id = ++this.#serial;
      const { port1, port2 } = this.#laneChannel();
      const faultyModule = {
        ...fakeModule,
        LaneEvaluator: this.#faultyEvaluator(() => this.laneFault()),
      };
      startLanes(/** @type {any} */ (faultyModule), port2);
      this.workers.set(id, { port: port2, dead: false });
      this.rpc.notify('addLaneWorker', { id, port: port1 }, [/** @type {any} */ (port1)]);
    }
  }

  /** A worker handles messages one by one; each lane takes `laneTime`, the answer only the latency. */
  #laneChannel() {
    const { clock, latency, laneTime } = this;
    let busyUntil = 0;
    const work = (/** @type {{lanes: number[]}} */ { lanes }) => {
      this.chunks.push(lanes.length);
      busyUntil = Math.max(busyUntil, clock.now + latency);
      for (const _ of lanes) busyUntil += laneTime();
      return busyUntil - clock.now;
    };
    return fakeChannel(clock, work, () => latency);
  }

  /** Kills a worker. @param {number} id @param {boolean} silently The coordinator is not notified. */
  kill(id, silently) {
    const worker = this.workers.get(id);
    if (!worker || worker.dead) return;
    worker.dead = true;
    worker.port.onmessage = null;
    worker.port.postMessage = () => {};
    if (!silently) this.rpc.notify('laneWorkerFailed', { id, reason: 'killed' });
  }

  /**
   * Calls the coordinator and lets time pass until it answers. Batches are shared unless the argument has another.
   * @param {string} name
   * @param {any} [argument]
   */
  async call(name, argument) {
    let over = false;
    const settings = name === 'configure' ? { batch: SHARED_BATCH, ...argument } : argument;
    const answer = this.rpc.call(name, settings).finally(() => {
      over = true;
    });
    answer.catch(() => {});
    await this.clock.until(() => over);
    return answer;
  }

  /** The latest reported state. @returns {import('../../../web/engine/types.js').EngineState} */
  get state() {
    return this.messages.findLast(({ name }) => name === 'state' || name === 'paused')?.argument;
  }

  /** @param {Method} method */
  iteration(method) {
    return this.state.methods.find((state) => state.method === method)?.iteration;
  }

  errors() {
    return this.messages
      .filter(({ name }) => name === 'error')
      .map(({ argument }) => argument.message);
  }

  /** @param {Method} method */
  async parameters(method) {
    const bytes = await this.call('exportWeights', method);
    return [...new Float32Array(bytes.buffer)];
  }

  /** @param {number} id */
  #end(id) {
    this.kill(id, true);
    this.workers.delete(id);
  }

  /** @param {() => string} fault */
  #faultyEvaluator(fault) {
    return class extends FakeLaneEvaluator {
      /** @override @param {number} iteration @param {number} lane */
      evaluate(iteration, lane) {
        const message = fault();
        if (message) throw new Error(message);
        return super.evaluate(iteration, lane);
      }
    };
  }

  #watch() {
    this.clock.after(WATCH_INTERVAL, () => {
      this.coordinator.laneWorkers.watch();
      this.#watch();
    });
  }
}
