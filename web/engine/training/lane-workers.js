// The conductor's lane workers: hands lanes out, takes them in, does without workers that fail.

import { messageOf, namingNetwork } from '../../errors.js';
/** @import {LaneReply, LaneRequest} from './lane-worker.js' */
/** @import {Assignment, Chunk} from './lane-scheduler.js' */
/** @import {Port} from '../rpc.js' */
import { LaneScheduler } from './lane-scheduler.js';

/** How often `watch` wants to be called, ms. */
export const WATCH_INTERVAL = 1000;

const STALE_PATIENCE = 2000; // ms: nobody needs that lane any more, but the worker is needed
const FAULTS_PER_WORKER = 3; // in a row, before giving up

/** @typedef {ReturnType<LaneScheduler['accept']>} Accepted */

/**
 * What a crew works for.
 * @typedef {object} Client
 * @property {() => number} now ms
 * @property {(assignment: Assignment) => LaneRequest} request The message that asks for lanes.
 * @property {(reply: LaneReply, accepted: Accepted) => void} takeIn Lanes, some of them awaited.
 * @property {(chunk: Chunk) => number} patience How long a worker may be at some lanes, ms.
 * @property {(id: number) => void} dismissed See to the end of that worker.
 * @property {() => void} hire See to it that there are as many workers as there should be.
 * @property {(reason: string) => void} gaveUp They keep failing; nothing is in flight any more.
 */

/** Lane workers and what they are at. */
export class Crew {
  scheduler = new LaneScheduler();
  /** @type {Map<number, Port>} */
  #ports = new Map();
  /** In a row, and of how many workers: the most that there were at once meanwhile. */
  #faults = 0;
  #staff = 0;
  /** No more workers are hired until asked to. */
  #gaveUp = false;
  #lastWatch = 0;

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
  }

  get size() {
    return this.#ports.size;
  }

  /** @param {number} id Never used before. @param {Port} port */
  add(id, port) {
    this.#ports.set(id, port);
    this.#staff = Math.max(this.#staff, this.size);
    /** @param {{data: LaneReply & {fault?: string}}} event */
    port.onmessage = ({ data }) => {
      if (data.fault === undefined) this.#takeIn(id, data);
      else this.dismiss(id, data.fault);
    };
    this.scheduler.addWorker(id);
    this.dispatch();
  }

  /** Hands out whatever can be; to be called after every change to the scheduler. */
  dispatch() {
    for (const assignment of this.scheduler.assign(this.client.now())) {
      try {
        const request = this.client.request(assignment);
        this.#ports.get(assignment.worker)?.postMessage(request, [request.buffer.buffer]);
      } catch (error) {
        // There is no room for its gradients: as good as a worker that has none.
        this.dismiss(assignment.worker, messageOf(namingNetwork(error)));
      }
    }
  }

  /**
   * Does without a worker; others compute its lanes.
   * @param {number} id
   * @param {string} reason Why it failed; "" when it did not and is not to be replaced.
   */
  dismiss(id, reason) {
    const port = this.#ports.get(id);
    if (!port) return;
    port.onmessage = null;
    port.close?.();
    this.#ports.delete(id);
    this.scheduler.removeWorker(id);
    this.client.dismissed(id);
    if (reason && !this.#gaveUp) {
      this.#faults += 1;
      this.#gaveUp = this.#faults > FAULTS_PER_WORKER * this.#staff;
      if (this.#gaveUp) this.client.gaveUp(reason);
      else this.client.hire();
    }
    this.dispatch();
  }

  /** Gives workers that failed another chance. */
  encourage() {
    this.#forgive();
    this.#gaveUp = false;
    this.client.hire();
  }

  /** Does without workers that hang. */
  watch() {
    const now = this.client.now();
    const gap = now - this.#lastWatch;
    this.#lastWatch = now;
    // Then nothing ran here either, least of all the lanes: the machine slept.
    if (gap > 3 * WATCH_INTERVAL) this.scheduler.forgive(gap);
    const overdue = this.scheduler.overdue(now, (chunk, stale) => {
      // Each fault doubles it, should the machine just be slower than anyone thought.
      return stale ? STALE_PATIENCE : this.client.patience(chunk) * 2 ** Math.min(this.#faults, 10);
    });
    for (const id of overdue) this.dismiss(id, 'a worker did not answer');
  }

  /** @param {number} id @param {LaneReply} reply */
  #takeIn(id, reply) {
    const accepted = this.scheduler.accept(id, reply, this.client.now());
    if (accepted.wanted.length > 0) {
      this.#forgive();
      this.client.takeIn(reply, accepted);
    }
    this.dispatch();
  }

  #forgive() {
    this.#faults = 0;
    this.#staff = this.size;
  }
}
