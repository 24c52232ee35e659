// The page's line to the worker that draws figures; started when the first figure is wanted.

import { browserHost } from '../engine/host.js';
import { messageOf } from '../engine/message-of.js';
import { Rpc } from '../engine/rpc.js';

/** @import {FigureDescription, FigureOptions} from '../engine/meanflow.d.ts' */
/** @import {Host} from '../engine/host.js' */
/** @import {DrawRequest, Drawing} from '../engine/figures-role.js' */

/** Draws figures in a worker of its own. */
export class Studio {
  /**
   * @param {(drawing: Drawing) => void} onDrawing  told of every figure as it comes
   * @param {(reason: string) => void} onFailure    nothing can be drawn any more
   * @param {Host} [host]                           where the worker comes from
   */
  constructor(onDrawing, onFailure, host = browserHost) {
    const { port1, port2 } = new MessageChannel();
    this.rpc = new Rpc(port1, { drawing: onDrawing }, (error) => onFailure(messageOf(error)));
    const fail = (/** @type {string} */ reason) => {
      const message = `The worker that draws figures failed: ${reason}`;
      this.rpc.close(message);
      onFailure(message);
    };
    this.worker = host.createWorker();
    this.worker.onerror = (/** @type {{message?: string}} */ event) => {
      fail(event.message || 'its script could not be loaded');
    };
    this.worker.onmessage = (/** @type {{data: {fault: string}}} */ { data }) => fail(data.fault);
    host.compile().then(
      (module) => this.worker.postMessage({ role: 'figures', module, page: port2 }, [port2]),
      (error) => fail(messageOf(error)),
    );
  }

  /** @returns {Promise<FigureDescription[]>} of all figures */
  describe() {
    return this.rpc.call('describe');
  }

  /** @param {DrawRequest} request @returns {Promise<Drawing | null>} null when overtaken by another */
  draw(request) {
    return this.rpc.call('draw', request);
  }

  /** @param {number} figure */
  cancel(figure) {
    this.rpc.notify('cancel', figure);
  }

  /**
   * A figure that was drawn before, in another style.
   *
   * @param {{figure: number} & Pick<FigureOptions, 'theme' | 'layout'>} style
   * @returns {Promise<string>}
   */
  svg(style) {
    return this.rpc.call('svg', style);
  }

  dispose() {
    this.rpc.close('The figures were taken away');
    this.worker.terminate();
  }
}
