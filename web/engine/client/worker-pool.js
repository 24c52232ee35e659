// Workers with the module, each until it fails, hangs or is ended.

/** @import {EngineWorker, Host} from './browser-host.js' */
/** @import {Rpc} from '../rpc.js' */
import { messageOf } from '../../errors.js';
import { Watchdog } from '../watchdog.js';

/** Starts workers of one host, and tells of each that it has why it is of no use any more. */
export class WorkerPool {
  /** With what sees to it that they do not hang. @type {Map<EngineWorker, Watchdog | null>} */
  #workers = new Map();
  #module;

  /**
   * @param {Host} host
   * @param {(reason: string) => void} onNoModule There is no module to start workers with.
   */
  constructor(host, onNoModule) {
    this.host = host;
    // Scripts load and the module compiles side by side.
    this.#module = host.compile();
    this.#module.catch((error) => onNoModule(messageOf(error)));
  }

  /**
   * @param {object} start What the worker is to be: see worker.js.
   * @param {MessagePort[]} ports In it, given away.
   * @param {(reason: string) => void} onFailure Should see to its end.
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
      () => {}, // That there is none was told.
    );
    return worker;
  }

  /**
   * Takes a worker that hangs for one that failed: from when there is a module to start it with.
   * @param {EngineWorker} worker
   * @param {Rpc} rpc To it; answers 'alive'.
   * @param {(reason: string) => void} onFailure
   */
  watch(worker, rpc, onFailure) {
    this.#module.then(
      () => {
        if (!this.#workers.has(worker)) return;
        this.#workers.set(worker, new Watchdog(() => rpc.call('alive'), onFailure));
      },
      () => {},
    );
  }

  /** @param {EngineWorker | null} worker */
  end(worker) {
    if (!worker || !this.#workers.has(worker)) return;
    this.#workers.get(worker)?.stop();
    this.#workers.delete(worker);
    worker.onerror = null;
    worker.onmessage = null;
    worker.terminate();
  }

  endAll() {
    for (const worker of [...this.#workers.keys()]) this.end(worker);
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
}
