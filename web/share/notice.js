// A notice above the run about where it comes from, which can be closed.

import { h } from '../dom/dom.js';

/** @import {Playground} from '../element/playground.js' */

/** @typedef {{label: string, act: () => void}} Action */

export class Notice {
  #text = h('div', {});
  #actions = h('div', { class: 'buttons' });

  /** @param {Playground} playground */
  constructor(playground) {
    this.playground = playground;
    const close = h(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close notice' },
      '×',
    );
    close.addEventListener('click', () => this.show([]));
    this.element = h(
      'div',
      { class: 'notice', role: 'region', 'aria-label': 'About this run', hidden: true },
      this.#text,
      this.#actions,
      close,
    );
  }

  /**
   * @param {string[]} lines  hidden when empty
   * @param {Action[]} [actions]
   */
  show(lines, actions = []) {
    const { activeElement } = /** @type {Document | ShadowRoot} */ (this.element.getRootNode());
    this.element.hidden = lines.length === 0;
    const before = [...this.#text.children].map((line) => line.textContent);
    if (before.join('\n') !== lines.join('\n')) {
      this.#text.replaceChildren(...lines.map((line) => h('p', {}, line)));
      if (lines.length > 0) this.playground.announce(lines.join(' '));
    }
    this.#actions.replaceChildren(
      ...actions.map(({ label, act }) => {
        const button = h('button', { type: 'button' }, label);
        button.addEventListener('click', act);
        return button;
      }),
    );
    if (activeElement && this.#hasLost(activeElement)) this.playground.parts.runBar.train.focus();
  }

  /** Whether the focus was on a button that is gone. @param {Element} button  the focused element */
  #hasLost(button) {
    if (this.element.contains(button)) return this.element.hidden;
    return !button.isConnected;
  }

  /** @param {string} line */
  add(line) {
    this.element.hidden = false;
    this.#text.append(h('p', {}, line));
    this.playground.announce(line);
  }

  /** @param {string} line */
  remove(line) {
    for (const shown of [...this.#text.children]) {
      if (shown.textContent === line) shown.remove();
    }
    if (this.#text.childElementCount === 0) this.show([]);
  }
}
