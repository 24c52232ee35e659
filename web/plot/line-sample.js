import { h } from '../dom/dom.js';

/** @import {MethodStyle} from './method-styles.js' */

const namespace = 'http://www.w3.org/2000/svg';

/**
 * A sample of a method's line in charts, for legends.
 *
 * @param {MethodStyle} style
 * @returns {HTMLElement}
 */
export function lineSample(style) {
  const svg = document.createElementNS(namespace, 'svg');
  const line = document.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 22 4');
  line.setAttribute('d', 'M0 2H22');
  line.setAttribute('stroke-dasharray', style.dash.join(' '));
  svg.append(line);
  const sample = h('span', { class: 'line-sample', 'aria-hidden': 'true' }, svg);
  sample.style.setProperty('color', `var(${style.color})`);
  return sample;
}
