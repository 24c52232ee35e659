import { LocalLocks } from './local-locks.js';

/**
 * @typedef {object} Locks  the Web Locks API, or as much of it as is needed
 * @property {(name: string, options: LockOptions, callback: (lock: object | null) => unknown) => Promise<unknown>} request
 */

const localLocks = new LocalLocks();

/**
 * Whose turn it is to train, of all the elements of a browser tab: those in this document, and those in
 * frames of the same origin. First come, first served, but a person may push in.
 */
export class Turn {
  /** Voids answers to what is no longer asked for. */
  #attempt = 0;
  #wanted = false;
  #giveUp = () => {};
  #locks;

  /**
   * @param {() => void} onChange  told when `held` or `waiting` changes
   * @param {Locks} [locks]
   */
  constructor(onChange, locks = globalThis.navigator?.locks ?? localLocks) {
    this.onChange = onChange;
    this.#locks = locks;
    /** It is this one's turn. */
    this.held = false;
    /** Another one is in turn. */
    this.waiting = false;
  }

  /** @param {boolean} wanted  asks for a turn, or gives it back */
  want(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) this.#ask('if free');
    else this.#stop();
  }

  /** Asks for a turn, and will not wait. */
  take() {
    this.#wanted = true;
    if (!this.held) this.#ask('now');
  }

  #stop() {
    this.#attempt += 1;
    this.#giveUp();
    this.#giveUp = () => {};
    this.#set(false, false);
  }

  /** @param {'if free' | 'queue' | 'now'} manner */
  async #ask(manner) {
    this.#giveUp();
    const attempt = ++this.#attempt;
    const controller = new AbortController();
    this.#giveUp = () => controller.abort();
    const options = {
      'if free': { ifAvailable: true },
      queue: { signal: controller.signal },
      now: { steal: true },
    }[manner];
    let got = false;
    try {
      await this.#locks.request(lockName(), options, (lock) => {
        if (!lock || attempt !== this.#attempt) return undefined;
        got = true;
        this.#set(true, false);
        return new Promise((resolve) => {
          this.#giveUp = () => resolve(undefined);
        });
      });
    } catch (error) {
      // Given up or stolen; or, anything else, this page may not have locks.
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        this.#locks = localLocks;
        if (attempt === this.#attempt) this.#ask(manner);
        return;
      }
    }
    if (attempt !== this.#attempt) return;
    // Still wanted: it was not free, or somebody pushed in.
    if (got || manner === 'if free') {
      this.#set(false, true);
      this.#ask('queue');
    }
  }

  /** @param {boolean} held @param {boolean} waiting */
  #set(held, waiting) {
    if (this.held === held && this.waiting === waiting) return;
    this.held = held;
    this.waiting = waiting;
    this.onChange();
  }
}

/** One name a tab: session storage is just what its frames of one origin have in common. */
function lockName() {
  const key = 'mean-flow tab';
  try {
    const known = sessionStorage.getItem(key) ?? `mean-flow ${crypto.randomUUID()}`;
    sessionStorage.setItem(key, known);
    return known;
  } catch {
    return 'mean-flow';
  }
}
