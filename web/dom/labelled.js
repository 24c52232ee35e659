import { looks } from '../plot/method-styles.js';
import { h } from './dom.js';

/** @import {Stage} from '../element/panels/stage.js' */

/**
 * A control under its label.
 *
 * @param {string | (string | Node)[]} label
 * @param {HTMLElement} control  with an id
 * @param {object} [options]
 * @param {string} [options.symbol]        of what it sets, beside the label
 * @param {HTMLElement} [options.reading]  what it is set to, likewise
 * @param {{start?: Node, end?: Node}} [options.scale]  of a slider: what is at its ends
 * @param {string} [options.revealed]      its name for `MeanFlowElement#reveal`
 */
export function labelled(label, control, { symbol, reading, scale, revealed } = {}) {
  return h(
    'div',
    { class: 'field', 'data-field': revealed ?? false },
    h(
      'span',
      { class: 'label' },
      h('label', { for: control.id }, ...[label].flat()),
      ...known(symbol ? h('var', { 'aria-hidden': 'true' }, symbol) : undefined, reading),
    ),
    scale ? h('div', { class: 'scale' }, ...known(scale.start, control, scale.end)) : control,
  );
}

/** @param {...(Node | undefined)} nodes */
const known = (...nodes) => nodes.filter((node) => node !== undefined);

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

/** For `select`: all panels, or one. @param {Stage} stage @returns {[string, string][]} */
export const panelChoices = ({ panels }) => [
  ['all', 'All panels'],
  ...panels.map(({ method }) => /** @type {[string, string]} */ ([method, looks[method].label])),
];
