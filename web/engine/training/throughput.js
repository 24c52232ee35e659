// How often and how hard: rates, report intervals, duty cycles. Clocks are handed in.

/** Lets something happen at most once an interval. */
export class Interval {
  #last = Number.NEGATIVE_INFINITY;

  /** @param {number} length ms */
  constructor(length) {
    this.length = length;
  }

  /** Whether it is time again; if so, the next interval begins. @param {number} now ms */
  due(now) {
    if (now - this.#last < this.length) return false;
    this.#last = now;
    return true;
  }
}

/** Iterations a second over the last couple of seconds of uninterrupted training. */
export class RateMeter {
  /** @type {{now: number, count: number}[]} */
  #marks = [];

  /** @param {number} [span] ms that the rate looks back. */
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

  /** Time now was not spent training. */
  restart() {
    this.#marks.length = 0;
  }
}

/** Work that may take only a share of a core: each piece of work is paid for with rest. */
export class DutyCycle {
  #debt = 0;

  /**
   * @param {number} share Of the time, in (0, 1].
   * @param {number} [smallest] ms; shorter rests are put off and added up, timers being coarse.
   */
  constructor(share, smallest = 4) {
    this.share = share;
    this.smallest = smallest;
  }

  /** How long to rest now, ms, after `duration` ms of work. @param {number} duration */
  rest(duration) {
    this.#debt += duration * (1 / this.share - 1);
    if (this.#debt < this.smallest) return 0;
    const rest = this.#debt;
    this.#debt = 0;
    return rest;
  }
}
