// Keeps the run while it trains, where it trains: in the coordinator's worker, a few milliseconds every few
// seconds. Storing itself is the browser's business, on threads of its own.

/** @import {KeptRun} from '../engine/types.js' */
/** @import {Note, StoredCheckpoint} from './run-store.js' */
import { messageOf } from '../errors.js';
import { Store } from './run-store.js';

/** At least so long between two savings, ms: what a crash may cost. */
const INTERVAL = 3000;

/** Saving may take this share of the time: a large network is kept less often. */
const SHARE = 0.03;

/** Storage that failed is tried again after so long, ms. */
const RETRY = 60_000;

/**
 * A checkpoint of the run.
 * @typedef {object} CheckpointSource
 * @property {string} id  another one for another network
 * @property {() => StoredCheckpoint} read
 */

/** Where to keep a run, and what to find again with it. @typedef {{place: string, note: Note}} Placed */

/**
 * What became of keeping.
 * @typedef {{savedAt: number, failure: string}} Keeping  savedAt: 0 when it failed; failure: for
 *   people, why, or ""
 */

/**
 * @typedef {object} Surroundings
 * @property {() => KeptRun | null} keepRun  null when there is nothing worth keeping
 * @property {() => string} version   of the run's state: what is as it was is not kept again
 * @property {() => CheckpointSource[]} [checkpoints]  of that run; none where there is no room for them
 * @property {(keeping: Keeping) => void} tell
 * @property {() => number} now       ms
 * @property {() => number} [wallClock]  ms since 1970
 * @property {Pick<Store, 'save' | 'forget'>} [store]
 */

export class Keeper {
  /** @type {Placed | null} */
  #placed = null;
  #next = 0;
  #busy = false;
  /** Of what was kept last. */
  #kept = '';
  /** Somebody asked while it was busy. */
  #again = false;
  #failed = false;
  /** Identities of the checkpoints that this has stored at the place. @type {Set<string>} */
  #stored = new Set();

  /** @param {Surroundings} surroundings */
  constructor({
    keepRun,
    version,
    checkpoints = () => [],
    tell,
    now,
    wallClock = Date.now,
    store = new Store(),
  }) {
    this.keepRun = keepRun;
    this.version = version;
    this.checkpoints = checkpoints;
    this.tell = tell;
    this.now = now;
    this.wallClock = wallClock;
    this.store = store;
  }

  /** From now on, what is kept is kept there, with this note. @param {Placed | null} placed */
  put(placed) {
    const moved = placed?.place !== this.#placed?.place;
    this.#placed = placed;
    if (!moved) return;
    this.#kept = '';
    this.#stored = new Set();
  }

  /** An iteration is done: keeps the run when it is time. */
  tick() {
    if (this.now() >= this.#next) this.save();
  }

  /** Keeps the run now, unless it is kept as it is, or forgets the one before it. @returns {Promise<void>} never fails */
  async save() {
    const placed = this.#placed;
    if (!placed) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    const version = `${this.version()} ${JSON.stringify(placed)}`;
    if (version === this.#kept) return;
    const start = this.now();
    this.#busy = true;
    this.#next = Number.POSITIVE_INFINITY;
    let failure = '';
    try {
      const run = this.keepRun();
      const savedAt = this.wallClock();
      const stored = run ? this.#write(placed, run, savedAt) : this.store.forget(placed.place);
      const taken = this.now() - start; // What training had to wait for.
      this.#next = start + Math.max(INTERVAL, taken / SHARE);
      await stored;
      this.#kept = version;
      if (run) this.tell({ savedAt, failure });
    } catch (error) {
      failure = messageOf(error);
      if (!this.#failed) this.tell({ savedAt: 0, failure });
      this.#next = this.now() + RETRY;
    }
    this.#failed = failure !== '';
    this.#busy = false;
    if (!this.#again) return;
    this.#again = false;
    if (!this.#failed) await this.save();
  }

  /** @param {Placed} placed @param {KeptRun} run @param {number} savedAt */
  async #write({ place, note }, run, savedAt) {
    const known = this.#stored;
    const sources = this.checkpoints();
    const ids = sources.map(({ id }) => id);
    const lacking = sources.filter(({ id }) => !known.has(id));
    const added = lacking.map(({ id, read }) => ({ id, checkpoint: read() }));
    try {
      await this.store.save(place, run, note, savedAt, { ids, added });
      for (const { id } of added) known.add(id);
    } catch (error) {
      if (ids.length === 0) throw error;
      // Rather the run alone than nothing of it.
      await this.store.save(place, run, note, savedAt, { ids: [], added: [] });
      this.checkpoints = () => [];
    }
  }

  /** The run was given up on purpose: it shall not come back. @returns {Promise<void>} never fails */
  async forget() {
    this.#kept = '';
    this.#stored = new Set();
    const place = this.#placed?.place;
    // Transactions take turns, so what is being stored right now goes as well.
    if (place) await this.store.forget(place).catch(() => {});
  }
}
