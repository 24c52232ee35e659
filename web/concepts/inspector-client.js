// The page's client of the worker that computes for figures. All figures of a page share it.

import { browserHost } from '../engine/client/browser-host.js';
import { WorkerPool } from '../engine/client/worker-pool.js';
import { Rpc } from '../engine/rpc.js';
import { messageOf } from '../errors.js';

/** @import {Host} from '../engine/client/browser-host.js' */
/** @import {NetworkName} from '../engine/inspection/inspections.js' */
/** @import {Ask} from './concept.js' */

/** Starts the worker with the first request; when it fails, or has rested, the next request starts another. */
export class InspectorClient {
  /** @type {Rpc | null} */
  #rpc = null;
  /** Networks that the present worker has or is given. @type {Map<string, Promise<void>>} */
  #networks = new Map();
  #stop = (/** @type {string} */ _reason) => {};

  /** @param {string} models  address of a folder of networks; "" for those of the site @param {Host} [host] */
  constructor(models, host = browserHost) {
    this.models = models;
    this.host = host;
  }

  /** @type {Ask} */
  ask = (name, request) => this.#connection.call(name, request);

  /**
   * Gives the worker a trained network, once.
   *
   * @param {NetworkName} network
   * @returns {Promise<void>} rejects with a message for the reader
   */
  load({ method, iteration }) {
    const rpc = this.#connection;
    const key = `${method} ${iteration}`;
    const known = this.#networks.get(key);
    if (known) return known;
    const loading = (async () => {
      // The initial one follows from the seed.
      const weights = iteration === 0 ? null : await this.#fetch(method, iteration);
      await rpc.call('network', { method, iteration, weights });
    })();
    this.#networks.set(key, loading);
    loading.catch(() => this.#networks.delete(key)); // To be tried again.
    return loading;
  }

  /** @param {NetworkName['method']} method @param {number} iteration */
  async #fetch(method, iteration) {
    const { fetchWeights } = await import('../models/models.js');
    return fetchWeights('reverse', method, iteration, this.models);
  }

  /** Ends the worker. */
  rest() {
    this.#stop('The figure rests');
  }

  get #connection() {
    this.#rpc ??= this.#start();
    return this.#rpc;
  }

  #start() {
    const { port1, port2 } = new MessageChannel();
    const fail = (/** @type {string} */ reason) =>
      this.#stop(`The worker that computes for figures failed: ${reason}`);
    const pool = new WorkerPool(this.host, fail);
    const worker = pool.start({ role: 'inspector', page: port2 }, [port2], fail);
    const rpc = new Rpc(port1, {}, (error) => fail(messageOf(error)));
    pool.watch(worker, rpc, fail);
    this.#stop = (reason) => {
      this.#stop = () => {};
      this.#rpc = null;
      this.#networks = new Map();
      pool.stopAll();
      rpc.close(reason);
    };
    return rpc;
  }
}

/** By the address of their networks: the client, and the figures that use it. @type {Map<string, {client: InspectorClient, users: Set<object>}>} */
const shared = new Map();

/**
 * The client that the figures of a page share, until each has released it.
 *
 * @param {object} user
 * @param {string} models
 * @returns {InspectorClient}
 */
export function useInspector(user, models) {
  const entry = shared.get(models) ?? { client: new InspectorClient(models), users: new Set() };
  shared.set(models, entry);
  entry.users.add(user);
  return entry.client;
}

/** Ends the worker when nobody uses it. @param {object} user */
export function releaseInspector(user) {
  for (const [models, { client, users }] of shared) {
    if (!users.delete(user) || users.size > 0) continue;
    client.rest();
    shared.delete(models);
  }
}
