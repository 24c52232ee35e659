import { adoptStyle, h, setText } from '../dom/dom.js';
import { messageOf } from '../errors.js';
import style from './editor.css?raw';
import { contentOf, sourceOf } from './import.js';
import { FULL, Sheet } from './sheet.js';
import { Surface } from './surface.js';
import { makeLayout, makeTools } from './tools.js';

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Drawing, DrawingSource} from '../engine/types.js' */
/** @import {EditorCallbacks} from '../element/controls/drawn-density.js' */

/** Where a density is drawn: the sheet, its tools, and what can be pasted and dropped on it. */
export class DrawingEditor {
  /**
   * @param {HTMLElement} host
   * @param {Engine} engine     makes drawings of files, pictures and densities
   * @param {EditorCallbacks} outcomes
   */
  constructor(host, engine, outcomes) {
    adoptStyle(host, style);
    this.engine = engine;
    this.outcomes = outcomes;
    this.tools = makeTools();
    this.sheet = new Sheet(32);
    /** Counts what was asked to be put on the sheet, of which the last counts. */
    this.asked = 0;
    /** Text of the drawing that was put in or used last. */
    this.text = '';
    this.surface = new Surface(this.sheet, {
      brush: (erases) => this.brush(erases),
      onChange: () => this.update(),
      say: outcomes.say,
    });
    this.element = makeLayout(this.surface.canvas, this.tools);
    host.append(this.element);
    this.listen();
    this.update();
  }

  dispose() {
    this.surface.dispose();
    document.removeEventListener('paste', this.onPaste);
  }

  repaint() {
    this.surface.repaint();
  }

  /** @param {string} text  of a drawing that is not the one on the sheet */
  async load(text) {
    if (text === '' || text === this.text) return;
    await this.put({ text }, '');
    this.text = text;
  }

  focus() {
    this.surface.canvas.focus();
  }

  listen() {
    const { sheet, tools } = this;
    const { tool } = tools;
    for (const one of Object.values(tool)) {
      one.addEventListener('click', () => {
        for (const each of Object.values(tool)) {
          each.setAttribute('aria-pressed', String(each === one));
        }
      });
    }
    const does = (/** @type {HTMLElement} */ control, /** @type {() => void} */ act) =>
      control.addEventListener('click', () => {
        if (control.getAttribute('aria-disabled') === 'true') return;
        act();
        this.update();
      });
    does(tools.undo, () => sheet.undo());
    does(tools.redo, () => sheet.redo());
    does(tools.clear, () => {
      this.ask(); // Nothing that is still being read.
      sheet.clear();
    });
    does(tools.invert, () => sheet.invert());
    does(tools.close, () => this.outcomes.close());
    does(tools.use, () => this.useDrawing());
    does(tools.open, () => tools.file.click());
    tools.file.addEventListener('change', () => {
      const file = tools.file.files?.[0];
      if (file) this.take(file);
      tools.file.value = ''; // The same file may be chosen again, mended.
    });
    tools.size.control.addEventListener('change', () => this.resize());
    tools.start.control.addEventListener('change', () => this.startFrom());
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.listenForContent();
  }

  listenForContent() {
    const { element } = this;
    const over = (/** @type {boolean} */ is) => element.classList.toggle('dropping', is);
    element.addEventListener('dragover', (event) => {
      event.preventDefault();
      event.stopPropagation(); // Others take weights.
      over(true);
    });
    element.addEventListener('dragleave', () => over(false));
    element.addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopPropagation();
      over(false);
      this.take(contentOf(event.dataTransfer));
    });
    document.addEventListener('paste', this.onPaste);
  }

  /** Of what nobody else wants: the focus is here, or nowhere. @param {ClipboardEvent} event */
  onPaste = (event) => {
    const here = event.composedPath().includes(this.element);
    const nowhere = event.target === document.body && this.element.checkVisibility();
    if (!here && !nowhere) return;
    event.preventDefault();
    this.take(contentOf(event.clipboardData));
  };

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    const letter = event.key.toLowerCase();
    const redoes = letter === 'y' || (letter === 'z' && event.shiftKey);
    if (!redoes && letter !== 'z') return;
    event.preventDefault();
    if (redoes) this.sheet.redo();
    else this.sheet.undo();
    this.update();
  }

  /** @param {boolean} erases @returns {import('./sheet.js').Brush} */
  brush(erases) {
    const level = Math.max(1, Math.round((FULL * Number(this.tools.strength.control.value)) / 100));
    const paints = !erases && this.tools.tool.paint.getAttribute('aria-pressed') === 'true';
    return { width: Number(this.tools.width.control.value), level: paints ? level : 0 };
  }

  // What takes the engine.

  /** @returns {() => boolean} whether nothing else came to be asked for */
  ask() {
    this.asked += 1;
    const mine = this.asked;
    return () => this.asked === mine;
  }

  /** A file, or what was pasted or dropped. @param {File | string | null} content */
  async take(content) {
    const isLast = this.ask();
    const name = content instanceof File && content.name ? `${content.name}: ` : '';
    try {
      if (content === null) throw new Error('There is nothing to draw from in it.');
      const wish = { size: this.sheet.size, light: this.tools.light.checked };
      await this.put(await sourceOf(content, wish), name, isLast);
    } catch (error) {
      if (isLast()) this.complain(`${name}${sentenceOf(error)}`);
    }
  }

  /**
   * Puts what the engine makes of it on the sheet, as one step; when it is nothing, all stays as it is.
   *
   * @param {DrawingSource} source
   * @param {string} name  before a message
   * @param {() => boolean} [isLast]  whether it is still asked for
   * @returns {Promise<boolean>} whether it is on the sheet
   */
  async put(source, name, isLast = this.ask()) {
    const drawing = isLast() ? await this.make(source, name, isLast) : null;
    if (!drawing || !isLast()) return false;
    this.sheet.replace(drawing);
    this.update();
    this.outcomes.say(`${name}drawn on ${drawing.size} by ${drawing.size} cells.`);
    return true;
  }

  /**
   * @param {DrawingSource} source
   * @param {string} name
   * @param {() => boolean} [isLast]  whether messages are still about it
   * @returns {Promise<Drawing | null>}
   */
  async make(source, name, isLast = () => true) {
    try {
      const drawing = await this.engine.drawing(source);
      if (isLast()) this.complain('');
      return drawing;
    } catch (error) {
      if (isLast()) this.complain(`${name}${sentenceOf(error)}`);
      return null;
    }
  }

  /** The same on another grid. */
  async resize() {
    const size = Number(this.tools.size.control.value);
    if (this.sheet.isEmpty) {
      this.sheet.replace({ size, levels: new Uint8Array(size * size) });
      this.update();
      return;
    }
    const { levels } = this.sheet;
    const isLast = this.ask();
    const now = await this.make({ levels, size: this.sheet.size }, '', isLast);
    if (!now) return;
    await this.put({ settings: { density: 'drawing', drawing: now.text }, size }, '', isLast);
  }

  async startFrom() {
    const density = this.tools.start.control.value;
    this.tools.start.control.value = '';
    if (density) await this.put({ settings: { density }, size: this.sheet.size }, '');
  }

  async useDrawing() {
    if (this.sheet.isEmpty) {
      this.complain('Nothing is drawn yet: paint on the grid, or open a file.');
      return;
    }
    const { levels, size } = this.sheet;
    const drawing = await this.make({ levels, size }, '');
    if (!drawing) return;
    try {
      await this.outcomes.use(drawing.text);
      this.text = drawing.text;
    } catch (error) {
      this.complain(sentenceOf(error));
    }
  }

  // What is on show.

  /** @param {string} message  "" takes it away */
  complain(message) {
    setText(this.tools.message, message);
  }

  update() {
    const { sheet, tools } = this;
    const { size } = tools;
    const offered = [...size.control.options].map(({ value }) => value);
    const now = String(sheet.size);
    if (!offered.includes(now)) size.control.append(h('option', { value: now }, `${now} × ${now}`));
    size.control.value = now;
    this.tools.undo.setAttribute('aria-disabled', String(!sheet.canUndo));
    this.tools.redo.setAttribute('aria-disabled', String(!sheet.canRedo));
    const filled = sheet.levels.filter((level) => level > 0).length;
    const all = sheet.size ** 2;
    setText(this.tools.note, `${filled} of ${all} cells have mass.`);
    this.surface.canvas.setAttribute('aria-label', `Drawing of ${now} by ${now} cells`);
    if (filled > 0 && this.tools.message.textContent?.startsWith('Nothing')) this.complain('');
    this.surface.repaint();
  }
}

/** @param {unknown} error */
const sentenceOf = (error) => {
  const text = messageOf(error);
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!]$/.test(sentence) ? sentence : `${sentence}.`;
};
