/** Limits work to a share of the time: every piece of work is followed by a proportional rest. */
export class DutyCycle {
  #debt = 0;

  /**
   * @param {number} share Of the time, in (0, 1].
   * @param {number} [smallest] ms; shorter rests are added up, as timers are coarse.
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
