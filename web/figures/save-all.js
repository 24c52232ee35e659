import { h, saveFile, setText } from '../dom/dom.js';
import { messageOf } from '../errors.js';

/** @import {FigureCard} from './figure-card.js' */

/** A button that saves every figure, as its controls say, in one file; what is not drawn yet is drawn for it. */
export class SaveAll {
  /** @param {FigureCard[]} cards */
  constructor(cards) {
    this.cards = cards;
    this.status = h('span', { class: 'note', role: 'status' });
    this.button = h('button', { type: 'button' }, 'Save all figures, ZIP');
    this.button.addEventListener('click', () => this.save());
    this.element = h('div', { class: 'buttons save-all' }, this.button, this.status);
  }

  async save() {
    if (this.button.ariaDisabled === 'true') return;
    this.button.ariaDisabled = 'true';
    try {
      const { zipFigures } = await import('./figures-zip.js');
      const figures = [];
      for (const card of this.cards) {
        setText(this.status, `Drawing figure ${card.number} of ${this.cards.length} …`);
        figures.push(await card.whole());
      }
      const { origin, pathname } = location;
      saveFile(await zipFigures(figures, origin + pathname), 'figures.zip');
      const missing = figures.filter(({ svg }) => svg === '').map(({ number }) => number);
      setText(
        this.status,
        missing.length > 0 ? `Saved without figure ${missing.join(', ')}.` : 'Saved figures.zip.',
      );
    } catch (error) {
      setText(this.status, messageOf(error));
    }
    this.button.ariaDisabled = null;
  }
}
