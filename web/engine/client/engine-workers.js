// The engine's workers: starts them, connects them by ports, and replaces those that fail.

/** @import {EngineEvents, EngineState, Progress} from '../types.js' */
/** @import {EngineWorker, Host} from './browser-host.js' */
import { messageOf, sentence } from '../../errors.js';
import { Rpc } from '../rpc.js';
import { WorkerPool } from './worker-pool.js';

/** Events that the sampler sends. */
const SAMPLER_EVENTS = /** @type {const} */ ([
  'paths',
  'exact',
  'quality',
  'floors',
  'survey',
  'field',
  'probe',
]);

/** @typedef {typeof SAMPLER_EVENTS[number]} SamplerEvent */

const MAX_SAMPLER_FAULTS = 3; // consecutive failures before the sampler is no longer replaced
const SAMPLER_LIFETIME = 120_000; // ms; a failure after so long starts a new count

/**
 * Callbacks for the workers' messages.
 * @typedef {object} WorkerListener
 * @property {(run: EngineEvents['run']) => void} run
 * @property {(state: EngineState) => void} state
 * @property {(state: EngineState) => void} paused
 * @property {(reports: Progress[]) => void} progress
 * @property {(type: SamplerEvent, detail: any) => void} sampled
 * @property {(detail: EngineEvents['kept']) => void} kept
 * @property {(error: EngineEvents['error']) => void} error
 */

/** A coordinator, a sampler and lane workers. */
export class EngineWorkers {
  #pool;
  /** @type {Map<number, EngineWorker>} */
  #laneWorkers = new Map();
  #serial = 0;
  /** @type {EngineWorker | null} */
  #sampler = null;
  #samplerFaults = 0;
  #samplerStartTime = 0;
  /** The arguments of `configureSampler`, by handler. @type {Map<string, unknown>} */
  #samplerConfiguration = new Map();
  /** Only the coordinator is kept. */
  #resting = false;
  #disposed = false;

  /**
   * @param {Host} host
   * @param {number} count Lane workers.
   * @param {WorkerListener} listener
   */
  constructor(host, count, listener) {
    this.count = clampWorkers(count);
    this.listener = listener;
    this.#pool = new WorkerPool(host, (reason) => this.#fail(reason));
    this.coordinator = this.#startCoordinator();
    this.#startLaneWorkers();
    this.sampler = this.#startSampler();
  }

  /** @param {number} count */
  setWorkers(count) {
    this.count = clampWorkers(count);
    for (const id of [...this.#laneWorkers.keys()].slice(this.count))
      this.coordinator.notify('removeLaneWorker', { id });
    this.#startLaneWorkers();
  }

  /** Stops all workers but the coordinator, which has the run and has to be idle, until `wake` or a command that needs them. */
  async rest() {
    if (this.#resting || this.#disposed) return;
    this.#resting = true;
    for (const id of [...this.#laneWorkers.keys()]) {
      this.coordinator.notify('removeLaneWorker', { id });
      this.#stopLaneWorker(id);
    }
    // Its configuration is complete once it has answered.
    if (this.#sampler) await this.configureSampler('hidden', true).catch(() => {});
    if (!this.#resting) return;
    this.#pool.stop(this.#sampler);
    this.#sampler = null;
    this.sampler.close('The workers rest while the figure is far from the screen');
  }

  /** Starts those that are missing. */
  wake() {
    this.#resting = false;
    this.#startLaneWorkers();
    this.#restartSampler();
  }

  /**
   * Sends a request to the sampler once.
   * @param {string} name Of its handler.
   * @param {unknown} argument
   * @returns {Promise<any>} Rejects when the handler throws or the sampler fails.
   */
  request(name, argument) {
    this.#restartSampler();
    return this.sampler.call(name, argument);
  }

  /**
   * Sends a request to the sampler, and again to its replacement if it fails.
   * @param {string} name
   * @param {unknown} argument
   * @returns {Promise<any>} Rejects when the handler throws.
   */
  async requestUntilAnswered(name, argument) {
    for (;;) {
      this.#restartSampler();
      const { sampler } = this;
      try {
        return await sampler.call(name, argument);
      } catch (error) {
        const rests = this.#resting && !this.#sampler;
        if (sampler === this.sampler && !rests) throw error;
      }
    }
  }

  /**
   * Configures the sampler, and every replacement in the same way.
   * @param {string} name
   * @param {unknown} argument
   * @returns {Promise<void>} Rejects when the handler throws; the configuration is then unchanged.
   */
  async configureSampler(name, argument) {
    await this.requestUntilAnswered(name, argument);
    this.#samplerConfiguration.set(name, argument);
  }

  dispose() {
    this.#close('The engine was disposed of');
  }

  #startCoordinator() {
    const { run, state, paused, progress, kept, error } = this.listener;
    const handlers = {
      run,
      state,
      paused,
      progress,
      kept,
      error,
      startLaneWorkers: () => {
        this.#resting = false;
        this.#startLaneWorkers();
      },
      stopLaneWorker: (/** @type {{id: number}} */ { id }) => this.#stopLaneWorker(id),
    };
    const { port1, port2 } = new MessageChannel();
    const onFailure = (/** @type {string} */ reason) => {
      this.#fail(`The worker that trains failed: ${reason}`);
    };
    const worker = this.#pool.start({ role: 'coordinator', engine: port2 }, [port2], onFailure);
    const rpc = new Rpc(port1, handlers, this.#onFault);
    this.#pool.watch(worker, rpc, onFailure);
    return rpc;
  }

  #startSampler() {
    const engine = new MessageChannel();
    const coordinator = new MessageChannel();
    const ports = [engine.port2, coordinator.port2];
    const start = { role: 'sampler', engine: engine.port2, coordinator: coordinator.port2 };
    const onFailure = (/** @type {string} */ reason) => this.#replaceSampler(reason);
    const worker = this.#pool.start(start, ports, onFailure);
    this.#sampler = worker;
    this.#samplerStartTime = performance.now();
    this.coordinator.notify('connectSampler', { port: coordinator.port1 }, [coordinator.port1]);
    const { sampled, error } = this.listener;
    const events = SAMPLER_EVENTS.map((type) => [
      type,
      (/** @type {any} */ detail) => sampled(type, detail),
    ]);
    const handlers = { ...Object.fromEntries(events), error };
    const rpc = new Rpc(engine.port1, handlers, this.#onFault);
    this.#pool.watch(worker, rpc, onFailure);
    return rpc;
  }

  /** @param {string} reason */
  #replaceSampler(reason) {
    const message = `The worker that samples failed: ${reason}`;
    this.#pool.stop(this.#sampler);
    this.#sampler = null;
    this.sampler.close(message);
    if (performance.now() - this.#samplerStartTime > SAMPLER_LIFETIME) this.#samplerFaults = 0;
    const isReplaced = ++this.#samplerFaults <= MAX_SAMPLER_FAULTS;
    if (isReplaced) this.#startConfiguredSampler();
    const rest = isReplaced
      ? 'Another one has taken its place.'
      : 'So have those that took its place; the next change to what is sampled starts another. Training does not need it.';
    this.listener.error({ message: `${sentence(message)} ${rest}`, unsurveyed: true });
  }

  /** If it was not replaced: another request may not make it fail. */
  #restartSampler() {
    if (this.#sampler || this.#disposed) return;
    this.#samplerFaults = 0;
    this.#startConfiguredSampler();
  }

  #startConfiguredSampler() {
    this.sampler = this.#startSampler();
    for (const [name, argument] of this.#samplerConfiguration) {
      // An 'error' event reports the sampler's failure; the original calls have resolved already.
      this.configureSampler(name, argument).catch(() => {});
    }
  }

  /** Starts as many as are missing. */
  #startLaneWorkers() {
    while (!this.#disposed && !this.#resting && this.#laneWorkers.size < this.count) {
      const id = ++this.#serial;
      const { port1, port2 } = new MessageChannel();
      const worker = this.#pool.start({ role: 'lanes', coordinator: port2 }, [port2], (reason) => {
        this.coordinator.notify('laneWorkerFailed', { id, reason });
      });
      this.#laneWorkers.set(id, worker);
      this.coordinator.notify('addLaneWorker', { id, port: port1 }, [port1]);
    }
  }

  /** @param {number} id */
  #stopLaneWorker(id) {
    this.#pool.stop(this.#laneWorkers.get(id) ?? null);
    this.#laneWorkers.delete(id);
  }

  /** Stops the engine for good. @param {string} message */
  #fail(message) {
    if (this.#disposed) return;
    this.#close(message);
    this.listener.error({ message, ended: true });
  }

  /** @param {string} reason */
  #close(reason) {
    this.#disposed = true;
    this.#resting = false;
    this.#pool.stopAll();
    this.coordinator.close(reason);
    this.sampler.close(reason);
  }

  #onFault = (/** @type {unknown} */ error) => this.listener.error({ message: messageOf(error) });
}

/** @param {number} count Any value; some browsers do not report their cores. */
function clampWorkers(count) {
  return Math.min(8, Math.max(1, Math.floor(count) || 1));
}
