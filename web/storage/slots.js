// Which kept run belongs to which tab.

/** @import {Label} from './run-store.js' */

/** A tab finds its own again after a reload or a crash. */
const TAB_KEY = 'mean-flow-place';

/** The document that this one follows in its tab may hold its locks so much longer, ms. */
const LEAVING = 3000;

const lockName = (/** @type {string} */ place) => `mean-flow-place:${place}`;

/**
 * The kept run that a page opens with: this tab's own, when the address is the one that the page wrote
 * or none; else, when the address asks for nothing in particular, the newest that no tab is at.
 *
 * @param {Label[]} labels     the newest first
 * @param {object} situation
 * @param {string} situation.own      this tab's place
 * @param {string | null} situation.address  text of the link in the address; null for none
 * @param {Set<string>} situation.inUse  places of other tabs
 * @returns {Label | undefined}
 */
export function chooseKept(labels, { own, address, inUse }) {
  const free = labels.filter(({ place }) => !inUse.has(place));
  const mine = free.find(({ place }) => place === own);
  if (mine && (address === null || mine.note.address === address)) return mine;
  return address === null ? free[0] : undefined;
}

/** This tab's place, "" when it has none. */
export function ownPlace() {
  try {
    return sessionStorage.getItem(TAB_KEY) ?? '';
  } catch {
    return ''; // No storage: as in a new tab.
  }
}

/**
 * Waits until nobody is at a place, as where a page is reloaded and its last document has yet to let go; but not for
 * long, as another tab may be there to stay.
 * @param {string} place
 */
export async function untilFree(place) {
  const signal = AbortSignal.timeout(LEAVING);
  await navigator.locks?.request(lockName(place), { signal }, () => {}).catch(() => {});
}

/**
 * Takes a place for as long as the page lives, so that other tabs leave it alone.
 * @param {string} [place]  a new one by default
 * @returns {Promise<string>} it, or a new one should another tab be at it
 */
export async function claimPlace(place = newPlace()) {
  const claimed = (await claim(place)) ? place : newPlace();
  if (claimed !== place) await claim(claimed);
  try {
    sessionStorage.setItem(TAB_KEY, claimed);
  } catch {
    // Then this tab does not find it again, but as a run that no tab is at it may be found.
  }
  return claimed;
}

/** Places that tabs are at, this one's included. @returns {Promise<Set<string>>} */
export async function placesInUse() {
  // Only secure contexts have locks, and not where readers block what sites store; there tabs may get into one
  // another's way.
  const { held = [] } = (await navigator.locks?.query().catch(() => null)) ?? {};
  const prefix = lockName('');
  const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(prefix));
  return new Set(names.map((name) => name.slice(prefix.length)));
}

const newPlace = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

/** @param {string} place @returns {Promise<boolean>} */
function claim(place) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const request = navigator.locks.request(lockName(place), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {}); // Held until the page goes.
    });
    request.catch(() => resolve(true));
  });
}

/** In localStorage once a run was kept in this browser: a page without it has nothing to look for. */
export const KEPT_FLAG = 'mean-flow-kept';
