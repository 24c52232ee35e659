// Runs in Node to hold the page to: the same module, without a browser.

import { readFile } from 'node:fs/promises';
import { runSettings } from '../../web/element/engine-settings.js';
import { Engine } from '../../web/engine/client/engine.js';
import { nodeHost } from '../../web/engine/client/node-host.js';
import { stagesOf } from '../../web/share/replay-stages.js';

/** @import {Host} from '../../web/engine/client/browser-host.js' */
/** @import {Method, Receipts, Settings} from '../../web/engine/types.js' */
/** @import {Link} from '../../web/share/link.js' */

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

/** Runs the plain module, whatever the machine has. @type {Host} */
export const plainHost = {
  ...nodeHost,
  compile: async () =>
    WebAssembly.compile(await readFile(new URL('../../build/wasm/meanflow.wasm', import.meta.url))),
};

/**
 * The run of a link, up to where the link is, through all its learning rates.
 * @param {Pick<Link, 'values' | 'at' | 'phases'>} link
 * @param {Host} [host]
 * @returns {Promise<Receipts>}
 */
export async function repeatInNode({ values, at, phases }, host = nodeHost) {
  const [first, ...others] = stagesOf({ at, phases }, Number(values.lr));
  const engine = new Engine({ host, workers: 2 });
  try {
    engine.setMethods(/** @type {Method[]} */ (Object.keys(at)));
    await engine.configure({ ...runSettings(values), lr: first.lr });
    await engine.trainTo(first.target);
    for (const { lr, target } of others) {
      await engine.goOn({ lr });
      await engine.trainTo(target);
    }
    return await engine.receipts();
  } finally {
    engine.dispose();
  }
}
