import { h } from '../../dom/dom.js';
import { tooFew, tooMany } from '../../plot/colours.js';
import { densest, fastest, stretches } from './layer-painters.js';

/** @import {Palette} from '../../plot/palette.js' */
/** @import {LayerName} from '../../plot/layer-names.js' */

/**
 * The scale of a layer's colours or arrows.
 *
 * @param {LayerName} layer
 * @param {Palette} palette
 * @returns {HTMLElement | undefined}
 */
export function scaleOf(layer, palette) {
  if (layer === 'samples' || layer === 'target') {
    const peak = `${(100 / densest).toFixed(1)}%`;
    return strip(
      ['transparent', palette.ink],
      [
        { at: '0%', text: '0' },
        { at: peak, text: 'target’s densest' },
        { at: '100%', text: `${densest} ×` },
      ],
    );
  }
  if (layer === 'difference') {
    return strip(
      [tooFew, 'transparent', tooMany],
      [
        { at: '0%', text: '− target’s densest' },
        { at: '50%', text: '0' },
        { at: '100%', text: '+ target’s densest' },
      ],
    );
  }
  if (layer === 'jacobian') {
    const [low, high] = stretches;
    const ticks = Array.from({ length: high - low + 1 }, (_, i) => ({
      at: `${(100 * i) / (high - low)}%`,
      text: String(10 ** (low + i)),
    }));
    return strip(['transparent', palette.ink], ticks);
  }
  if (layer === 'velocity' || layer === 'average') {
    return h(
      'p',
      { class: 'arrow-scale' },
      h('span', { class: 'arrow-sample', 'aria-hidden': 'true' }),
      `longest arrows: speed ${fastest} and more`,
    );
  }
  return undefined;
}

/** @param {string[]} colors @param {{at: string, text: string}[]} ticks */
function strip(colors, ticks) {
  const bar = h('div', { class: 'strip', 'aria-hidden': 'true' });
  bar.style.background = `linear-gradient(to right, ${colors.join(', ')})`;
  const labels = ticks.map(({ at, text }) => {
    const label = h('span', {}, text);
    label.style.setProperty('--at', at);
    return label;
  });
  return h('div', {}, bar, h('div', { class: 'ticks' }, ...labels));
}
