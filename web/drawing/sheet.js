/** The level of a full cell; 0 is an empty one. */
export const FULL = 63;

/** Steps that can be undone. */
const LONGEST_PAST = 100;

/** @typedef {{size: number, levels: Uint8Array<ArrayBuffer>}} Picture  levels are row-major from the lower left, y up */

/**
 * @typedef {object} Brush
 * @property {number} width  diameter in cells; at 1 it touches the cell around its middle only
 * @property {number} level  that cells get, 0..FULL
 */

/** Cells that are painted on, and every state that they were in. */
export class Sheet {
  /** @type {Picture[]} */
  #past = [];
  /** @type {Picture[]} */
  #future = [];
  /** As it was when the stroke began. @type {Picture | null} */
  #before = null;

  /** @param {number} size  cells along a side */
  constructor(size) {
    this.size = size;
    this.levels = new Uint8Array(size * size);
  }

  get isEmpty() {
    return this.levels.every((level) => level === 0);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** All strokes until `end` are undone as one. */
  begin() {
    this.#before ??= this.#picture();
  }

  end() {
    const before = this.#before;
    this.#before = null;
    if (before && !this.#shows(before)) this.#remember(before);
  }

  /**
   * Paints along a line; positions are in cells from the lower left corner of the sheet.
   *
   * @param {readonly [number, number]} from
   * @param {readonly [number, number]} to
   * @param {Brush} brush
   */
  stroke(from, to, brush) {
    const distance = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const steps = Math.max(1, Math.ceil(4 * distance)); // no cell on the way is stepped over
    for (let i = 0; i <= steps; i++) {
      const share = i / steps;
      const x = from[0] + share * (to[0] - from[0]);
      this.#dab(x, from[1] + share * (to[1] - from[1]), brush);
    }
  }

  /** One step, whatever it changes. @param {Picture} picture */
  replace({ size, levels }) {
    this.begin();
    this.size = size;
    this.levels = Uint8Array.from(levels);
    this.end();
  }

  clear() {
    this.replace({ size: this.size, levels: new Uint8Array(this.size ** 2) });
  }

  invert() {
    this.replace({ size: this.size, levels: this.levels.map((level) => FULL - level) });
  }

  undo() {
    this.#go(this.#past, this.#future);
  }

  redo() {
    this.#go(this.#future, this.#past);
  }

  /** @param {number} x @param {number} y @param {Brush} brush */
  #dab(x, y, { width, level }) {
    const { size, levels } = this;
    const reach = width / 2;
    const [left, right] = cellsWithin(x, reach, size);
    const [bottom, top] = cellsWithin(y, reach, size);
    for (let row = bottom; row <= top; row++) {
      for (let column = left; column <= right; column++) {
        const around = row === Math.floor(y) && column === Math.floor(x);
        if (!around && Math.hypot(column + 0.5 - x, row + 0.5 - y) > reach) continue;
        if (!around && width <= 1) continue;
        levels[row * size + column] = level;
      }
    }
  }

  /** @param {Picture[]} from @param {Picture[]} to */
  #go(from, to) {
    this.end();
    const picture = from.pop();
    if (!picture) return;
    to.push(this.#picture());
    this.size = picture.size;
    this.levels = picture.levels;
  }

  /** @param {Picture} before */
  #remember(before) {
    this.#past.push(before);
    if (this.#past.length > LONGEST_PAST) this.#past.shift();
    this.#future = [];
  }

  /** @returns {Picture} */
  #picture() {
    return { size: this.size, levels: this.levels.slice() };
  }

  /** @param {Picture} picture */
  #shows({ size, levels }) {
    return size === this.size && levels.every((level, i) => level === this.levels[i]);
  }
}

/**
 * @param {number} position
 * @param {number} reach
 * @param {number} size
 * @returns {[number, number]} the first and the last cell that an interval touches
 */
function cellsWithin(position, reach, size) {
  const first = Math.max(0, Math.floor(position - reach));
  return [first, Math.min(size - 1, Math.floor(position + reach))];
}
