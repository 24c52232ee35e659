// A host that starts nothing until a promise resolves, for an engine that may never become visible.

/** @import {EngineWorker, Host} from './browser-host.js' */

/**
 * @param {Host} host
 * @param {Promise<unknown>} start Workers and the module wait for this.
 * @returns {Host}
 */
export function deferredHost(host, start) {
  return {
    compile: () => start.then(() => host.compile()),
    createWorker: () => new DeferredWorker(host, start),
    cores: host.cores,
  };
}

/** Stands in for a worker until it is created. @implements {EngineWorker} */
class DeferredWorker {
  onmessage = /** @type {any} */ (null);
  onerror = /** @type {any} */ (null);
  /** @type {EngineWorker | null} */
  #worker = null;
  #terminated = false;
  #created;

  /** @param {Host} host @param {Promise<unknown>} start */
  constructor(host, start) {
    this.#created = start.then(() => this.#create(host));
  }

  /** @param {unknown} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    this.#created.then(() => this.#worker?.postMessage(message, transfer));
  }

  terminate() {
    this.#terminated = true;
    this.#worker?.terminate();
  }

  /** @param {Host} host */
  #create(host) {
    if (this.#terminated) return;
    try {
      this.#worker = host.createWorker();
    } catch (error) {
      this.onerror?.(error);
      return;
    }
    this.#worker.onmessage = (/** @type {unknown} */ event) => this.onmessage?.(event);
    this.#worker.onerror = (/** @type {unknown} */ event) => this.onerror?.(event);
  }
}
