/**
 * The part of the Web Locks API that a `Turn` asks for, among the elements of one document: for
 * pages that may not have locks (plain HTTP, sandboxed frames).
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
   * @returns {Promise<void>} rejects with an AbortError when given up or stolen
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
