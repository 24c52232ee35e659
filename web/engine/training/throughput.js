// Report intervals and training speed. Times are passed in.

/** Lets something happen at most once in an interval. */
export class Throttle {
  #last = Number.NEGATIVE_INFINITY;

  /** @param {number} interval ms */
  constructor(interval) {
    this.interval = interval;
  }

  /** Whether the interval is over; if so, the next one begins. @param {number} now ms */
  isDue(now) {
    if (now - this.#last < this.interval) return false;
    this.#last = now;
    return true;
  }
}

/** Iterations a second over the last two seconds of uninterrupted training. */
export class ThroughputMeter {
  /** @type {{now: number, count: number}[]} */
  #marks = [];

  /** @param {number} [span] Length of the averaging window, ms. */
  constructor(span = 2000) {
    this.span = span;
  }

  /**
   * @param {number} now ms
   * @param {number} count Iterations done by now.
   * @returns {number} Per second; 0 while unknown.
   */
  mark(now, count) {
    this.#marks.push({ now, count });
    while (this.#marks.length > 2 && now - this.#marks[1].now >= this.span) this.#marks.shift();
    const [first] = this.#marks;
    return now > first.now ? ((count - first.count) * 1000) / (now - first.now) : 0;
  }

  /** Starts over after a pause. */
  restart() {
    this.#marks.length = 0;
  }
}
