// A method's losses, growing with the run.

/** A list of numbers that grows without being copied at each addition. */
export class LossHistory {
  #values = new Float32Array(1024);
  #length = 0;

  /** @param {Float32Array} losses */
  append(losses) {
    const length = this.#length + losses.length;
    if (length > this.#values.length) {
      const grown = new Float32Array(Math.max(length, 2 * this.#values.length));
      grown.set(this.view());
      this.#values = grown;
    }
    this.#values.set(losses, this.#length);
    this.#length = length;
  }

  /** All of them; valid until the next append. */
  view() {
    return this.#values.subarray(0, this.#length);
  }
}
