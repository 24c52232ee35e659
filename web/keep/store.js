// Runs kept in this browser, in its IndexedDB: one a tab, so that tabs do not overwrite one another's.

/** @import {KeptRun} from '../engine/types.js' */
import { createStore, delMany, get, setMany } from 'idb-keyval';

/** Of what is stored; what another version stored is passed over. */
const VERSION = 1;

/** Places that are kept; the oldest goes when there are more. */
const MOST_PLACES = 3;

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

/** The database as the functions below use it. */
export class Store {
  #database = createStore('mean-flow', 'runs');

  /**
   * Keeps a run, whole or not at all.
   * @param {string} place
   * @param {KeptRun} run
   * @param {Note} note
   * @param {number} savedAt
   */
  async save(place, run, note, savedAt) {
    const label = { version: VERSION, place, savedAt, note };
    const pairs = /** @type {[string, unknown][]} */ ([
      [labelKey(place), label],
      [runKey(place), run],
    ]);
    await this.#answer(() => setMany(pairs, this.#database));
  }

  /** @returns {Promise<Label[]>} of all kept runs, the newest first */
  async labels() {
    /** @type {unknown[]} */
    const all = await this.#answer(() => this.#allLabels());
    return all.filter(isLabel).sort((a, b) => b.savedAt - a.savedAt);
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
    return { ...label, run };
  }

  /** @param {string[]} places */
  async forget(...places) {
    const keys = places.flatMap((place) => [labelKey(place), runKey(place)]);
    await this.#answer(() => delMany(keys, this.#database));
  }

  /** Drops what there is too much of. @param {(place: string) => boolean} inUse */
  async prune(inUse) {
    const old = (await this.labels()).slice(MOST_PLACES).filter(({ place }) => !inUse(place));
    if (old.length > 0) await this.forget(...old.map(({ place }) => place));
  }

  /** Labels only: runs are large. */
  async #allLabels() {
    const bounds = IDBKeyRange.bound('label:', 'label;');
    return this.#database('readonly', (store) => {
      return new Promise((resolve, reject) => {
        const request = store.getAll(bounds);
        request.onsuccess = () => resolve(/** @type {unknown[]} */ (request.result));
        request.onerror = () => reject(request.error);
      });
    });
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

/** @param {any} label @returns {label is Label} */
function isLabel(label) {
  const { version, place, savedAt, note } = label ?? {};
  const sound = version === VERSION && typeof place === 'string' && Number.isFinite(savedAt);
  return sound && typeof note?.link === 'string' && typeof note.address === 'string';
}

/** Whether it has the right form; whether its content is whole is for the trainer to find out. @param {any} run @returns {run is KeptRun} */
function isRun(run) {
  const sound = (/** @type {any} */ { method, weights, optimizer } = {}) =>
    typeof method === 'string' && weights instanceof Uint8Array && optimizer instanceof Uint8Array;
  return (
    typeof run?.settings === 'object' && Array.isArray(run.methods) && run.methods.every(sound)
  );
}
