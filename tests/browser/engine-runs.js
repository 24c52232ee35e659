// Runs in Node to hold the page to: the same module, without a browser.

import { Engine } from '../../web/engine/engine.js';
import { nodeHost } from '../../web/engine/node-host.js';

/** @import {Method, Receipts, Settings} from '../../web/engine/types.js' */

/**
 * A run without any interruption.
 * @param {Settings} settings
 * @param {Partial<Record<Method, number>>} limits  iterations by method
 * @returns {Promise<{losses: Record<string, number[]>, receipts: Receipts}>}
 */
export async function trainInNode(settings, limits) {
  const engine = new Engine({ host: nodeHost, workers: 2 });
  try {
    await engine.configure(settings);
    await engine.trainTo(limits);
    const methods = /** @type {Method[]} */ (Object.keys(limits));
    const losses = Object.fromEntries(
      methods.map((method) => [method, [...engine.losses(method)]]),
    );
    return { losses, receipts: await engine.receipts() };
  } finally {
    engine.dispose();
  }
}
