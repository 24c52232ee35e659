// Detects workers and downloads that hang: a worker that throws reports an error, one in an endless loop does not.

const CHECK_INTERVAL = 5000; // ms

/** How long a worker may take to answer its first ping, s: its script may have yet to load. */
const START_TIMEOUT = 60;

/** How long it may take to answer later ones, s: far longer than its longest uninterrupted computation. */
const ANSWER_TIMEOUT = 30;

/**
 * Fires when it was not reset for so long. It counts its own ticks rather than reading the clock, so that time does not
 * pass while the machine or the page sleeps.
 */
export class InactivityTimeout {
  #ticks = 0;
  #timer;

  /**
   * @param {number} seconds
   * @param {() => void} onTimeout Called once.
   * @param {() => void} [onTick] Called every few seconds until then.
   */
  constructor(seconds, onTimeout, onTick = () => {}) {
    this.onTimeout = onTimeout;
    this.onTick = onTick;
    this.seconds = seconds;
    this.#timer = setInterval(() => this.#tick(), CHECK_INTERVAL);
  }

  /** Starts over. @param {number} [seconds] The timeout from now on. */
  reset(seconds = this.seconds) {
    this.seconds = seconds;
    this.#ticks = 0;
  }

  #tick() {
    if (this.#ticks >= (this.seconds * 1000) / CHECK_INTERVAL) {
      this.stop();
      this.onTimeout();
      return;
    }
    this.#ticks += 1;
    this.onTick();
  }

  stop() {
    clearInterval(this.#timer);
  }
}

/** Pings a worker every few seconds. */
export class Watchdog {
  #timeout;
  #started = false;

  /**
   * @param {() => Promise<unknown>} ping Resolves with the worker's answer; rejects only when the worker is stopped.
   * @param {(reason: string) => void} onHang Called once.
   */
  constructor(ping, onHang) {
    this.ping = ping;
    this.#timeout = new InactivityTimeout(
      START_TIMEOUT,
      () => onHang(this.#reason),
      () => this.#sendPing(),
    );
    this.#sendPing();
  }

  get #reason() {
    const { seconds } = this.#timeout;
    return this.#started
      ? `it has not answered for ${seconds} s`
      : `it has not started within ${seconds} s`;
  }

  #sendPing() {
    this.ping().then(
      () => {
        this.#started = true;
        this.#timeout.reset(ANSWER_TIMEOUT);
      },
      () => this.stop(), // Whoever stopped the worker has reported why.
    );
  }

  stop() {
    this.#timeout.stop();
  }
}
