import { h, setText } from '../../dom/dom.js';

/** The one control that stays when those of the run or of the flow are hidden: what moves can be stopped. */
export class MiniBar {
  /** @param {() => void} toggle */
  constructor(toggle) {
    this.button = h('button', { type: 'button' });
    this.button.addEventListener('click', toggle);
    this.element = h('div', { class: 'mini-bar' }, this.button);
    this.setActive(false);
  }

  /** @param {boolean} active  something trains or moves */
  setActive(active) {
    setText(this.button, active ? 'Pause' : 'Play');
    this.button.setAttribute('aria-label', active ? 'Pause figure' : 'Play figure');
  }
}
