// Slots of saved runs: each tab has one, and locks it while its page is open.

/** @import {RunLabel} from './run-store.js' */

/** In sessionStorage: the tab's slot, which is found again after a reload or a crash. */
const TAB_KEY = 'mean-flow-place';

/** Longest wait for the tab's previous document to release its locks, ms: another tab may hold them. */
const RELEASE_TIMEOUT = 3000;

/** Likewise after a reload, when it is most likely that document that holds them. */
const RELOAD_RELEASE_TIMEOUT = 20_000;

const lockName = (/** @type {string} */ slot) => `mean-flow-place:${slot}`;

/**
 * The saved run that a page opens with: this tab's own, when the page's address has no link or that of this run; else,
 * when it has no link, the newest of those that no other tab uses.
 *
 * @param {RunLabel[]} labels     the newest first
 * @param {object} situation
 * @param {string} situation.own      this tab's slot
 * @param {string | null} situation.address  text of the link in the address; null for none
 * @param {Set<string>} situation.inUse  slots of other tabs
 * @param {(saved: string) => boolean} [situation.isSameRun]  whether the address is a later one of the run that was saved
 *   with this one
 * @returns {RunLabel | undefined}
 */
export function chooseRun(labels, { own, address, inUse, isSameRun = () => false }) {
  const free = labels.filter(({ slot }) => !inUse.has(slot));
  const mine = free.find(({ slot }) => slot === own);
  const isMine = (/** @type {string} */ saved) => saved === address || isSameRun(saved);
  if (mine && (address === null || isMine(mine.note.address))) return mine;
  return address === null ? free[0] : undefined;
}

/** This tab's slot, "" when it has none. */
export function ownSlot() {
  try {
    return sessionStorage.getItem(TAB_KEY) ?? '';
  } catch {
    return ''; // Storage is blocked.
  }
}

/**
 * Waits until a slot is free: after a reload, the previous document may still hold its lock. Gives up some time later, as
 * another tab may hold it.
 * @param {string} slot
 */
export async function untilFree(slot) {
  const [navigation] = performance.getEntriesByType('navigation');
  const reloaded = navigation && 'type' in navigation && navigation.type === 'reload';
  const signal = AbortSignal.timeout(reloaded ? RELOAD_RELEASE_TIMEOUT : RELEASE_TIMEOUT);
  await navigator.locks?.request(lockName(slot), { signal }, () => {}).catch(() => {});
}

/**
 * Locks a slot until the page closes, so that other tabs do not use it.
 * @param {string} [slot]  a new one by default
 * @returns {Promise<string>} the slot, or a new one when another tab has locked it
 */
export async function claimSlot(slot = newSlot()) {
  const claimed = (await lock(slot)) ? slot : newSlot();
  if (claimed !== slot) await lock(claimed);
  try {
    sessionStorage.setItem(TAB_KEY, claimed);
  } catch {
    // After a reload, this tab may still find the run as one that no tab uses.
  }
  return claimed;
}

/** Slots that tabs have locked, this tab included. @returns {Promise<Set<string>>} */
export async function slotsInUse() {
  // Locks need a secure context and storage that is not blocked. Without them, tabs may overwrite one another's runs.
  const { held = [] } = (await navigator.locks?.query().catch(() => null)) ?? {};
  const prefix = lockName('');
  const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(prefix));
  return new Set(names.map((name) => name.slice(prefix.length)));
}

const newSlot = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

/** @param {string} slot @returns {Promise<boolean>} false: another tab has locked it */
function lock(slot) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const request = navigator.locks.request(lockName(slot), { ifAvailable: true }, (granted) => {
      resolve(granted !== null);
      return granted && new Promise(() => {}); // Held until the page closes.
    });
    request.catch(() => resolve(true));
  });
}

/** In localStorage once a run was saved in this browser: without it, a page need not look for one. */
export const KEPT_FLAG = 'mean-flow-kept';
