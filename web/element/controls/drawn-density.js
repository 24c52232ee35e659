import { h } from '../../dom/dom.js';
import { messageOf } from '../../errors.js';
import { hasFeature } from '../features.js';

/** @import {Values} from '../../settings/settings.js' */
/** @import {Field} from './field.js' */

/**
 * The editor of drawn densities, loaded when first used: web/drawing/editor.js.
 *
 * @typedef {object} Editor
 * @property {(text: string) => Promise<void>} load  opens a drawing, unless it is the current one
 * @property {() => void} focus
 */

/**
 * Called by the editor.
 *
 * @typedef {object} EditorCallbacks
 * @property {(text: string) => Promise<void>} use    receives the drawing, as the setting `drawing`
 * @property {(text: string) => void} say            announces a change to screen readers
 * @property {() => void} close                    closes the editor, which keeps its drawing
 */

/**
 * @typedef {object} DrawingCommands
 * @property {(changes: Values) => Promise<void>} setAll  changes settings
 * @property {(text: string) => void} say
 * @property {(host: HTMLElement, callbacks: EditorCallbacks) => Promise<Editor>} makeEditor
 */

/**
 * The density "Draw your own": opens the editor, and keeps the drawing while another density is selected. The run
 * continues until a drawing is used.
 */
export class DrawnDensity {
  /**
   * @param {Field} field    of the density
   * @param {DrawingCommands} commands
   */
  constructor(field, commands) {
    this.field = field;
    this.commands = commands;
    /** @type {Editor | undefined} */
    this.editor = undefined;
    /** The last drawing that was used, and the current density. */
    this.text = '';
    this.density = '';
    this.host = h('section', {
      class: 'drawing',
      'data-part': 'problem',
      'aria-label': 'Draw your own density',
      hidden: true,
    });
    this.button = h(
      'button',
      { type: 'button', 'data-part': 'problem', 'aria-expanded': 'false', hidden: true },
      'Edit drawing',
    );
    this.button.addEventListener('click', () => {
      if (this.host.hidden) this.open().catch((error) => this.field.showError(error.message));
      else this.close();
    });
  }

  /**
   * Selects a density. "Draw your own" opens the editor if there is no drawing yet.
   *
   * @param {string} density
   * @returns {Promise<void>}
   */
  async choose(density) {
    if (density === 'drawing' && !this.text) {
      await this.open();
      return;
    }
    const drawing = density === 'drawing' ? this.text : '';
    await this.commands.setAll({ density, drawing });
    if (density !== 'drawing') this.hide();
  }

  /** @param {Values} values  the current ones */
  show({ density, drawing }) {
    if (drawing) this.text = String(drawing);
    this.density = String(density);
    this.button.hidden = density !== 'drawing' || !hasFeature('drawing');
  }

  async open() {
    /** @type {EditorCallbacks} */
    const callbacks = {
      use: (text) => this.use(text),
      say: this.commands.say,
      close: () => this.close(),
    };
    this.setOpen(true);
    try {
      this.editor ??= await this.commands.makeEditor(this.host, callbacks);
      this.editor.focus();
      await this.editor.load(this.text);
    } catch (error) {
      this.hide();
      const reason = messageOf(error);
      throw new Error(`What to draw with could not be loaded: ${reason}`);
    }
  }

  /** @param {string} text */
  async use(text) {
    await this.commands.setAll({ density: 'drawing', drawing: text });
    this.close();
  }

  /** Closes the editor, which keeps its drawing; the density changes only if that was used. */
  close() {
    this.hide();
    if (this.button.hidden) this.field.input.focus();
    else this.button.focus();
  }

  hide() {
    this.setOpen(false);
    this.field.show(this.density);
  }

  /** @param {boolean} open */
  setOpen(open) {
    this.host.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
  }
}
