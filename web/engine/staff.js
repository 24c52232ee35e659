// The engine's workers: makes them, joins them by ports, and replaces those that fail.

/** @import {EngineEvents, EngineState, Progress} from './types.js' */
/** @import {EngineWorker, Host} from './host.js' */
import { messageOf } from './message-of.js';
import { Rpc } from './rpc.js';
import { Watchdog } from './watchdog.js';

/** Events that the sampler tells, beside 'paths'. */
const SAMPLED = /** @type {const} */ (['exact', 'quality', 'floors', 'survey', 'field', 'probe']);

/** @typedef {'paths' | typeof SAMPLED[number]} Sampled */

const SAMPLER_FAULTS = 3; // in a row, before the animation is given up

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
  /** @type {Set<EngineWorker>} */
  #workers = new Set();
  /** @type {Map<number, EngineWorker>} */
  #lanes = new Map();
  #serial = 0;
  /** @type {EngineWorker | null} */
  #sampler = null;
  #samplerFaults = 0;
  /** What the sampler was asked to do last, by the call's name. @type {Map<string, unknown>} */
  #wishes = new Map();
  #disposed = false;
  #module;
  #watchdog;

  /**
   * @param {Host} host
   * @param {number} count Lane workers.
   * @param {Listener} listener
   */
  constructor(host, count, listener) {
    this.host = host;
    this.count = clampWorkers(count);
    this.listener = listener;
    // Scripts load and the module compiles side by side.
    this.#module = host.compile();
    this.#module.catch((error) => this.#end(messageOf(error)));
    this.conductor = this.#startConductor();
    this.#watchdog = new Watchdog(
      () => this.conductor.call('alive'),
      (reason) => this.#conductorFailed(reason),
    );
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
   * Has the sampler do something from now on; so will one that takes its place.
   * @param {string} name Of its handler.
   * @param {unknown} argument
   * @returns {Promise<void>} Fails when it refuses, and goes on as before then.
   */
  async wish(name, argument) {
    const { sampler } = this;
    try {
      await sampler.call(name, argument);
    } catch (error) {
      if (sampler === this.sampler) throw error;
      return this.wish(name, argument); // It was replaced meanwhile.
    }
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
    this.#start({ role: 'conductor', engine: port2 }, [port2], (reason) => {
      this.#conductorFailed(reason);
    });
    return new Rpc(port1, handlers, this.#onFault);
  }

  /** @param {string} reason */
  #conductorFailed(reason) {
    this.#end(`The worker that trains failed: ${reason}`);
  }

  #startSampler() {
    const engine = new MessageChannel();
    const conductor = new MessageChannel();
    const ports = [engine.port2, conductor.port2];
    const start = { role: 'sampler', engine: engine.port2, conductor: conductor.port2 };
    this.#sampler = this.#start(start, ports, (reason) => this.#replaceSampler(reason));
    this.conductor.notify('sampler', { port: conductor.port1 }, [conductor.port1]);
    const { sampled } = this.listener;
    const handlers = {
      paths: (/** @type {EngineEvents['paths']} */ paths) => {
        this.#samplerFaults = 0;
        sampled('paths', paths);
      },
      ...Object.fromEntries(
        SAMPLED.map((type) => [type, (/** @type {unknown} */ detail) => sampled(type, detail)]),
      ),
    };
    return new Rpc(engine.port1, handlers, this.#onFault);
  }

  /** @param {string} reason */
  #replaceSampler(reason) {
    const message = `The worker that samples failed: ${reason}`;
    this.#terminate(this.#sampler);
    this.sampler.close(message);
    if (++this.#samplerFaults > SAMPLER_FAULTS) {
      this.listener.error({ message });
      return;
    }
    this.sampler = this.#startSampler();
    for (const [name, argument] of this.#wishes) this.wish(name, argument).catch(this.#onFault);
  }

  /** Sees to it that there are as many lane workers as there should be. */
  #hire() {
    while (!this.#disposed && this.#lanes.size < this.count) {
      const id = ++this.#serial;
      const { port1, port2 } = new MessageChannel();
      const worker = this.#start({ role: 'lanes', conductor: port2 }, [port2], (reason) => {
        this.conductor.notify('lost', { id, reason });
      });
      this.#lanes.set(id, worker);
      this.conductor.notify('lanes', { id, port: port1 }, [port1]);
    }
  }

  /** @param {number} id */
  #dismiss(id) {
    this.#terminate(this.#lanes.get(id) ?? null);
    this.#lanes.delete(id);
  }

  /**
   * @param {object} start What the worker is to be: see worker.js.
   * @param {MessagePort[]} ports In it, given away.
   * @param {(reason: string) => void} onFailure
   * @returns {EngineWorker}
   */
  #start(start, ports, onFailure) {
    const worker = this.#createWorker(onFailure);
    this.#workers.add(worker);
    /** @param {{message?: string}} event */
    worker.onerror = (event) => onFailure(event.message || 'its script could not be loaded');
    /** @param {{data: {fault: string}}} event */
    worker.onmessage = ({ data }) => onFailure(data.fault);
    this.#module.then(
      (module) => this.#workers.has(worker) && worker.postMessage({ ...start, module }, ports),
      () => {}, // Everything has ended.
    );
    return worker;
  }

  /** @param {(reason: string) => void} onFailure @returns {EngineWorker} */
  #createWorker(onFailure) {
    try {
      return this.host.createWorker();
    } catch (error) {
      // Such as a page that may not have workers: no different from one that fails later.
      queueMicrotask(() => onFailure(messageOf(error)));
      return { postMessage() {}, onmessage: null, onerror: null, terminate() {} };
    }
  }

  /** @param {EngineWorker | null} worker */
  #terminate(worker) {
    if (!worker || !this.#workers.delete(worker)) return;
    worker.onerror = null;
    worker.onmessage = null;
    worker.terminate();
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
    this.#watchdog?.stop(); // Not there yet when making workers is what fails.
    for (const worker of [...this.#workers]) this.#terminate(worker);
    this.conductor.close(reason);
    this.sampler.close(reason);
  }

  #onFault = (/** @type {unknown} */ error) => this.listener.error({ message: messageOf(error) });
}

/** @param {number} count Anything; some browsers do not tell their cores. */
function clampWorkers(count) {
  return Math.min(8, Math.max(1, Math.floor(count) || 1));
}
