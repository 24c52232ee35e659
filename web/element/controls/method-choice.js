import { h, setText } from '../../dom/dom.js';
import { lineSample } from '../../plot/line-sample.js';
import { methodStyles } from '../../plot/method-styles.js';

/** @import {Method} from '../../engine/types.js' */

/** Check boxes for the methods that train, at least one of them, and for the exact flow. */
export class MethodChoice {
  /**
   * @param {readonly Method[]} methods  offered
   * @param {readonly Method[]} chosen   that train at first
   * @param {(chosen: Method[]) => void} onChange
   * @param {(shown: boolean) => void} showExact
   */
  constructor(methods, chosen, onChange, showExact) {
    this.boxes = methods.map((method) => {
      return {
        method,
        input: h('input', {
          type: 'checkbox',
          checked: chosen.includes(method),
          'aria-describedby': 'methods-message',
        }),
      };
    });
    this.message = h('p', { id: 'methods-message', class: 'message', role: 'alert' });
    const labels = this.boxes.map(({ method, input }) =>
      h('label', {}, input, lineSample(methodStyles[method]), methodStyles[method].label),
    );
    this.exact = h('input', { type: 'checkbox', checked: true });
    this.exact.addEventListener('change', () => showExact(this.exact.checked));
    const training = h(
      'fieldset',
      { class: 'methods', hidden: methods.length < 2 },
      h('legend', {}, 'Methods that train'),
      h('div', {}, ...labels),
      this.message,
    );
    const exactLabel = h(
      'label',
      {},
      this.exact,
      lineSample(methodStyles.exact),
      methodStyles.exact.label,
    );
    this.element = h(
      'div',
      { class: 'method-choice', 'data-part': 'methods' },
      training,
      h(
        'fieldset',
        { class: 'methods' },
        h('legend', {}, 'To compare with'),
        h('div', {}, exactLabel),
      ),
    );
    training.addEventListener('change', ({ target }) => {
      const chosen = this.chosen();
      const message = chosen.length > 0 ? '' : 'Methods: at least one of them has to train.';
      setText(this.message, message);
      if (chosen.length > 0) onChange(chosen);
      else if (target instanceof HTMLInputElement) target.checked = true;
    });
  }

  /** @param {readonly Method[]} methods  at least one of those offered */
  choose(methods) {
    for (const { method, input } of this.boxes) input.checked = methods.includes(method);
  }

  /** @returns {Method[]} */
  chosen() {
    return this.boxes.filter(({ input }) => input.checked).map(({ method }) => method);
  }
}
