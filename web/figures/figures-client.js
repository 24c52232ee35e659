// The page's client of the worker that draws figures.

import { WorkerPool } from '../engine/client/worker-pool.js';
import { Rpc } from '../engine/rpc.js';
import { messageOf } from '../errors.js';
import { figuresHost } from './figures-host.js';

/** @import {FigureDescription, FigureOptions} from '#meanflow-figures' */
/** @import {Host} from '../engine/client/browser-host.js' */
/** @import {DrawRequest, Drawing} from './figures-worker.js' */

/** Draws figures in a worker, which starts with the first request. If it fails, the next request starts another. */
export class FiguresClient {
  /** To the present worker. @type {Rpc | null} */
  #rpc = null;
  #stop = (/** @type {string} */ _reason) => {};
  /** @type {Promise<FigureDescription[]> | null} */
  #descriptions = null;

  /**
   * @param {(drawing: Drawing) => void} onDrawing  called with each drawing, partial ones included
   * @param {(reason: string) => void} onFailure    called when the worker fails; requests may be made again
   * @param {Host} [host]                           creates workers
   */
  constructor(onDrawing, onFailure, host = figuresHost) {
    this.onDrawing = onDrawing;
    this.onFailure = onFailure;
    this.host = host;
  }

  /** @returns {Promise<FigureDescription[]>} of all figures */
  describe() {
    this.#descriptions ??= this.#connection.call('describe').catch((error) => {
      this.#descriptions = null;
      throw error;
    });
    return this.#descriptions;
  }

  /** @param {DrawRequest} request @returns {Promise<Drawing | null>} null when a later request for the figure replaced it */
  draw(request) {
    return this.#connection.call('draw', request);
  }

  /** @param {number} figure */
  cancel(figure) {
    this.#rpc?.notify('cancel', figure);
  }

  /**
   * A figure that the present worker has drawn before, in another style.
   *
   * @param {{figure: number} & Pick<FigureOptions, 'theme' | 'layout'>} style
   * @returns {Promise<string>}
   */
  svg(style) {
    return this.#connection.call('svg', style);
  }

  dispose() {
    this.#stop('The figures were taken away');
  }

  get #connection() {
    this.#rpc ??= this.#start();
    return this.#rpc;
  }

  #start() {
    const fail = (/** @type {string} */ reason) => {
      const message = `The worker that draws figures failed: ${reason}`;
      this.#stop(message);
      this.onFailure(message);
    };
    const { port1, port2 } = new MessageChannel();
    const pool = new WorkerPool(this.host, fail);
    const worker = pool.start({ page: port2 }, [port2], fail);
    const onError = (/** @type {unknown} */ error) => fail(messageOf(error));
    const rpc = new Rpc(port1, { drawing: this.onDrawing }, onError);
    pool.watch(worker, rpc, fail);
    this.#stop = (reason) => {
      this.#rpc = null;
      pool.stopAll();
      rpc.close(reason);
    };
    return rpc;
  }
}
