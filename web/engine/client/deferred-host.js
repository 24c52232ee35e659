// A host that does nothing before it is worth it, for an engine that may never be looked at.

/** @import {EngineWorker, Host} from './browser-host.js' */

/**
 * @param {Host} host
 * @param {Promise<unknown>} start  workers and the module wait for this
 * @returns {Host}
 */
export function deferredHost(host, start) {
  return {
    compile: () => start.then(() => host.compile()),
    createWorker: () => new DeferredWorker(host, start),
    cores: host.cores,
  };
}

/** Stands in for a worker until it is made. @implements {EngineWorker} */
class DeferredWorker {
  onmessage = /** @type {any} */ (null);
  onerror = /** @type {any} */ (null);
  /** @type {EngineWorker | null} */
  #worker = null;
  #terminated = false;
  #made;

  /** @param {Host} host @param {Promise<unknown>} start */
  constructor(host, start) {
    this.#made = start.then(() => this.#make(host));
  }

  /** @param {unknown} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    this.#made.then(() => this.#worker?.postMessage(message, transfer));
  }

  terminate() {
    this.#terminated = true;
    this.#worker?.terminate();
  }

  /** @param {Host} host */
  #make(host) {
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
