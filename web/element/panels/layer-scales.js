import { h } from '../../dom/dom.js';
import { tooFew, tooMany } from '../../plot/colours.js';
import { densest, fastest, stretches } from './layer-painters.js';

/** @import {Palette} from '../../plot/palette.js' */
/** @import {LayerName} from '../../plot/layer-names.js' */

/** The scale of a layer's colours or arrows. @param {LayerName} layer @param {Palette} palette */
export const scaleOf = (layer, palette) => scales[layer](palette);

/** @type {Record<LayerName, (palette: Palette) => HTMLElement | undefined>} */
const scales = {
  none: () => undefined,
  velocity: arrowScale,
  average: arrowScale,
  samples: densityScale,
  target: densityScale,
  difference: () =>
    strip(
      [tooFew, 'transparent', tooMany],
      [
        { at: '0%', text: '− target’s densest' },
        { at: '50%', text: '0' },
        { at: '100%', text: '+ target’s densest' },
      ],
    ),
  jacobian: stretchScale,
};

function arrowScale() {
  return h(
    'p',
    { class: 'arrow-scale' },
    h('span', { class: 'arrow-sample', 'aria-hidden': 'true' }),
    `longest arrows: speed ${fastest} and more`,
  );
}

/** @param {Palette} palette */
function densityScale({ ink }) {
  return strip(
    ['transparent', ink],
    [
      { at: '0%', text: '0' },
      { at: `${(100 / densest).toFixed(1)}%`, text: 'target’s densest' },
      { at: '100%', text: `${densest} ×` },
    ],
  );
}

/** @param {Palette} palette */
function stretchScale({ ink }) {
  const [low, high] = stretches;
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => ({
    at: `${(100 * i) / (high - low)}%`,
    text: String(10 ** (low + i)),
  }));
  return strip(['transparent', ink], ticks);
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
