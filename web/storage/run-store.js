// Runs kept in this browser, in its IndexedDB: one a tab, so that tabs do not overwrite one another's.

/** @import {Checkpoint, KeptRun, Method} from '../engine/types.js' */
import { createStore, get, promisifyRequest } from 'idb-keyval';

/** Of what is stored; what another version stored is passed over. */
const VERSION = 1;

/** Places that are kept; the oldest goes when there are more. */
const MOST_PLACES = 3;

/** A clock may be put right by so much without a word, ms. */
const CLOCK_SLACK = 60_000;

/** Storage that does not answer so long will not, ms. */
const PATIENCE = 10_000;

/**
 * What the page wants to find again beside the run.
 * @typedef {object} Note
 * @property {string} link      the whole setting and view: see web/share/link.js
 * @property {string} address   what the page wrote into its address, without "#"
 * @property {boolean} training  whether it was to train
 */

/**
 * What is told of a kept run without reading it.
 * @typedef {object} Label
 * @property {number} version
 * @property {string} place
 * @property {number} savedAt  ms since 1970
 * @property {Note} note
 */

/** @typedef {Label & {run: KeptRun}} Kept */

/** @typedef {Checkpoint & {method: Method}} StoredCheckpoint */

/**
 * Checkpoints of a run; each is stored once, as there may be many.
 * @typedef {object} CheckpointChanges
 * @property {string[]} ids  of all that there should be
 * @property {{id: string, checkpoint: StoredCheckpoint}[]} added  to what is stored
 */

/** Opened when it is first asked for something. */
const openLater = () => createStore('mean-flow', 'runs');

/** The database as the functions below use it. */
export class Store {
  #database = openLater();

  /**
   * Keeps a run, whole or not at all.
   * @param {string} place
   * @param {KeptRun} run
   * @param {Note} note
   * @param {number} savedAt
   * @param {CheckpointChanges} [checkpoints]
   */
  async save(place, run, note, savedAt, { ids, added } = { ids: [], added: [] }) {
    const label = { version: VERSION, place, savedAt, note };
    const wanted = new Set(ids.map((id) => checkpointKey(place, id)));
    await this.#change((store) => {
      store.put(label, labelKey(place));
      store.put(run, runKey(place));
      for (const { id, checkpoint } of added) store.put(checkpoint, checkpointKey(place, id));
      const known = store.getAllKeys(checkpointsOf(place));
      known.onsuccess = () => {
        for (const key of known.result) if (!wanted.has(String(key))) store.delete(key);
      };
    });
  }

  /** @returns {Promise<Label[]>} of all kept runs, the newest first */
  async labels() {
    const all = await this.#answer(() => this.#all(IDBKeyRange.bound('label:', 'label;')));
    const now = Date.now();
    // What is dated later than now is from before the clock was put right.
    const rank = (/** @type {Label} */ { savedAt }) =>
      savedAt > now + CLOCK_SLACK ? savedAt - now : savedAt;
    return all.filter(isLabel).sort((a, b) => rank(b) - rank(a));
  }

  /**
   * @param {string} place
   * @returns {Promise<Kept | null>} null when there is none; fails when it is damaged
   */
  async read(place) {
    const label = await this.#answer(() => get(labelKey(place), this.#database));
    if (label === undefined) return null;
    const run = await this.#answer(() => get(runKey(place), this.#database));
    if (!isLabel(label) || !isRun(run)) throw new Error('the run kept in this browser is damaged');
    const checkpoints = await this.#answer(() => this.#all(checkpointsOf(place)));
    return { ...label, run: withCheckpoints(run, checkpoints.filter(isCheckpoint)) };
  }

  /** @param {string[]} places */
  async forget(...places) {
    await this.#change((store) => {
      for (const place of places) {
        store.delete(labelKey(place));
        store.delete(runKey(place));
        store.delete(checkpointsOf(place));
      }
    });
  }

  /** Drops what there is too much of. @param {(place: string) => boolean} inUse */
  async prune(inUse) {
    const old = (await this.labels()).slice(MOST_PLACES).filter(({ place }) => !inUse(place));
    if (old.length > 0) await this.forget(...old.map(({ place }) => place));
  }

  /** @param {IDBKeyRange} range @returns {Promise<unknown[]>} */
  async #all(range) {
    return this.#database('readonly', (store) => {
      return promisifyRequest(/** @type {IDBRequest<unknown[]>} */ (store.getAll(range)));
    });
  }

  /** All of it or nothing. @param {(store: IDBObjectStore) => void} change */
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
   * @param {() => Promise<T>} request  may also throw, as where a page may have no storage
   * @returns {Promise<T>} fails with a message for people
   */
  async #answer(request) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {Promise<never>} */
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('its storage does not answer')), PATIENCE);
    });
    try {
      return await Promise.race([request(), late]);
    } catch (error) {
      this.#database = openLater(); // A connection may be of no use any more, and not all browsers say so.
      throw new Error(explain(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Why storing failed, for people. @param {any} error @returns {string} */
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

const labelKey = (/** @type {string} */ place) => `label:${place}`;
const runKey = (/** @type {string} */ place) => `run:${place}`;
const checkpointKey = (/** @type {string} */ place, /** @type {string} */ id) =>
  `checkpoint:${place}:${id}`;
const checkpointsOf = (/** @type {string} */ place) =>
  IDBKeyRange.bound(`checkpoint:${place}:`, `checkpoint:${place};`);

/** @param {KeptRun} run @param {StoredCheckpoint[]} checkpoints @returns {KeptRun} */
function withCheckpoints(run, checkpoints) {
  const methods = run.methods.map((kept) => {
    const own = checkpoints.filter(({ method }) => method === kept.method);
    return { ...kept, checkpoints: own };
  });
  return { ...run, methods };
}

/** @param {any} label @returns {label is Label} */
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

/** Whether it has the right form; whether its content is whole is for the trainer to find out. @param {any} run @returns {run is KeptRun} */
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
