// Runs saved in the browser's IndexedDB. Each tab has a slot of its own, so tabs do not overwrite one another's runs.

/** @import {Checkpoint, KeptRun, Method} from '../engine/types.js' */
import { createStore, get, promisifyRequest } from 'idb-keyval';

/** Format of the records; those of another version are ignored. */
const VERSION = 1;

/** Most slots with a run; the oldest runs beyond that are deleted. */
const MAX_SLOTS = 3;

/** Dates this far in the future are taken as they are, ms: the clock may have been adjusted. */
const CLOCK_TOLERANCE = 60_000;

/** Longest wait for storage to answer, ms. */
const TIMEOUT = 10_000;

/**
 * What the page stores beside a run.
 * @typedef {object} Note
 * @property {string} link      all settings and the view: see web/share/link.js
 * @property {string} address   fragment that the page wrote into its address, without "#"
 * @property {boolean} training  whether it was training
 */

/**
 * What is known of a saved run without reading it.
 * @typedef {object} RunLabel
 * @property {string} slot
 * @property {number} savedAt  ms since 1970
 * @property {Note} note
 */

/** A label as stored; `place`: the slot. @typedef {{version: number, place: string, savedAt: number, note: Note}} LabelRecord */

/** @typedef {RunLabel & {run: KeptRun}} SavedRun */

/** @typedef {Checkpoint & {method: Method}} StoredCheckpoint */

/**
 * Checkpoints of a run. Each is stored once, as there may be many.
 * @typedef {object} CheckpointChanges
 * @property {string[]} ids  of all checkpoints of the run; others are deleted
 * @property {{id: string, checkpoint: StoredCheckpoint}[]} added  those that are not stored yet
 */

/** The connection opens with the first request. */
const openDatabase = () => createStore('mean-flow', 'runs');

/** Saves, lists, reads and deletes runs, by slot. */
export class RunStore {
  #database = openDatabase();

  /**
   * Saves a run in one transaction.
   * @param {string} slot
   * @param {KeptRun} run
   * @param {Note} note
   * @param {number} savedAt
   * @param {CheckpointChanges} [checkpoints]
   */
  async save(slot, run, note, savedAt, { ids, added } = { ids: [], added: [] }) {
    /** @type {LabelRecord} */
    const label = { version: VERSION, place: slot, savedAt, note };
    const kept = new Set(ids.map((id) => checkpointKey(slot, id)));
    await this.#change((store) => {
      store.put(label, labelKey(slot));
      store.put(run, runKey(slot));
      for (const { id, checkpoint } of added) store.put(checkpoint, checkpointKey(slot, id));
      const stored = store.getAllKeys(checkpointsOf(slot));
      stored.onsuccess = () => {
        for (const key of stored.result) if (!kept.has(String(key))) store.delete(key);
      };
    });
  }

  /** @returns {Promise<RunLabel[]>} of all saved runs, the newest first */
  async labels() {
    const all = await this.#answer(() => this.#all(IDBKeyRange.bound('label:', 'label;')));
    const now = Date.now();
    // A date in the future is from before the clock was corrected.
    const rank = (/** @type {RunLabel} */ { savedAt }) =>
      savedAt > now + CLOCK_TOLERANCE ? savedAt - now : savedAt;
    return all
      .filter(isLabel)
      .map(labelOf)
      .sort((a, b) => rank(b) - rank(a));
  }

  /**
   * @param {string} slot
   * @returns {Promise<SavedRun | null>} null when the slot is empty; rejects when the run is damaged
   */
  async read(slot) {
    const label = await this.#answer(() => get(labelKey(slot), this.#database));
    if (label === undefined) return null;
    const run = await this.#answer(() => get(runKey(slot), this.#database));
    if (!isLabel(label) || !isRun(run)) throw new Error('the run kept in this browser is damaged');
    const checkpoints = await this.#answer(() => this.#all(checkpointsOf(slot)));
    return { ...labelOf(label), run: withCheckpoints(run, checkpoints.filter(isCheckpoint)) };
  }

  /** Deletes the runs of these slots. @param {string[]} slots */
  async forget(...slots) {
    await this.#change((store) => {
      for (const slot of slots) {
        store.delete(labelKey(slot));
        store.delete(runKey(slot));
        store.delete(checkpointsOf(slot));
      }
    });
  }

  /** Deletes the oldest runs beyond `MAX_SLOTS`. @param {(slot: string) => boolean} inUse */
  async prune(inUse) {
    const old = (await this.labels()).slice(MAX_SLOTS).filter(({ slot }) => !inUse(slot));
    if (old.length > 0) await this.forget(...old.map(({ slot }) => slot));
  }

  /** @param {IDBKeyRange} range @returns {Promise<unknown[]>} */
  async #all(range) {
    return this.#database('readonly', (store) => {
      return promisifyRequest(/** @type {IDBRequest<unknown[]>} */ (store.getAll(range)));
    });
  }

  /** In one transaction. @param {(store: IDBObjectStore) => void} change */
  async #change(change) {
    await this.#answer(() =>
      this.#database('readwrite', (store) => {
        change(store);
        return promisifyRequest(store.transaction);
      }),
    );
  }

  /**
   * @template T
   * @param {() => Promise<T>} request  may throw, too, as it does where storage is blocked
   * @returns {Promise<T>} rejects with a message to be shown
   */
  async #answer(request) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {Promise<never>} */
    const timeout = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new DOMException('its storage does not answer', 'TimeoutError')),
        TIMEOUT,
      );
    });
    try {
      return await Promise.race([request(), timeout]);
    } catch (error) {
      this.#database = openDatabase(); // The connection may be closed, which not all browsers report.
      throw new Error(explain(error), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whether storage did not answer in time, so that what was asked may yet be done. @param {unknown} error  of a RunStore */
export const isStorageTimeout = (error) =>
  error instanceof Error && /** @type {any} */ (error.cause)?.name === 'TimeoutError';

/** Why storing failed, to be shown. @param {any} error @returns {string} */
export function explain(error) {
  const reasons = /** @type {Record<string, string>} */ ({
    QuotaExceededError: 'there is no room left in its storage',
    SecurityError: 'it does not allow this page any storage',
    InvalidStateError: 'it has no storage for this page, as in a private window',
    UnknownError: 'its storage failed',
    VersionError: 'its storage is that of a later version of this page',
  });
  return reasons[error?.name] ?? error?.message ?? String(error);
}

const labelKey = (/** @type {string} */ slot) => `label:${slot}`;
const runKey = (/** @type {string} */ slot) => `run:${slot}`;
const checkpointKey = (/** @type {string} */ slot, /** @type {string} */ id) =>
  `checkpoint:${slot}:${id}`;
const checkpointsOf = (/** @type {string} */ slot) =>
  IDBKeyRange.bound(`checkpoint:${slot}:`, `checkpoint:${slot};`);

/** @param {LabelRecord} record @returns {RunLabel} */
const labelOf = ({ place, savedAt, note }) => ({ slot: place, savedAt, note });

/** @param {KeptRun} run @param {StoredCheckpoint[]} checkpoints @returns {KeptRun} */
function withCheckpoints(run, checkpoints) {
  const methods = run.methods.map((kept) => {
    const own = checkpoints.filter(({ method }) => method === kept.method);
    return { ...kept, checkpoints: own };
  });
  return { ...run, methods };
}

/** @param {any} label @returns {label is LabelRecord} */
function isLabel(label) {
  const { version, place, savedAt, note } = label ?? {};
  const sound = version === VERSION && typeof place === 'string' && Number.isFinite(savedAt);
  return sound && typeof note?.link === 'string' && typeof note.address === 'string';
}

/** @param {any} checkpoint @returns {checkpoint is StoredCheckpoint} */
function isCheckpoint(checkpoint) {
  const { iteration, parameters } = checkpoint ?? {};
  return Number.isInteger(iteration) && parameters instanceof Float32Array;
}

/** Whether it has the right form; the trainer checks the files in it. @param {any} run @returns {run is KeptRun} */
function isRun(run) {
  const { settings, methods } = run ?? {};
  return typeof settings === 'object' && settings !== null && areAll(methods, isKeptMethod);
}

/** @param {any} kept */
function isKeptMethod(kept) {
  const { method, phases = [], weights, optimizer, seconds = 0 } = kept ?? {};
  const files = weights instanceof Uint8Array && optimizer instanceof Uint8Array;
  return files && typeof method === 'string' && areAll(phases, isPhase) && Number.isFinite(seconds);
}

/** @param {any} phase */
const isPhase = (phase) => Number.isInteger(phase?.until) && Number.isFinite(phase.lr);

/** @param {any} list @param {(one: any) => boolean} sound */
const areAll = (list, sound) => Array.isArray(list) && [...list].every(sound);
