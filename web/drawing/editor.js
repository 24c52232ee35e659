import { adoptStyle, h, setText } from '../dom/dom.js';
import { droppedFiles, leftOut, onlyFolders } from '../dom/dropped.js';
import { messageOf, sentence } from '../errors.js';
import style from './editor.css?inline';
import { contentsOf, sourceOf } from './import.js';
import { FULL, Sheet } from './sheet.js';
import { Surface } from './surface.js';
import { makeLayout, makeTools } from './tools.js';

/** @import {Engine} from '../engine/client/engine.js' */
/** @import {Drawing, DrawingSource} from '../engine/types.js' */
/** @import {EditorCallbacks} from '../element/controls/drawn-density.js' */

/** The editor of drawn densities: the sheet, its tools, and import by file, paste and drop. */
export class DrawingEditor {
  /**
   * @param {HTMLElement} host
   * @param {Engine} engine     converts files, pictures and densities to drawings
   * @param {EditorCallbacks} callbacks
   */
  constructor(host, engine, callbacks) {
    adoptStyle(host, style);
    this.engine = engine;
    this.callbacks = callbacks;
    this.tools = makeTools();
    this.sheet = new Sheet(32);
    /** Number of the latest request to replace the sheet; earlier ones are dropped. */
    this.request = 0;
    /** Text of the drawing that was loaded or used last. */
    this.text = '';
    this.surface = new Surface(this.sheet, {
      brush: (erases) => this.brush(erases),
      onChange: () => this.update(),
      announce: callbacks.say,
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

  /** @param {string} text  of a drawing */
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
    const onClick = (/** @type {HTMLElement} */ control, /** @type {() => void} */ action) =>
      control.addEventListener('click', () => {
        if (control.getAttribute('aria-disabled') === 'true') return;
        action();
        this.update();
      });
    onClick(tools.undo, () => sheet.undo());
    onClick(tools.redo, () => sheet.redo());
    onClick(tools.clear, () => {
      this.beginRequest(); // Drops a file that is still being read.
      sheet.clear();
    });
    onClick(tools.invert, () => sheet.invert());
    onClick(tools.close, () => this.callbacks.close());
    onClick(tools.use, () => this.useDrawing());
    onClick(tools.open, () => tools.file.click());
    tools.file.addEventListener('change', () => {
      const file = tools.file.files?.[0];
      if (file) this.importContents([file]);
      tools.file.value = ''; // So that choosing the same file again is a change.
    });
    tools.size.control.addEventListener('change', () => this.resize());
    tools.start.control.addEventListener('change', () => this.startFrom());
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.listenForImports();
  }

  listenForImports() {
    const { element } = this;
    const setDropping = (/** @type {boolean} */ on) => element.classList.toggle('dropping', on);
    element.addEventListener('dragover', (event) => {
      event.preventDefault();
      event.stopPropagation(); // The playground imports weights.
      setDropping(true);
    });
    element.addEventListener('dragleave', () => setDropping(false));
    element.addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopPropagation();
      setDropping(false);
      this.importData(event.dataTransfer);
    });
    document.addEventListener('paste', this.onPaste);
  }

  /** Pastes when the focus is in the editor, or nowhere. @param {ClipboardEvent} event */
  onPaste = (event) => {
    const here = event.composedPath().includes(this.element);
    const nowhere = event.target === document.body && this.element.checkVisibility();
    if (!here && !nowhere) return;
    event.preventDefault();
    this.importData(event.clipboardData);
  };

  /** Draws what was pasted or dropped, and names what that leaves out. @param {DataTransfer | null} data */
  async importData(data) {
    const dropped = droppedFiles(data);
    const { files, folders } = dropped;
    if (folders.length > 0 && files.length === 0) return this.showError(onlyFolders(folders));
    const contents = folders.length > 0 ? files.slice(0, 1) : contentsOf(data);
    const file = contents.find((content) => content instanceof File);
    await this.importContents(contents, file ? leftOut(dropped, file) : '');
  }

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

  // Conversions by the engine.

  /** @returns {() => boolean} whether this is still the latest request */
  beginRequest() {
    this.request += 1;
    const own = this.request;
    return () => this.request === own;
  }

  /**
   * Draws the first that can be drawn of what was opened, pasted or dropped, and says what was passed over.
   *
   * @param {(File | string)[]} contents  the same in several forms
   * @param {string} [others]             names the other files that came
   */
  async importContents(contents, others = '') {
    const isLatest = this.beginRequest();
    let reasons = contents.length > 0 ? [] : ['There is nothing to draw from in it.'];
    for (const content of contents) {
      const name = content instanceof File && content.name ? `${content.name}: ` : '';
      try {
        const options = { size: this.sheet.size, light: this.tools.light.checked };
        const source = await sourceOf(content, options);
        const drawing = isLatest() ? await this.engine.drawing(source) : null;
        if (!drawing || !isLatest()) return;
        this.replace(drawing, name);
        // A text that came with the picture.
        if (reasons.length > 0) reasons.unshift('The picture is drawn, and not the text with it.');
        if (others && content instanceof File) reasons.push(others);
        break;
      } catch (error) {
        reasons = [`${name}${sentenceOf(error)}`]; // Of the last form.
      }
    }
    if (isLatest()) this.showError(reasons.join(' '));
  }

  /**
   * Replaces the sheet by the engine's drawing of a source, as one step of the history. A failure changes nothing.
   *
   * @param {DrawingSource} source
   * @param {string} name  prefix of messages
   * @param {() => boolean} [isLatest]
   * @returns {Promise<boolean>} whether the sheet was replaced
   */
  async put(source, name, isLatest = this.beginRequest()) {
    const drawing = isLatest() ? await this.make(source, name, isLatest) : null;
    if (!drawing || !isLatest()) return false;
    this.replace(drawing, name);
    return true;
  }

  /** @param {Drawing} drawing @param {string} name */
  replace(drawing, name) {
    this.sheet.replace(drawing);
    this.update();
    this.callbacks.say(`${name}drawn on ${drawing.size} by ${drawing.size} cells.`);
  }

  /**
   * @param {DrawingSource} source
   * @param {string} name  prefix of messages
   * @param {() => boolean} [isLatest]  messages are shown for the latest request only
   * @returns {Promise<Drawing | null>}
   */
  async make(source, name, isLatest = () => true) {
    try {
      const drawing = await this.engine.drawing(source);
      if (isLatest()) this.showError('');
      return drawing;
    } catch (error) {
      if (isLatest()) this.showError(`${name}${sentenceOf(error)}`);
      return null;
    }
  }

  /** Converts the drawing to another grid. */
  async resize() {
    const size = Number(this.tools.size.control.value);
    if (this.sheet.isEmpty) {
      this.sheet.replace({ size, levels: new Uint8Array(size * size) });
      this.update();
      return;
    }
    const { levels } = this.sheet;
    const isLatest = this.beginRequest();
    const drawing = await this.make({ levels, size: this.sheet.size }, '', isLatest);
    if (!drawing) return;
    const settings = { density: 'drawing', drawing: drawing.text };
    await this.put({ settings, size }, '', isLatest);
  }

  async startFrom() {
    const density = this.tools.start.control.value;
    this.tools.start.control.value = '';
    if (density) await this.put({ settings: { density }, size: this.sheet.size }, '');
  }

  async useDrawing() {
    if (this.sheet.isEmpty) {
      this.showError('Nothing is drawn yet: paint on the grid, or open a file.');
      return;
    }
    const { levels, size } = this.sheet;
    const drawing = await this.make({ levels, size }, '');
    if (!drawing) return;
    try {
      await this.callbacks.use(drawing.text);
      this.text = drawing.text;
    } catch (error) {
      this.showError(sentenceOf(error));
    }
  }

  // Display.

  /** @param {string} message  "" hides it */
  showError(message) {
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
    if (filled > 0 && this.tools.message.textContent?.startsWith('Nothing')) this.showError('');
    this.surface.repaint();
  }
}

/** @param {unknown} error */
const sentenceOf = (error) => {
  const text = messageOf(error);
  return sentence(text.charAt(0).toUpperCase() + text.slice(1));
};
