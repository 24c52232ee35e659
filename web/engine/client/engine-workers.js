// The engine's workers: makes them, joins them by ports, and replaces those that fail.

/** @import {EngineEvents, EngineState, Progress} from '../types.js' */
/** @import {EngineWorker, Host} from './browser-host.js' */
import { messageOf } from '../../errors.js';
import { Rpc } from '../rpc.js';
import { WorkerPool } from './worker-pool.js';

/** Events that the sampler tells. */
const SAMPLED = /** @type {const} */ ([
  'paths',
  'exact',
  'quality',
  'floors',
  'survey',
  'field',
  'probe',
]);

/** @typedef {typeof SAMPLED[number]} Sampled */

const SAMPLER_FAULTS = 3; // in a row, before the animation is given up
const SAMPLER_LIFE = 120_000; // ms; one that fails after so long does not add to a row

/**
 * Who is told what the workers tell.
 * @typedef {object} Listener
 * @property {(run: EngineEvents['run']) => void} run
 * @property {(state: EngineState) => void} state
 * @property {(state: EngineState) => void} paused
 * @property {(reports: Progress[]) => void} progress
 * @property {(type: Sampled, detail: any) => void} sampled
 * @property {(keeping: EngineEvents['kept']) => void} kept
 * @property {(error: EngineEvents['error']) => void} error
 */

/** One conductor, one sampler, and lane workers. */
export class Staff {
  #pool;
  /** @type {Map<number, EngineWorker>} */
  #lanes = new Map();
  #serial = 0;
  /** @type {EngineWorker | null} */
  #sampler = null;
  #samplerFaults = 0;
  #samplerSince = 0;
  /** What the sampler was asked to do last, by the call's name. @type {Map<string, unknown>} */
  #wishes = new Map();
  #disposed = false;

  /**
   * @param {Host} host
   * @param {number} count Lane workers.
   * @param {Listener} listener
   */
  constructor(host, count, listener) {
    this.count = clampWorkers(count);
    this.listener = listener;
    this.#pool = new WorkerPool(host, (reason) => this.#end(reason));
    this.conductor = this.#startConductor();
    this.#hire();
    this.sampler = this.#startSampler();
  }

  /** @param {number} count */
  setWorkers(count) {
    this.count = clampWorkers(count);
    for (const id of [...this.#lanes.keys()].slice(this.count))
      this.conductor.notify('leave', { id });
    this.#hire();
  }

  /**
   * Asks the sampler once.
   * @param {string} name Of its handler.
   * @param {unknown} argument
   * @returns {Promise<any>} Fails when it refuses, or fails.
   */
  ask(name, argument) {
    this.#reviveSampler();
    return this.sampler.call(name, argument);
  }

  /**
   * As `ask`, but should it fail, asks those that take its place.
   * @param {string} name
   * @param {unknown} argument
   * @returns {Promise<any>}
   */
  async insist(name, argument) {
    this.#reviveSampler();
    for (;;) {
      const { sampler } = this;
      try {
        return await sampler.call(name, argument);
      } catch (error) {
        if (sampler === this.sampler) throw error;
      }
    }
  }

  /**
   * Has the sampler do something from now on; so will one that takes its place.
   * @param {string} name
   * @param {unknown} argument
   * @returns {Promise<void>} Fails when it refuses, and goes on as before then.
   */
  async wish(name, argument) {
    await this.insist(name, argument);
    this.#wishes.set(name, argument);
  }

  dispose() {
    this.#close('The engine was disposed of');
  }

  #startConductor() {
    const { run, state, paused, progress, kept, error } = this.listener;
    const handlers = {
      run,
      state,
      paused,
      progress,
      kept,
      error,
      hire: () => this.#hire(),
      dismiss: (/** @type {{id: number}} */ { id }) => this.#dismiss(id),
    };
    const { port1, port2 } = new MessageChannel();
    const onFailure = (/** @type {string} */ reason) => {
      this.#end(`The worker that trains failed: ${reason}`);
    };
    const worker = this.#pool.start({ role: 'conductor', engine: port2 }, [port2], onFailure);
    const rpc = new Rpc(port1, handlers, this.#onFault);
    this.#pool.watch(worker, rpc, onFailure);
    return rpc;
  }

  #startSampler() {
    const engine = new MessageChannel();
    const conductor = new MessageChannel();
    const ports = [engine.port2, conductor.port2];
    const start = { role: 'sampler', engine: engine.port2, conductor: conductor.port2 };
    const onFailure = (/** @type {string} */ reason) => this.#replaceSampler(reason);
    const worker = this.#pool.start(start, ports, onFailure);
    this.#sampler = worker;
    this.#samplerSince = performance.now();
    this.conductor.notify('sampler', { port: conductor.port1 }, [conductor.port1]);
    const { sampled } = this.listener;
    const handlers = Object.fromEntries(
      SAMPLED.map((type) => [type, (/** @type {unknown} */ detail) => sampled(type, detail)]),
    );
    const rpc = new Rpc(engine.port1, handlers, this.#onFault);
    this.#pool.watch(worker, rpc, onFailure);
    return rpc;
  }

  /** @param {string} reason */
  #replaceSampler(reason) {
    const message = `The worker that samples failed: ${reason}`;
    this.#pool.end(this.#sampler);
    this.#sampler = null;
    this.sampler.close(message);
    if (performance.now() - this.#samplerSince > SAMPLER_LIFE) this.#samplerFaults = 0;
    const goesOn = ++this.#samplerFaults <= SAMPLER_FAULTS;
    if (goesOn) this.#renewSampler();
    const rest = goesOn
      ? 'Another one has taken its place.'
      : 'So have those that took its place; the next change to what is sampled starts another. Training does not need it.';
    this.listener.error({ message: `${message}. ${rest}`, unsurveyed: true });
  }

  /** One that was given up has another chance, as what it is asked for now may not be what it failed at. */
  #reviveSampler() {
    if (this.#sampler || this.#disposed) return;
    this.#samplerFaults = 0;
    this.#renewSampler();
  }

  #renewSampler() {
    this.sampler = this.#startSampler();
    // Of its failure an error tells; whoever wished for something is told already that it was granted.
    for (const [name, argument] of this.#wishes) this.wish(name, argument).catch(() => {});
  }

  /** Sees to it that there are as many lane workers as there should be. */
  #hire() {
    while (!this.#disposed && this.#lanes.size < this.count) {
      const id = ++this.#serial;
      const { port1, port2 } = new MessageChannel();
      const worker = this.#pool.start({ role: 'lanes', conductor: port2 }, [port2], (reason) => {
        this.conductor.notify('lost', { id, reason });
      });
      this.#lanes.set(id, worker);
      this.conductor.notify('lanes', { id, port: port1 }, [port1]);
    }
  }

  /** @param {number} id */
  #dismiss(id) {
    this.#pool.end(this.#lanes.get(id) ?? null);
    this.#lanes.delete(id);
  }

  /** Nothing works any more. @param {string} message */
  #end(message) {
    if (this.#disposed) return;
    this.#close(message);
    this.listener.error({ message, ended: true });
  }

  /** @param {string} reason */
  #close(reason) {
    this.#disposed = true;
    this.#pool.endAll();
    this.conductor.close(reason);
    this.sampler.close(reason);
  }

  #onFault = (/** @type {unknown} */ error) => this.listener.error({ message: messageOf(error) });
}

/** @param {number} count Anything; some browsers do not tell their cores. */
function clampWorkers(count) {
  return Math.min(8, Math.max(1, Math.floor(count) || 1));
}
