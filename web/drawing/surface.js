import { h } from '../dom/dom.js';
import { densityImage } from '../plot/density.js';
import { fitCanvas, placeIn, watchPixels } from '../plot/screen.js';
import { FULL } from './sheet.js';

/** @import {Brush, Sheet} from './sheet.js' */

/** Least width of cells that are separated by lines, CSS pixels. */
const minLinedWidth = 6;

/** Opacity of the lines between cells, and of the axes. */
const lineOpacity = 0.07;
const axisOpacity = 0.25;

/** Bits of `buttons` that erase: the right mouse button and a pen's eraser. */
const eraserButtons = 2 | 32;

/** Cells that PageUp and PageDown move by. */
const stride = 8;

/** Moves of the cell cursor by key: columns and rows. @type {Record<string, [number, number]>} */
const moves = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
  PageDown: [0, -stride],
  PageUp: [0, stride],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
};

/** @type {Record<string, 'paint' | 'erase'>} */
const marks = { ' ': 'paint', Enter: 'paint', Delete: 'erase', Backspace: 'erase' };

/** The canvas that shows the sheet and paints on it, by pointer, touch, or keys that move a cursor over cells. */
export class Surface {
  /**
   * @param {Sheet} sheet
   * @param {object} callbacks
   * @param {(erases: boolean) => Brush} callbacks.brush  called for every stroke
   * @param {() => void} callbacks.onChange               called after each change of the sheet
   * @param {(text: string) => void} callbacks.announce   to screen readers
   */
  constructor(sheet, { brush, onChange, announce }) {
    this.sheet = sheet;
    this.brush = brush;
    this.onChange = onChange;
    this.announce = announce;
    this.canvas = h('canvas', {
      class: 'drawing-surface',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'drawing grid',
      'aria-label': 'Drawing',
      'aria-describedby': 'drawing-keys',
      width: 1,
      height: 1,
    });
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    /** Column and row of the keyboard cursor. */
    this.cursor = { column: sheet.size >> 1, row: sheet.size >> 1 };
    /** Whether the keyboard is in use, and its cursor shown. */
    this.keyed = false;
    /** The stroke of a pointer, and its position in cells. @type {{at: [number, number], brush: Brush} | null} */
    this.stroke = null;
    this.frame = 0;
    this.stopWatching = watchPixels([this.canvas], () => this.fit());
    this.listen();
  }

  dispose() {
    this.stopWatching();
    cancelAnimationFrame(this.frame);
  }

  /** Draws in the next frame. */
  repaint() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => this.press(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, () => this.lift());
    }
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    canvas.addEventListener('keydown', (event) => this.key(event));
    canvas.addEventListener('focus', () => {
      this.keyed = canvas.matches(':focus-visible');
      this.repaint();
      if (this.keyed) this.announceCell();
    });
    canvas.addEventListener('blur', () => {
      this.keyed = false;
      this.repaint();
    });
  }

  // Pointers.

  /** @param {PointerEvent} event */
  press(event) {
    if (!event.isPrimary || this.stroke) return;
    event.preventDefault(); // Neither selects nor scrolls.
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.keyed = false;
    const at = this.cellAt(event);
    this.stroke = { at, brush: this.brush((event.buttons & eraserButtons) !== 0) };
    this.sheet.begin();
    this.paint(at, at, this.stroke.brush);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { stroke } = this;
    if (!stroke || !event.isPrimary) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const step of coalesced.length > 0 ? coalesced : [event]) {
      const to = this.cellAt(step);
      this.paint(stroke.at, to, stroke.brush);
      stroke.at = to;
    }
  }

  lift() {
    if (!this.stroke) return;
    this.stroke = null;
    this.sheet.end();
    this.onChange();
  }

  /** @param {PointerEvent} event @returns {[number, number]} in cells from the lower left corner */
  cellAt(event) {
    const [column, row] = placeIn(event, this.canvas);
    const { clientWidth, clientHeight } = this.canvas;
    const { size } = this.sheet;
    return [(column / clientWidth) * size, (1 - row / clientHeight) * size];
  }

  // Keys.

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key];
    const mark = marks[event.key];
    if (!move && !mark) return;
    event.preventDefault();
    this.keyed = true;
    if (move) this.moveCursor(move, event.shiftKey);
    else this.mark(this.centre(), this.centre(), mark === 'erase');
    this.announceCell();
    this.repaint();
  }

  /** @param {[number, number]} by  columns and rows @param {boolean} paints  whether it paints the cells it moves over */
  moveCursor([columns, rows], paints) {
    const last = this.sheet.size - 1;
    const within = (/** @type {number} */ cell) => Math.min(last, Math.max(0, cell));
    const from = this.centre();
    const { column, row } = this.cursor;
    this.cursor = { column: within(column + columns), row: within(row + rows) };
    if (paints) this.mark(from, this.centre(), false);
  }

  /** Centre of the cursor's cell; after a change of the grid, the cursor may be outside. @returns {[number, number]} */
  centre() {
    const last = this.sheet.size - 1;
    const { column, row } = this.cursor;
    return [Math.min(column, last) + 0.5, Math.min(row, last) + 0.5];
  }

  /** @param {[number, number]} from @param {[number, number]} to @param {boolean} erases */
  mark(from, to, erases) {
    this.sheet.begin();
    this.paint(from, to, this.brush(erases));
    this.sheet.end();
    this.onChange();
  }

  announceCell() {
    const [x, y] = this.centre();
    const { levels, size } = this.sheet;
    const level = levels[Math.floor(y) * size + Math.floor(x)];
    const share = Math.round((100 * level) / FULL);
    this.announce(
      `Column ${Math.ceil(x)}, row ${Math.ceil(y)}: ${share === 0 ? 'empty' : `${share} %`}`,
    );
  }

  // Picture.

  /** @param {[number, number]} from @param {[number, number]} to @param {Brush} brush */
  paint(from, to, brush) {
    this.sheet.stroke(from, to, brush);
    this.repaint();
  }

  /** Fits the canvas's pixels to its size on the page. */
  fit() {
    if (fitCanvas(this.canvas, this.canvas.clientWidth)) this.draw();
  }

  draw() {
    const { context, canvas, sheet } = this;
    const { size, levels } = sheet;
    const style = getComputedStyle(canvas);
    const side = canvas.width;
    context.clearRect(0, 0, side, side);
    context.imageSmoothingEnabled = false;
    const grid = { size, extent: 1, weights: Float32Array.from(levels) };
    context.drawImage(densityImage(grid, style.color, FULL), 0, 0, side, side);
    context.fillStyle = style.color;
    if (canvas.clientWidth / size >= minLinedWidth) this.drawLines(size, lineOpacity);
    this.drawLines(2, axisOpacity);
    if (this.keyed) this.drawCursor(style);
  }

  /** @param {number} count  of parts between the lines @param {number} opacity */
  drawLines(count, opacity) {
    const { context, canvas } = this;
    const side = canvas.width;
    const width = Math.max(1, Math.round(side / canvas.clientWidth));
    context.globalAlpha = opacity;
    for (let i = 1; i < count; i++) {
      const at = Math.round((i * side) / count - width / 2);
      context.fillRect(at, 0, width, side);
      context.fillRect(0, at, side, width);
    }
    context.globalAlpha = 1;
  }

  /** A frame of two colours, visible on any cell. @param {CSSStyleDeclaration} style */
  drawCursor(style) {
    const { context, canvas, sheet } = this;
    const cell = canvas.width / sheet.size;
    const pixel = canvas.width / canvas.clientWidth;
    const [x, y] = this.centre();
    const left = Math.floor(x) * cell;
    const top = (sheet.size - 1 - Math.floor(y)) * cell;
    // The style sheet gives the frame's colours by properties that are not used otherwise.
    for (const [color, width] of /** @type {const} */ ([
      [style.backgroundColor, 5],
      [style.caretColor, 2.5],
    ])) {
      context.strokeStyle = color;
      context.lineWidth = width * pixel;
      context.strokeRect(left - pixel, top - pixel, cell + 2 * pixel, cell + 2 * pixel);
    }
  }
}
