// Notices what hangs: a worker that fails says so, one that is caught in a loop never does.

const INTERVAL = 5000; // ms between two looks

/** How long a worker may take to give its first answer, s: its script may have yet to load. */
const STARTING = 60;

/** How long it may then be silent, s: far longer than the longest thing that a worker does in one go. */
const SILENCE = 30;

/**
 * Ends when nothing was heard for so long. Looks are counted and not the clock, so that no time passes where the machine
 * or the whole page sleeps.
 */
export class Patience {
  #looks = 0;
  #timer;

  /**
   * @param {number} seconds
   * @param {() => void} onEnd Told once.
   * @param {() => void} [onLook] Told every few seconds.
   */
  constructor(seconds, onEnd, onLook = () => {}) {
    this.onEnd = onEnd;
    this.onLook = onLook;
    this.seconds = seconds;
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  /** Starts over. @param {number} [seconds] From now on. */
  heard(seconds = this.seconds) {
    this.seconds = seconds;
    this.#looks = 0;
  }

  #look() {
    if (this.#looks >= (this.seconds * 1000) / INTERVAL) {
      this.stop();
      this.onEnd();
      return;
    }
    this.#looks += 1;
    this.onLook();
  }

  stop() {
    clearInterval(this.#timer);
  }
}

/** Asks a worker again and again whether it is there. */
export class Watchdog {
  #patience;
  #started = false;

  /**
   * @param {() => Promise<unknown>} ask Settles with the worker's answer; fails only with the worker.
   * @param {(reason: string) => void} onHang Told once.
   */
  constructor(ask, onHang) {
    this.ask = ask;
    this.#patience = new Patience(
      STARTING,
      () => onHang(this.#reason),
      () => this.#question(),
    );
    this.#question();
  }

  get #reason() {
    const { seconds } = this.#patience;
    return this.#started
      ? `it has not answered for ${seconds} s`
      : `it has not started within ${seconds} s`;
  }

  #question() {
    this.ask().then(
      () => {
        this.#started = true;
        this.#patience.heard(SILENCE);
      },
      () => this.stop(), // Whoever ended it knows.
    );
  }

  stop() {
    this.#patience.stop();
  }
}
