// The sliders and choices of a figure.

import { h, setText } from '../dom/dom.js';
import { labelled, select } from '../dom/labelled.js';
import { numberText } from '../plot/point-text.js';

/** @import {Setting, Values} from '../settings/settings.js' */

/** Of a slider. */
const step = 0.01;

/** More choices than so many are in a list. */
const mostRadios = 4;

/** One control a setting, but for a place, which a handle moves. */
export class ConceptControls {
  /** What shows a value, by its name. @type {Map<string, (value: string | number) => void>} */
  #shown = new Map();

  /**
   * @param {readonly Setting[]} settings
   * @param {(name: string, value: string | number) => void} onChange
   */
  constructor(settings, onChange) {
    this.element = h('div', { class: 'choices' });
    for (const setting of settings) {
      if (['x', 'y'].includes(setting.name)) continue;
      const isShort = (setting.choices?.length ?? 0) <= mostRadios;
      if (!setting.choices) this.element.append(this.#makeSlider(setting, onChange));
      else if (isShort) this.element.append(this.#makeRadios(setting, onChange));
      else this.element.append(this.#makeSelect(setting, onChange));
    }
  }

  /** @param {Values} values */
  show(values) {
    for (const [name, show] of this.#shown) show(values[name]);
  }

  /** @param {Setting} setting @param {(name: string, value: string) => void} onChange */
  #makeSelect({ name, label, choices = [], default: standard }, onChange) {
    const options = choices.map(({ value, label }) => /** @type {const} */ ([value, label]));
    const input = select(`concept-${name}`, options, standard);
    input.addEventListener('change', () => onChange(name, input.value));
    this.#shown.set(name, (value) => {
      input.value = String(value);
    });
    return labelled(label, input, { name });
  }

  /** @param {Setting} setting @param {(name: string, value: string) => void} onChange */
  #makeRadios({ name, label, choices = [] }, onChange) {
    const inputs = choices.map(({ value }) => {
      const input = h('input', { type: 'radio', name: `concept-${name}`, value });
      input.addEventListener('change', () => onChange(name, value));
      return input;
    });
    this.#shown.set(name, (value) => {
      for (const input of inputs) input.checked = input.value === String(value);
    });
    const options = choices.map(({ label }, i) => h('label', {}, inputs[i], label));
    return h(
      'fieldset',
      { class: 'field', 'data-field': name },
      h('legend', {}, label),
      h('div', { class: 'radios' }, ...options),
    );
  }

  /** @param {Setting} setting @param {(name: string, value: number) => void} onChange */
  #makeSlider({ name, label, minimum = 0, maximum = 1 }, onChange) {
    const id = `concept-${name}`;
    const input = h('input', { id, type: 'range', min: minimum, max: maximum, step });
    const readout = h('span');
    input.addEventListener('input', () => onChange(name, Number(input.value)));
    this.#shown.set(name, (value) => {
      input.value = String(value);
      setText(readout, `= ${numberText(Number(value), 2)}`);
    });
    return labelled(label, input, { readout, name });
  }
}
