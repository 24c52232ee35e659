// The page's line to the worker that draws figures; started when the first figure is wanted.

import { browserHost } from '../engine/client/browser-host.js';
import { WorkerPool } from '../engine/client/worker-pool.js';
import { Rpc } from '../engine/rpc.js';
import { messageOf } from '../errors.js';

/** @import {FigureDescription, FigureOptions} from '../engine/meanflow.d.ts' */
/** @import {Host} from '../engine/client/browser-host.js' */
/** @import {DrawRequest, Drawing} from '../engine/workers/figures-worker.js' */

/** Draws figures in a worker of its own; should that fail, the next wish starts another. */
export class Studio {
  /** To the worker that is there. @type {Rpc | null} */
  #rpc = null;
  #end = (/** @type {string} */ _reason) => {};
  /** @type {Promise<FigureDescription[]> | null} */
  #descriptions = null;

  /**
   * @param {(drawing: Drawing) => void} onDrawing  told of every figure as it comes
   * @param {(reason: string) => void} onFailure    what is being drawn is not; it may be wished for again
   * @param {Host} [host]                           where workers come from
   */
  constructor(onDrawing, onFailure, host = browserHost) {
    this.onDrawing = onDrawing;
    this.onFailure = onFailure;
    this.host = host;
  }

  /** @returns {Promise<FigureDescription[]>} of all figures */
  describe() {
    this.#descriptions ??= this.#line.call('describe').catch((error) => {
      this.#descriptions = null;
      throw error;
    });
    return this.#descriptions;
  }

  /** @param {DrawRequest} request @returns {Promise<Drawing | null>} null when overtaken by another */
  draw(request) {
    return this.#line.call('draw', request);
  }

  /** @param {number} figure */
  cancel(figure) {
    this.#rpc?.notify('cancel', figure);
  }

  /**
   * A figure that was drawn before, by the worker that is there now, in another style.
   *
   * @param {{figure: number} & Pick<FigureOptions, 'theme' | 'layout'>} style
   * @returns {Promise<string>}
   */
  svg(style) {
    return this.#line.call('svg', style);
  }

  dispose() {
    this.#end('The figures were taken away');
  }

  get #line() {
    this.#rpc ??= this.#start();
    return this.#rpc;
  }

  #start() {
    const fail = (/** @type {string} */ reason) => {
      const message = `The worker that draws figures failed: ${reason}`;
      this.#end(message);
      this.onFailure(message);
    };
    const { port1, port2 } = new MessageChannel();
    const pool = new WorkerPool(this.host, fail);
    const worker = pool.start({ role: 'figures', page: port2 }, [port2], fail);
    const onFault = (/** @type {unknown} */ error) => fail(messageOf(error));
    const rpc = new Rpc(port1, { drawing: this.onDrawing }, onFault);
    pool.watch(worker, rpc, fail);
    this.#end = (reason) => {
      this.#rpc = null;
      pool.stopAll();
      rpc.close(reason);
    };
    return rpc;
  }
}
