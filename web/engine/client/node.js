// The engine for Node, with worker threads.

import { Engine as BrowserEngine } from './engine.js';
import { nodeHost } from './node-host.js';

export { METHODS, SHOWN_METHODS } from './engine.js';

/** Trains FM, MF and iMF and samples from them, headless. Its threads keep the process alive until `dispose`. */
export class Engine extends BrowserEngine {
  /** @param {ConstructorParameters<typeof BrowserEngine>[0]} [options] */
  constructor(options = {}) {
    super({ host: nodeHost, ...options });
  }
}
