// Calls and notices over a message port, in both directions.

import { messageOf } from '../errors.js';

/**
 * What a call or notice may travel through: a MessagePort, in browsers and in Node.
 * @typedef {object} Port
 * @property {(message: any, transfer: any[]) => void} postMessage
 * @property {any} onmessage Called with an event that has `data`, or null.
 * @property {() => void} [close]
 */

/** @typedef {(argument: any) => any} Handler */

/** A handler's answer whose buffers move instead of being copied. */
class Moved {
  /** @param {unknown} value @param {Transferable[]} transfer */
  constructor(value, transfer) {
    this.value = value;
    this.transfer = transfer;
  }
}

/**
 * Answers a call with `value`, giving away the buffers of `arrays`.
 * @template T
 * @param {T} value
 * @param {ArrayBufferView<ArrayBuffer>[]} arrays
 * @returns {T} To be returned by a handler.
 */
export function moved(value, ...arrays) {
  const transfer = arrays.map((array) => array.buffer);
  return /** @type {T} */ (/** @type {unknown} */ (new Moved(value, transfer)));
}

/** One end of a port: calls the other end's handlers and answers its calls with its own. */
export class Rpc {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  #pending = new Map();
  #serial = 0;
  #closed = '';

  /**
   * @param {Port} port Its onmessage is taken over.
   * @param {Record<string, Handler>} handlers By name; may return promises.
   * @param {(error: unknown) => void} onFault Told what a handler of a notice threw, for which
   *   there is no caller to tell.
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
   * @param {Transferable[]} [transfer] Buffers and ports to give away.
   * @returns {Promise<any>} Its answer, or an Error with its message.
   */
  call(name, argument, transfer = []) {
    if (this.#closed) return Promise.reject(new Error(this.#closed));
    const id = ++this.#serial;
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.port.postMessage({ id, name, argument }, transfer);
    return answer;
  }

  /**
   * Like call, but nobody waits for an answer.
   * @param {string} name
   * @param {unknown} [argument]
   * @param {Transferable[]} [transfer]
   */
  notify(name, argument, transfer = []) {
    if (!this.#closed) this.port.postMessage({ name, argument }, transfer);
  }

  /** Ends it: open and later calls fail with `reason`. @param {string} reason */
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
      if (answer instanceof Moved) {
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
