import { looks } from './method-styles.js';

/**
 * Colours as the style sheet has them now, for canvases.
 *
 * @typedef {object} Palette
 * @property {string} paper
 * @property {string} ink
 * @property {string} muted
 * @property {string} hairline
 * @property {Record<string, string>} methods  by method; and of the exact flow
 */

/**
 * @param {HTMLElement} element  any element under the style sheet
 * @returns {Palette}
 */
export function readPalette(element) {
  const probe = document.createElement('i');
  probe.hidden = true;
  element.append(probe);
  // A custom property comes back as it was written; `color` comes back resolved for the theme.
  const resolve = (/** @type {string} */ property) => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    paper: resolve('--paper'),
    ink: resolve('--ink'),
    muted: resolve('--muted'),
    hairline: resolve('--hairline'),
    methods: Object.fromEntries(
      Object.entries(looks).map(([method, look]) => [method, resolve(look.color)]),
    ),
  };
  probe.remove();
  return palette;
}
