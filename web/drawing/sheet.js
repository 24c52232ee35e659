/** Level of a full cell; 0 is empty. */
export const FULL = 63;

/** Most steps that can be undone. */
const MAX_UNDO = 100;

/** @typedef {{size: number, levels: Uint8Array<ArrayBuffer>}} Picture  levels are row-major from the lower left, y up */

/**
 * @typedef {object} Brush
 * @property {number} width  diameter in cells; at 1 it paints only the cell that its centre is in
 * @property {number} level  painted, 0..FULL
 */

/** A grid of cells to paint on, with undo and redo. */
export class Sheet {
  /** @type {Picture[]} */
  #past = [];
  /** @type {Picture[]} */
  #future = [];
  /** The picture before the present stroke. @type {Picture | null} */
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

  /** Begins a step of the history: all strokes until `end` are undone as one. */
  begin() {
    this.#before ??= this.#picture();
  }

  end() {
    const before = this.#before;
    this.#before = null;
    if (before && !this.#equals(before)) this.#push(before);
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
    const steps = Math.max(1, Math.ceil(4 * distance)); // So that no cell on the line is skipped.
    for (let i = 0; i <= steps; i++) {
      const fraction = i / steps;
      const x = from[0] + fraction * (to[0] - from[0]);
      this.#dab(x, from[1] + fraction * (to[1] - from[1]), brush);
    }
  }

  /** Replaces the picture, as one step of the history. @param {Picture} picture */
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
    this.#restore(this.#past, this.#future);
  }

  redo() {
    this.#restore(this.#future, this.#past);
  }

  /** @param {number} x @param {number} y @param {Brush} brush */
  #dab(x, y, { width, level }) {
    const { size, levels } = this;
    const radius = width / 2;
    const [left, right] = cellsWithin(x, radius, size);
    const [bottom, top] = cellsWithin(y, radius, size);
    for (let row = bottom; row <= top; row++) {
      for (let column = left; column <= right; column++) {
        const isCentre = row === Math.floor(y) && column === Math.floor(x);
        if (!isCentre && Math.hypot(column + 0.5 - x, row + 0.5 - y) > radius) continue;
        if (!isCentre && width <= 1) continue;
        levels[row * size + column] = level;
      }
    }
  }

  /** @param {Picture[]} from @param {Picture[]} to */
  #restore(from, to) {
    this.end();
    const picture = from.pop();
    if (!picture) return;
    to.push(this.#picture());
    this.size = picture.size;
    this.levels = picture.levels;
  }

  /** @param {Picture} before */
  #push(before) {
    this.#past.push(before);
    if (this.#past.length > MAX_UNDO) this.#past.shift();
    this.#future = [];
  }

  /** @returns {Picture} */
  #picture() {
    return { size: this.size, levels: this.levels.slice() };
  }

  /** @param {Picture} picture */
  #equals({ size, levels }) {
    return size === this.size && levels.every((level, i) => level === this.levels[i]);
  }
}

/**
 * @param {number} position
 * @param {number} radius
 * @param {number} size
 * @returns {[number, number]} the first and the last cell that the interval overlaps
 */
function cellsWithin(position, radius, size) {
  const first = Math.max(0, Math.floor(position - radius));
  return [first, Math.min(size - 1, Math.floor(position + radius))];
}
