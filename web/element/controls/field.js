import { h, setText } from '../../dom/dom.js';
import { labelled } from '../../dom/labelled.js';
import { messageOf } from '../../errors.js';
import { parseSetting } from '../../settings/settings.js';

/** @import {Setting} from '../../settings/settings.js' */

/** The label, control, help and error message of one setting. */
export class Field {
  /**
   * @param {Setting} setting
   * @param {(value: string | number) => Promise<void>} onCommit  applies a valid value; if it
   *   rejects, the error is shown
   * @param {{symbol?: string}} [options]  symbol: the text's for it
   */
  constructor(setting, onCommit, { symbol = '' } = {}) {
    this.setting = setting;
    this.onCommit = onCommit;
    const id = `field-${setting.name}`;
    this.input = setting.choices || setting.presets ? makeSelect(setting) : makeInput(setting);
    this.input.id = id;
    this.input.setAttribute('aria-describedby', `${id}-help ${id}-message`);
    this.message = h('p', { id: `${id}-message`, class: 'message', role: 'alert' });
    this.element = labelled(setting.label, this.input, { symbol, name: setting.name });
    this.element.append(h('p', { id: `${id}-help`, class: 'help' }, setting.help), this.message);
    this.value = setting.default;
    this.show(setting.default);
    this.input.addEventListener('change', () => this.commit());
    this.input.addEventListener('input', () => this.recheck());
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.show(this.value);
    });
  }

  /** Shows a value, and no error. @param {string | number} value */
  show(value) {
    this.value = value;
    if (this.input instanceof HTMLSelectElement) ensureOption(this.input, String(value));
    this.input.value = String(value);
    this.showError('');
  }

  /** Shows an error next to the control. @param {string} message  "" removes it */
  showError(message) {
    setText(this.message, message);
    if (message) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
  }

  async commit() {
    const { value, message } = parseSetting(this.setting, this.input.value);
    this.showError(message);
    if (value === undefined) return;
    try {
      await this.onCommit(value);
    } catch (error) {
      this.showError(messageOf(error));
    }
  }

  /** While the reader corrects an entry: removes the error as soon as the entry is valid. */
  recheck() {
    if (parseSetting(this.setting, this.input.value).message === '') this.showError('');
  }
}

/** @param {Setting} setting */
function makeSelect(setting) {
  const presets = (setting.presets ?? []).map(String);
  const choices = setting.choices ?? presets.map((value) => ({ value, label: value }));
  const options = choices.map(({ value, label }) => h('option', { value }, label));
  return h('select', {}, ...options);
}

/** @param {Setting} setting */
function makeInput(setting) {
  const inputmode = setting.kind === 'integer' ? 'numeric' : 'decimal';
  return h('input', { type: 'text', inputmode, autocomplete: 'off', spellcheck: 'false' });
}

/**
 * A select can only show its options, and attributes allow more values than a form offers.
 *
 * @param {HTMLSelectElement} select
 * @param {string} value
 */
function ensureOption(select, value) {
  if ([...select.options].some((option) => option.value === value)) return;
  const next = [...select.options].find((option) => Number(option.value) > Number(value));
  select.insertBefore(h('option', { value }, value), next ?? null);
}
