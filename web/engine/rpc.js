// Remote procedure calls and notifications over a message port, in both directions.

import { messageOf } from '../errors.js';

/**
 * A MessagePort of a browser or of Node, or whatever else has these properties.
 * @typedef {object} Port
 * @property {(message: any, transfer: any[]) => void} postMessage
 * @property {any} onmessage Called with an event that has `data`, or null.
 * @property {() => void} [close]
 */

/** @typedef {(argument: any) => any} Handler */

/** A handler's answer whose buffers are transferred instead of copied. */
class Transferred {
  /** @param {unknown} value @param {Transferable[]} transfer */
  constructor(value, transfer) {
    this.value = value;
    this.transfer = transfer;
  }
}

/**
 * Answers a call with `value` and transfers the buffers of `arrays`.
 * @template T
 * @param {T} value
 * @param {ArrayBufferView<ArrayBuffer>[]} arrays
 * @returns {T} To be returned by a handler.
 */
export function transferred(value, ...arrays) {
  const transfer = arrays.map((array) => array.buffer);
  return /** @type {T} */ (/** @type {unknown} */ (new Transferred(value, transfer)));
}

/** One end of a port: calls the other end's handlers and answers its calls with its own. */
export class Rpc {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  #pending = new Map();
  #serial = 0;
  #closed = '';

  /**
   * @param {Port} port Its onmessage is replaced.
   * @param {Record<string, Handler>} handlers By name; may return promises.
   * @param {(error: unknown) => void} onFault Receives what the handler of a notification threw, as no caller
   *   waits for it.
   */
  constructor(port, handlers, onFault) {
    this.port = port;
    this.handlers = handlers;
    this.onFault = onFault;
    port.onmessage = (/** @type {{data: any}} */ event) => this.#receive(event.data);
  }

  /**
   * Calls the other end's handler.
   * @param {string} name
   * @param {unknown} [argument]
   * @param {Transferable[]} [transfer] Buffers and ports to transfer.
   * @returns {Promise<any>} Resolves with its answer, or rejects with an Error that has its message.
   */
  call(name, argument, transfer = []) {
    if (this.#closed) return Promise.reject(new Error(this.#closed));
    const id = ++this.#serial;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.port.postMessage({ id, name, argument }, transfer);
    return answer;
  }

  /**
   * Calls the other end's handler without waiting for an answer.
   * @param {string} name
   * @param {unknown} [argument]
   * @param {Transferable[]} [transfer]
   */
  notify(name, argument, transfer = []) {
    if (!this.#closed) this.port.postMessage({ name, argument }, transfer);
  }

  /** Closes the port: pending and later calls reject with `reason`. @param {string} reason */
  close(reason) {
    if (this.#closed) return;
    this.#closed = reason;
    this.port.onmessage = null;
    this.port.close?.();
    for (const { reject } of this.#pending.values()) reject(new Error(reason));
    this.#pending.clear();
  }

  /** @param {{id?: number, name?: string, argument?: any, answer?: any, error?: string}} message */
  #receive(message) {
    if (message.name !== undefined) {
      this.#handle(message.name, message.argument, message.id);
      return;
    }
    const waiting = this.#pending.get(Number(message.id));
    this.#pending.delete(Number(message.id));
    if (message.error !== undefined) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.answer);
  }

  /** @param {string} name @param {any} argument @param {number | undefined} id */
  async #handle(name, argument, id) {
    try {
      const answer = await this.handlers[name](argument);
      if (id === undefined || this.#closed) return;
      if (answer instanceof Transferred) {
        this.port.postMessage({ id, answer: answer.value }, answer.transfer);
      } else {
        this.port.postMessage({ id, answer }, []);
      }
    } catch (error) {
      if (id === undefined) this.onFault(error);
      else if (!this.#closed) this.port.postMessage({ id, error: messageOf(error) }, []);
    }
  }
}
