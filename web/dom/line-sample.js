import { h } from './dom.js';

/** @import {Look} from '../plot/method-styles.js' */

const namespace = 'http://www.w3.org/2000/svg';

/**
 * A short piece of a method's line, as the chart draws it.
 *
 * @param {Look} look
 * @returns {HTMLElement}
 */
export function lineSample(look) {
  const svg = document.createElementNS(namespace, 'svg');
  const line = document.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 22 4');
  line.setAttribute('d', 'M0 2H22');
  line.setAttribute('stroke-dasharray', look.dash.join(' '));
  svg.append(line);
  const sample = h('span', { class: 'line-sample', 'aria-hidden': 'true' }, svg);
  sample.style.setProperty('color', `var(${look.color})`);
  return sample;
}
