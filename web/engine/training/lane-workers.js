// The coordinator's connections to its lane workers: assigns lanes, receives results, removes workers that fail.

import { explainNetworkOutOfMemory, messageOf } from '../../errors.js';
/** @import {LaneReply, LaneRequest} from './lane-worker.js' */
/** @import {Assignment, Chunk} from './lane-scheduler.js' */
/** @import {Port} from '../rpc.js' */
import { LaneScheduler } from './lane-scheduler.js';

/** How often `watch` must be called, ms. */
export const WATCH_INTERVAL = 1000;

const STALE_TIMEOUT = 2000; // ms: the lane is of a previous run, but the worker is needed
const FAULTS_PER_WORKER = 3; // consecutive faults before failed workers are no longer replaced

/** @typedef {ReturnType<LaneScheduler['accept']>} Accepted */

/**
 * @typedef {object} Callbacks
 * @property {() => number} now ms
 * @property {(assignment: Assignment) => LaneRequest} laneRequest The message for an assignment.
 * @property {(reply: LaneReply, accepted: Accepted) => void} onReply Some of its lanes are needed.
 * @property {(chunk: Chunk) => number} timeout How long a worker may take for a chunk, ms.
 * @property {(id: number) => void} onRemoved Must stop the worker.
 * @property {() => void} startWorkers Must start missing workers.
 * @property {(reason: string) => void} onGaveUp Workers keep failing; nothing is in flight any more.
 */

/** Lane workers and their assignments. */
export class LaneWorkers {
  scheduler = new LaneScheduler();
  /** @type {Map<number, Port>} */
  #ports = new Map();
  /** Consecutive faults. */
  #faults = 0;
  /** The most workers that there were at a time since the first of these faults. */
  #maxSize = 0;
  /** Failed workers are not replaced until `restart`. */
  #gaveUp = false;
  #lastWatch = 0;

  /** @param {Callbacks} callbacks */
  constructor(callbacks) {
    this.callbacks = callbacks;
  }

  get size() {
    return this.#ports.size;
  }

  /** @param {number} id Never used before. @param {Port} port */
  add(id, port) {
    this.#ports.set(id, port);
    this.#maxSize = Math.max(this.#maxSize, this.size);
    /** @param {{data: LaneReply & {fault?: string}}} event */
    port.onmessage = ({ data }) => {
      if (data.fault === undefined) this.#receive(id, data);
      else this.remove(id, data.fault);
    };
    this.scheduler.addWorker(id);
    this.dispatch();
  }

  /** Sends all possible assignments; to be called after every change to the scheduler. */
  dispatch() {
    for (const assignment of this.scheduler.assign(this.callbacks.now())) {
      try {
        const request = this.callbacks.laneRequest(assignment);
        this.#ports.get(assignment.worker)?.postMessage(request, [request.buffer.buffer]);
      } catch (error) {
        // The gradients do not fit into memory. Handled as if the worker had run out of memory.
        this.remove(assignment.worker, messageOf(explainNetworkOutOfMemory(error)));
      }
    }
  }

  /**
   * Removes a worker; others compute its lanes.
   * @param {number} id
   * @param {string} reason Why it failed; "" if it did not and is not to be replaced.
   */
  remove(id, reason) {
    const port = this.#ports.get(id);
    if (!port) return;
    port.onmessage = null;
    port.close?.();
    this.#ports.delete(id);
    this.scheduler.removeWorker(id);
    this.callbacks.onRemoved(id);
    if (reason && !this.#gaveUp) {
      this.#faults += 1;
      this.#gaveUp = this.#faults > FAULTS_PER_WORKER * this.#maxSize;
      if (this.#gaveUp) this.callbacks.onGaveUp(reason);
      else this.callbacks.startWorkers();
    }
    this.dispatch();
  }

  /** Replaces failed workers, even if it gave up before. */
  restart() {
    this.#resetFaults();
    this.#gaveUp = false;
    this.callbacks.startWorkers();
  }

  /** Removes workers that hang. */
  watch() {
    const now = this.callbacks.now();
    const gap = now - this.#lastWatch;
    this.#lastWatch = now;
    // The machine slept: no worker computed either.
    if (gap > 3 * WATCH_INTERVAL) this.scheduler.excludeGap(gap);
    const overdue = this.scheduler.overdue(now, (chunk, stale) => {
      // Each fault doubles the timeout, as the machine may just be slower than expected.
      return stale
        ? STALE_TIMEOUT
        : this.callbacks.timeout(chunk) * 2 ** Math.min(this.#faults, 10);
    });
    for (const id of overdue) this.remove(id, 'a worker did not answer');
  }

  /** @param {number} id @param {LaneReply} reply */
  #receive(id, reply) {
    const accepted = this.scheduler.accept(id, reply, this.callbacks.now());
    if (accepted.needed.length > 0) {
      this.#resetFaults();
      this.callbacks.onReply(reply, accepted);
    }
    this.dispatch();
  }

  #resetFaults() {
    this.#faults = 0;
    this.#maxSize = this.size;
  }
}
