import { h } from '../../dom/dom.js';
import { messageOf } from '../../errors.js';

/** @import {Values} from '../../settings/settings.js' */
/** @import {Field} from './field.js' */

/**
 * Where drawing happens, loaded when first wanted; see web/drawing/editor.js.
 *
 * @typedef {object} Editor
 * @property {(text: string) => Promise<void>} load  shows a drawing that is another than its own
 * @property {() => void} focus
 */

/**
 * What an editor leads to.
 *
 * @typedef {object} Outcomes
 * @property {(text: string) => Promise<void>} use  the drawing, as the setting `drawing`
 * @property {(text: string) => void} say       to those who do not see what happens
 * @property {() => void} close                     leaves the drawing as it is, to be gone on with
 */

/**
 * @typedef {object} Studio
 * @property {(changes: Values) => Promise<void>} setAll  changes settings
 * @property {(text: string) => void} say
 * @property {(host: HTMLElement, outcomes: Outcomes) => Promise<Editor>} makeEditor
 */

/**
 * The density "Draw your own": opens the editor, and keeps the drawing while another density is on
 * show. The last run goes on until a drawing is used.
 */
export class DrawnDensity {
  /**
   * @param {Field} field    of the density
   * @param {Studio} studio
   */
  constructor(field, studio) {
    this.field = field;
    this.studio = studio;
    /** @type {Editor | undefined} */
    this.editor = undefined;
    /** The last drawing that was used, and the density that is. */
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
      if (this.host.hidden) this.open().catch((error) => this.field.complain(error.message));
      else this.close();
    });
  }

  /**
   * Takes on a density; a drawn one that there is none of yet opens the editor instead.
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
    await this.studio.setAll({ density, drawing });
    if (density !== 'drawing') this.hide();
  }

  /** @param {Values} values  as they are now */
  show({ density, drawing }) {
    if (drawing) this.text = String(drawing);
    this.density = String(density);
    this.button.hidden = density !== 'drawing';
  }

  async open() {
    /** @type {Outcomes} */
    const outcomes = {
      use: (text) => this.use(text),
      say: this.studio.say,
      close: () => this.close(),
    };
    this.setOpen(true);
    try {
      this.editor ??= await this.studio.makeEditor(this.host, outcomes);
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
    await this.studio.setAll({ density: 'drawing', drawing: text });
    this.close();
  }

  /** The drawing stays where it is, and so does the density if nothing was used. */
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
