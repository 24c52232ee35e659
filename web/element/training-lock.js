/**
 * @typedef {object} Locks  the part of the Web Locks API that a `TrainingLock` uses
 * @property {(name: string, options: LockOptions, callback: (lock: object | null) => unknown) => Promise<unknown>} request
 */

/**
 * The lock that an element holds while it trains: one element of a browser tab does at a time, of those in this
 * document and in frames of the same origin. First come, first served, but a reader's command preempts the holder.
 */
export class TrainingLock {
  /** Identifies the latest request: answers to earlier ones are ignored. */
  #attempt = 0;
  #requested = false;
  #cancel = () => {};
  #locks;

  /**
   * @param {() => void} onChange  called when `held` or `waiting` changes
   * @param {Locks} [locks]
   */
  constructor(onChange, locks = globalThis.navigator?.locks ?? localLocks) {
    this.onChange = onChange;
    this.#locks = locks;
    this.held = false;
    /** Another element holds the lock. */
    this.waiting = false;
  }

  /** Waits for the lock. Does nothing if it is requested already. */
  request() {
    if (this.#requested) return;
    this.#requested = true;
    this.#acquire('if free');
  }

  /** Takes the lock from its holder. */
  preempt() {
    this.#requested = true;
    if (!this.held) this.#acquire('now');
  }

  release() {
    if (!this.#requested) return;
    this.#requested = false;
    this.#attempt += 1;
    this.#cancel();
    this.#cancel = () => {};
    this.#set(false, false);
  }

  /** @param {'if free' | 'queue' | 'now'} mode */
  async #acquire(mode) {
    this.#cancel();
    const attempt = ++this.#attempt;
    const controller = new AbortController();
    this.#cancel = () => controller.abort();
    const options = {
      'if free': { ifAvailable: true },
      queue: { signal: controller.signal },
      now: { steal: true },
    }[mode];
    let acquired = false;
    try {
      await this.#locks.request(lockName(), options, (lock) => {
        if (!lock || attempt !== this.#attempt) return undefined;
        acquired = true;
        this.#set(true, false);
        return new Promise((resolve) => {
          this.#cancel = () => resolve(undefined);
        });
      });
    } catch (error) {
      // An AbortError: released or preempted. Any other: this page has no access to the Web Locks API.
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        this.#locks = localLocks;
        if (attempt === this.#attempt) this.#acquire(mode);
        return;
      }
    }
    if (attempt !== this.#attempt) return;
    // Still requested: the lock was not free, or another element preempted this one.
    if (acquired || mode === 'if free') {
      this.#set(false, true);
      this.#acquire('queue');
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

/** One name per tab: session storage is what the frames of a tab with the same origin share. */
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

/**
 * The same part of the API among the elements of one document, for pages that have no access to it (plain HTTP,
 * sandboxed frames).
 */
export class LocalLocks {
  constructor() {
    /** @type {{steal: (reason: DOMException) => void} | null} */
    this.holder = null;
    /** @type {(() => void)[]} */
    this.queue = [];
  }

  /**
   * @param {string} _name
   * @param {{steal?: boolean, ifAvailable?: boolean, signal?: AbortSignal}} options
   * @param {(lock: object | null) => unknown} callback  holds the lock until its promise settles
   * @returns {Promise<void>} rejects with an AbortError when the request is aborted or the lock stolen
   */
  async request(_name, { steal = false, ifAvailable = false, signal }, callback) {
    if (this.holder && ifAvailable) {
      await callback(null);
      return;
    }
    if (this.holder && !steal) await this.#wait(signal);
    this.holder?.steal(new DOMException('The lock was stolen', 'AbortError'));
    /** @type {Promise<never>} */
    const stolen = new Promise((_, reject) => {
      this.holder = { steal: reject };
    });
    const mine = this.holder;
    try {
      await Promise.race([callback({}), stolen]);
    } finally {
      if (this.holder === mine) {
        this.holder = null;
        this.queue.shift()?.();
      }
    }
  }

  /** @param {AbortSignal} [signal] @returns {Promise<void>} */
  #wait(signal) {
    return new Promise((resolve, reject) => {
      this.queue.push(resolve);
      signal?.addEventListener('abort', () => {
        this.queue = this.queue.filter((waiting) => waiting !== resolve);
        reject(signal.reason);
      });
    });
  }
}

const localLocks = new LocalLocks();
