// Notices a worker that hangs: one that fails says so, one that is caught in a loop never does.

const INTERVAL = 5000; // ms between two questions

/** Questions in a row without an answer: far more than the longest thing that a worker does in one go. */
const MISSES = 6;

/** Asks a worker again and again whether it is there. */
export class Watchdog {
  #misses = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #stopped = false;

  /**
   * From its first answer on, as until then it may have yet to load. Where the machine or the whole page sleeps no time
   * passes, as questions are counted and not seconds.
   * @param {() => Promise<unknown>} ask Settles with the worker's answer; fails only with the worker.
   * @param {(reason: string) => void} onHang Told once.
   */
  constructor(ask, onHang) {
    this.ask = ask;
    this.onHang = onHang;
    ask().then(
      () => this.#begin(),
      () => {}, // Whoever ended it knows.
    );
  }

  #begin() {
    if (this.#stopped) return;
    this.#timer = setInterval(() => this.#question(), INTERVAL);
  }

  #question() {
    if (this.#misses === MISSES) {
      this.stop();
      this.onHang(`it has not answered for ${(MISSES * INTERVAL) / 1000} s`);
      return;
    }
    this.#misses += 1;
    this.ask().then(
      () => {
        this.#misses = 0;
      },
      () => {},
    );
  }

  stop() {
    this.#stopped = true;
    clearInterval(this.#timer);
  }
}
