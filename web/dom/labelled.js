import { h } from './dom.js';

/**
 * A control under its label.
 *
 * @param {string | (string | Node)[]} label
 * @param {HTMLElement} control  with an id
 * @param {object} [options]
 * @param {string} [options.symbol]        of the setting, beside the label
 * @param {HTMLElement} [options.readout]  its value, beside the label
 * @param {{start?: Node, end?: Node}} [options.scale]  labels of a slider's ends
 * @param {string} [options.name]          for `MeanFlowElement#reveal`
 */
export function labelled(label, control, { symbol, readout, scale, name } = {}) {
  return h(
    'div',
    { class: 'field', 'data-field': name ?? false },
    h(
      'span',
      { class: 'label' },
      h('label', { for: control.id }, ...[label].flat()),
      ...present(symbol ? h('var', { 'aria-hidden': 'true' }, symbol) : undefined, readout),
    ),
    scale ? h('div', { class: 'scale' }, ...present(scale.start, control, scale.end)) : control,
  );
}

/** @param {...(Node | undefined)} nodes */
const present = (...nodes) => nodes.filter((node) => node !== undefined);

/**
 * @param {string} id
 * @param {Iterable<readonly [value: string | number, label: string]>} choices
 * @param {string | number} [chosen]  the first by default
 */
export function select(id, choices, chosen) {
  const options = Array.from(choices, ([value, label]) =>
    h('option', { value, selected: value === chosen }, label),
  );
  return h('select', { id }, ...options);
}
