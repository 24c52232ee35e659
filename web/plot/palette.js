import { methodStyles } from './method-styles.js';

/**
 * The style sheet's current colours, for canvases.
 *
 * @typedef {object} Palette
 * @property {string} paper
 * @property {string} ink
 * @property {string} muted
 * @property {string} hairline
 * @property {Record<string, string>} methods  by method; also of the exact flow
 */

/**
 * @param {HTMLElement} element  any element under the style sheet
 * @returns {Palette}
 */
export function readPalette(element) {
  const sample = document.createElement('i');
  sample.hidden = true;
  element.append(sample);
  // The value of a custom property is its source text; that of `color` is resolved for the theme.
  const resolve = (/** @type {string} */ property) => {
    sample.style.color = `var(${property})`;
    return getComputedStyle(sample).color;
  };
  const palette = {
    paper: resolve('--paper'),
    ink: resolve('--ink'),
    muted: resolve('--muted'),
    hairline: resolve('--hairline'),
    methods: Object.fromEntries(
      Object.entries(methodStyles).map(([method, style]) => [method, resolve(style.color)]),
    ),
  };
  sample.remove();
  return palette;
}
