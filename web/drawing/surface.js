import { h } from '../dom/dom.js';
import { densityImage } from '../plot/density.js';
import { fitCanvas } from '../plot/viewport.js';
import { FULL } from './sheet.js';

/** @import {Brush, Sheet} from './sheet.js' */

/** Cells are told apart by lines when they are at least so wide, in pixels of the screen. */
const leastLined = 6;

/** Opacity of a cell's lines, and of the axes. */
const lineOpacity = 0.07;
const axisOpacity = 0.25;

/** Mouse and pen buttons that erase: the right one, and a pen's other end. */
const erasers = 2 | 32;

/** Cells that PageUp and PageDown go. */
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

/** The sheet as a picture to paint on, with a pointer, a finger, or keys that move a cursor over cells. */
export class Surface {
  /**
   * @param {Sheet} sheet
   * @param {object} hands
   * @param {(erases: boolean) => Brush} hands.brush  asked for at every stroke
   * @param {() => void} hands.onChange               the sheet changed
   * @param {(text: string) => void} hands.say        where the cursor is, for those who do not see it
   */
  constructor(sheet, { brush, onChange, say }) {
    this.sheet = sheet;
    this.brush = brush;
    this.onChange = onChange;
    this.say = say;
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
    /** Column and row of the keyboard's cursor. */
    this.cursor = { column: sheet.size >> 1, row: sheet.size >> 1 };
    /** Whether the keyboard is in use, so that its cursor is shown. */
    this.keyed = false;
    /** Where the stroke of a pointer is, in cells. @type {{at: [number, number], brush: Brush} | null} */
    this.stroke = null;
    this.frame = 0;
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.canvas);
    this.listen();
  }

  dispose() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /** Draws at the next frame. */
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
      if (this.keyed) this.tell();
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
    event.preventDefault(); // Neither a selection nor a scroll.
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.keyed = false;
    const at = this.cellAt(event);
    this.stroke = { at, brush: this.brush((event.buttons & erasers) !== 0) };
    this.sheet.begin();
    this.paint(at, at, this.stroke.brush);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { stroke } = this;
    if (!stroke || !event.isPrimary) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const step of passed.length > 0 ? passed : [event]) {
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
  cellAt({ clientX, clientY }) {
    const { left, bottom, width, height } = this.canvas.getBoundingClientRect();
    const { size } = this.sheet;
    return [((clientX - left) / width) * size, ((bottom - clientY) / height) * size];
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
    if (move) this.go(move, event.shiftKey);
    else this.mark(this.middle(), this.middle(), mark === 'erase');
    this.tell();
    this.repaint();
  }

  /** @param {[number, number]} by  columns and rows @param {boolean} paints  on the way */
  go([columns, rows], paints) {
    const last = this.sheet.size - 1;
    const within = (/** @type {number} */ cell) => Math.min(last, Math.max(0, cell));
    const from = this.middle();
    const { column, row } = this.cursor;
    this.cursor = { column: within(column + columns), row: within(row + rows) };
    if (paints) this.mark(from, this.middle(), false);
  }

  /** @returns {[number, number]} of the cursor's cell; the cursor may be of a larger sheet */
  middle() {
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

  tell() {
    const [x, y] = this.middle();
    const { levels, size } = this.sheet;
    const level = levels[Math.floor(y) * size + Math.floor(x)];
    const share = Math.round((100 * level) / FULL);
    this.say(
      `Column ${Math.ceil(x)}, row ${Math.ceil(y)}: ${share === 0 ? 'empty' : `${share} %`}`,
    );
  }

  // Picture.

  /** @param {[number, number]} from @param {[number, number]} to @param {Brush} brush */
  paint(from, to, brush) {
    this.sheet.stroke(from, to, brush);
    this.repaint();
  }

  /** Gives the canvas the pixels of its place. */
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
    if (canvas.clientWidth / size >= leastLined) this.drawLines(size, lineOpacity);
    this.drawLines(2, axisOpacity);
    if (this.keyed) this.drawCursor(style);
  }

  /** @param {number} count  into how many parts lines cut the picture @param {number} opacity */
  drawLines(count, opacity) {
    const { context, canvas } = this;
    const side = canvas.width;
    const width = Math.max(1, Math.round(devicePixelRatio));
    context.globalAlpha = opacity;
    for (let i = 1; i < count; i++) {
      const at = Math.round((i * side) / count - width / 2);
      context.fillRect(at, 0, width, side);
      context.fillRect(0, at, side, width);
    }
    context.globalAlpha = 1;
  }

  /** A ring of two colours, to be seen on any cell. @param {CSSStyleDeclaration} style */
  drawCursor(style) {
    const { context, canvas, sheet } = this;
    const cell = canvas.width / sheet.size;
    const pixel = canvas.width / canvas.clientWidth;
    const [x, y] = this.middle();
    const left = Math.floor(x) * cell;
    const top = (sheet.size - 1 - Math.floor(y)) * cell;
    // The style sheet has the ring's colours where they mean nothing else here.
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
