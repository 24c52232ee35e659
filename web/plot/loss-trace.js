/**
 * The losses of a run of any length in a fixed number of buckets. A bucket has the lowest and the highest loss of its
 * iterations, so that spikes are kept, and the moving average at its end. When all buckets are full, neighbours merge
 * and every bucket spans twice as many iterations.
 */
export class LossTrace {
  /**
   * @param {object} [options]
   * @param {number} [options.capacity] buckets; even
   * @param {number} [options.window]   iterations of the moving average
   */
  constructor({ capacity = 1024, window = 100 } = {}) {
    this.capacity = capacity;
    /** Iterations per bucket. */
    this.stride = 1;
    /** Complete buckets. */
    this.length = 0;
    /** Iterations so far. */
    this.iteration = 0;
    this.low = new Float64Array(capacity);
    this.high = new Float64Array(capacity);
    this.average = new Float64Array(capacity);
    /** Seconds of training at the end of each bucket. */
    this.seconds = new Float64Array(capacity);
    /** Seconds of training so far. */
    this.time = 0;
    this.recent = new Float64Array(window);
    this.bucketLow = Number.POSITIVE_INFINITY;
    this.bucketHigh = Number.NEGATIVE_INFINITY;
  }

  /** Forgets everything: a new run. */
  clear() {
    this.stride = 1;
    this.length = 0;
    this.iteration = 0;
    this.time = 0;
    this.bucketLow = Number.POSITIVE_INFINITY;
    this.bucketHigh = Number.NEGATIVE_INFINITY;
  }

  /**
   * @param {ArrayLike<number>} losses  of the next iterations
   * @param {number} [seconds]          of training at their end; distributed evenly over them
   */
  push(losses, seconds = this.time) {
    const step = (seconds - this.time) / losses.length;
    for (let i = 0; i < losses.length; i++) {
      this.time += step;
      this.pushOne(losses[i]);
    }
    if (losses.length > 0) this.time = seconds;
  }

  /** Mean loss of the last iterations, at most `window` of them; NaN before the first. */
  movingAverage() {
    const known = Math.min(this.iteration, this.recent.length);
    let sum = 0;
    for (let i = 0; i < known; i++) sum += this.recent[i];
    return sum / known;
  }

  /** Merges neighbours: half as many buckets, each twice as wide. */
  coarsen() {
    const pairs = this.length >> 1;
    for (let i = 0; i < pairs; i++) {
      this.low[i] = Math.min(this.low[2 * i], this.low[2 * i + 1]);
      this.high[i] = Math.max(this.high[2 * i], this.high[2 * i + 1]);
      this.average[i] = this.average[2 * i + 1];
      this.seconds[i] = this.seconds[2 * i + 1];
    }
    if (this.length % 2 === 1) {
      this.bucketLow = Math.min(this.bucketLow, this.low[this.length - 1]);
      this.bucketHigh = Math.max(this.bucketHigh, this.high[this.length - 1]);
    }
    this.length = pairs;
    this.stride *= 2;
  }

  /** @param {number} loss */
  pushOne(loss) {
    this.recent[this.iteration % this.recent.length] = loss;
    this.iteration++;
    this.bucketLow = Math.min(this.bucketLow, loss);
    this.bucketHigh = Math.max(this.bucketHigh, loss);
    if (this.iteration % this.stride !== 0) return;
    this.low[this.length] = this.bucketLow;
    this.high[this.length] = this.bucketHigh;
    this.average[this.length] = this.movingAverage();
    this.seconds[this.length] = this.time;
    this.length++;
    this.bucketLow = Number.POSITIVE_INFINITY;
    this.bucketHigh = Number.NEGATIVE_INFINITY;
    if (this.length === this.capacity) this.coarsen();
  }
}

/**
 * The moving average at an earlier iteration, from all losses.
 *
 * @param {ArrayLike<number>} losses  of every iteration
 * @param {number} iteration          up to which they are averaged
 * @param {number} [window]
 * @returns {number} mean of the last of those, at most `window`; NaN before the first
 */
export function meanBefore(losses, iteration, window = 100) {
  const known = Math.min(iteration, window);
  let sum = 0;
  for (let i = iteration - known; i < iteration; i++) sum += losses[i];
  return sum / known;
}

/**
 * Formats a loss, with a bounded width also when a run diverges.
 *
 * @param {number} loss
 * @returns {string} "1.688", "2.34e+9", "∞", or "–" if unknown
 */
export function lossText(loss) {
  if (Number.isNaN(loss)) return '–';
  if (loss === Number.POSITIVE_INFINITY) return '∞';
  return loss < 10_000 ? loss.toFixed(3) : loss.toExponential(2);
}
