// Saves the run while it trains. This runs in the coordinator's worker and takes a few milliseconds every few
// seconds; the browser writes to disk on threads of its own.

/** @import {KeptRun} from '../engine/types.js' */
/** @import {Note, StoredCheckpoint} from './run-store.js' */
import { messageOf } from '../errors.js';
import { isStorageTimeout, RunStore } from './run-store.js';

/** Least time between two saves, ms: the most that a crash can lose. */
const INTERVAL = 3000;

/** Largest share of the time spent on saving: a large network is saved less often. */
const SHARE = 0.03;

/** Least time until the next attempt after storage failed, ms; at rest as well, when nothing else would bring one about. */
const RETRY = 10_000;

/**
 * A checkpoint of the run.
 * @typedef {object} CheckpointSource
 * @property {string} id  unique to this network
 * @property {() => StoredCheckpoint} read
 */

/** The slot to save a run in, named `place` by `Engine#keep`, and the note to save with it. @typedef {{place: string, note: Note}} SaveTarget */

/**
 * The outcome of a save.
 * @typedef {{savedAt: number, failure: string}} SaveReport  savedAt: ms since 1970, or 0 when it failed; failure:
 *   the reason, to be shown, or ""
 */

/**
 * @typedef {object} AutosaveOptions
 * @property {() => KeptRun | null} keepRun  null when there is nothing worth saving
 * @property {() => string} version   of the run's state: the same state is not saved twice
 * @property {() => CheckpointSource[]} [checkpoints]  of that run
 * @property {(report: SaveReport) => void} report
 * @property {() => number} now       ms
 * @property {() => number} [wallClock]  ms since 1970
 * @property {Pick<RunStore, 'save' | 'forget'>} [store]
 */

export class Autosave {
  /** @type {SaveTarget | null} */
  #target = null;
  /** Time of the next save, ms. */
  #next = 0;
  #busy = false;
  /** Version of the run that was saved last, with its target. */
  #saved = '';
  /** `save` was called during a save. */
  #again = false;
  #failed = false;
  /** Of the next attempt. @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** Ids of the checkpoints that are stored in the slot. @type {Set<string>} */
  #stored = new Set();

  /** @param {AutosaveOptions} options */
  constructor({
    keepRun,
    version,
    checkpoints = () => [],
    report,
    now,
    wallClock = Date.now,
    store = new RunStore(),
  }) {
    this.keepRun = keepRun;
    this.version = version;
    this.checkpoints = checkpoints;
    this.report = report;
    this.now = now;
    this.wallClock = wallClock;
    this.store = store;
  }

  /** Sets where the next saves go; null stops saving. @param {SaveTarget | null} target */
  saveTo(target) {
    const moved = target?.place !== this.#target?.place;
    this.#target = target;
    if (!moved) return;
    this.#saved = '';
    this.#stored = new Set();
  }

  /** To be called after each iteration: saves the run when it is time. */
  tick() {
    if (this.now() >= this.#next) this.save();
  }

  /**
   * Saves the run now, unless this state is saved already. Where there is nothing worth saving, deletes the slot's run.
   * @returns {Promise<void>} never rejects
   */
  async save() {
    const target = this.#target;
    if (!target) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    const version = `${this.version()} ${JSON.stringify(target)}`;
    if (version === this.#saved) return;
    const start = this.now();
    clearTimeout(this.#retry);
    this.#busy = true;
    this.#next = Number.POSITIVE_INFINITY;
    let failure = '';
    let pause = 0; // Time until the next save, for what this one took of training's.
    try {
      const run = this.keepRun();
      const savedAt = this.wallClock();
      const stored = run ? this.#write(target, run, savedAt) : this.store.forget(target.place);
      pause = (this.now() - start) / SHARE;
      this.#next = start + Math.max(INTERVAL, pause);
      await stored;
      this.#saved = version;
      if (run) this.report({ savedAt, failure });
    } catch (error) {
      failure = messageOf(error);
      if (!this.#failed) this.report({ savedAt: 0, failure });
      // At rest there is no training to slow down, and what has just been asked for may have failed with this save.
      const delay = this.#target?.note.training ? Math.max(RETRY, pause) : RETRY;
      this.#next = this.now() + delay;
      this.#retry = setTimeout(() => this.save(), delay);
    }
    this.#failed = failure !== '';
    this.#busy = false;
    if (!this.#again) return;
    this.#again = false;
    if (!this.#failed) await this.save();
  }

  /** @param {SaveTarget} target @param {KeptRun} run @param {number} savedAt */
  async #write({ place: slot, note }, run, savedAt) {
    const stored = this.#stored;
    const sources = this.checkpoints();
    const ids = sources.map(({ id }) => id);
    const missing = sources.filter(({ id }) => !stored.has(id));
    const added = missing.map(({ id, read }) => ({ id, checkpoint: read() }));
    try {
      await this.store.save(slot, run, note, savedAt, { ids, added });
      for (const { id } of added) stored.add(id);
    } catch (error) {
      if (ids.length === 0 || isStorageTimeout(error)) throw error;
      // Without checkpoints it may fit.
      await this.store.save(slot, run, note, savedAt, { ids: [], added: [] });
      this.checkpoints = () => [];
    }
  }

  /** Deletes the slot's run, which the user gave up. @returns {Promise<void>} never rejects */
  async forget() {
    this.#saved = '';
    this.#stored = new Set();
    const slot = this.#target?.place;
    // Transactions run one after the other, so a save under way is deleted as well.
    if (slot) await this.store.forget(slot).catch(() => {});
  }
}
