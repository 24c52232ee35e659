// Starts workers with the module and detects those that fail or hang.

/** @import {EngineWorker, Host} from './browser-host.js' */
/** @import {Rpc} from '../rpc.js' */
import { messageOf } from '../../errors.js';
import { Watchdog } from '../watchdog.js';

/** Workers of one host. Reports why a worker failed. */
export class WorkerPool {
  /** With their watchdogs. @type {Map<EngineWorker, Watchdog | null>} */
  #workers = new Map();
  #module;

  /**
   * @param {Host} host
   * @param {(reason: string) => void} onCompileError No worker can be started without the module.
   */
  constructor(host, onCompileError) {
    this.host = host;
    // Scripts load while the module compiles.
    this.#module = host.compile();
    this.#module.catch((error) => onCompileError(messageOf(error)));
  }

  /**
   * @param {object} start The worker's ports and, in worker.js, its role: see `Start` there.
   * @param {MessagePort[]} ports The ports in it, to transfer.
   * @param {(reason: string) => void} onFailure Must stop the worker.
   * @returns {EngineWorker}
   */
  start(start, ports, onFailure) {
    const fail = (/** @type {string} */ reason) => {
      if (this.#workers.has(worker)) onFailure(reason);
    };
    const worker = this.#createWorker(fail);
    this.#workers.set(worker, null);
    /** @param {{message?: string}} event */
    worker.onerror = (event) => fail(event.message || 'its script could not be loaded');
    /** @param {{data: {fault: string}}} event */
    worker.onmessage = ({ data }) => fail(data.fault);
    this.#module.then(
      (module) => this.#workers.has(worker) && worker.postMessage({ ...start, module }, ports),
      () => {}, // onCompileError was called.
    );
    return worker;
  }

  /**
   * Treats a worker that hangs as one that failed, from when the module has compiled.
   * @param {EngineWorker} worker
   * @param {Rpc} rpc To the worker; answers 'ping'.
   * @param {(reason: string) => void} onFailure
   */
  watch(worker, rpc, onFailure) {
    this.#module.then(
      () => {
        if (!this.#workers.has(worker)) return;
        this.#workers.set(worker, new Watchdog(() => rpc.call('ping'), onFailure));
      },
      () => {},
    );
  }

  /** @param {EngineWorker | null} worker */
  stop(worker) {
    if (!worker || !this.#workers.has(worker)) return;
    this.#workers.get(worker)?.stop();
    this.#workers.delete(worker);
    worker.onerror = null;
    worker.onmessage = null;
    worker.terminate();
  }

  stopAll() {
    for (const worker of [...this.#workers.keys()]) this.stop(worker);
  }

  /** @param {(reason: string) => void} onFailure @returns {EngineWorker} */
  #createWorker(onFailure) {
    try {
      return this.host.createWorker();
    } catch (error) {
      // Such as in a page that may not start workers. Reported like a worker that fails later.
      queueMicrotask(() => onFailure(messageOf(error)));
      return { postMessage() {}, onmessage: null, onerror: null, terminate() {} };
    }
  }
}
