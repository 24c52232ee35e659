/** @import {Method, Progress} from '../engine/types.js' */

/** How far several methods are that train together. */
export class RunProgress {
  /** @type {Map<Method, Progress>} the latest of each */
  #latest = new Map();

  /** A new run began. */
  clear() {
    this.#latest.clear();
  }

  /** @param {Progress} progress */
  take(progress) {
    this.#latest.set(progress.method, progress);
  }

  /** @param {Method[]} methods @returns {number} iterations that all of them have done */
  iteration(methods) {
    return Math.min(...methods.map((method) => this.#latest.get(method)?.iteration ?? 0));
  }

  /** @param {Method[]} methods @returns {number} iterations a second of the slowest under way; 0 when not known */
  rate(methods) {
    const rates = methods.flatMap((method) => {
      const progress = this.#latest.get(method);
      const underWay = progress && progress.iteration < progress.iterations && progress.rate > 0;
      return underWay ? [progress.rate] : [];
    });
    return rates.length > 0 ? Math.min(...rates) : 0;
  }
}
