// The text of a link's part "view", what panels show: "average.trails" for all of them, or "fm:velocity,exact:jacobian.dots".

/** @import {Subject} from '../engine/types.js' */
/** @import {LayerName, Shown} from '../plot/layer-names.js' */
import { isMap, layerNames, plain } from '../plot/layer-names.js';

/** What panels show, where it is not the default. @typedef {Partial<Record<Subject, Shown>>} PanelView */

/**
 * @param {PanelView} view
 * @param {readonly Subject[]} panels  displayed
 * @returns {string} "" when all show the default
 */
export function viewText(view, panels) {
  const texts = panels.map((panel) => wordsOf(view[panel] ?? plain).join('.'));
  if (texts.every((text) => text === texts[0])) return texts[0] ?? '';
  return panels.flatMap((panel, i) => (texts[i] ? [`${panel}:${texts[i]}`] : [])).join(',');
}

/**
 * @param {string} text
 * @param {readonly Subject[]} panels  displayed
 * @returns {PanelView | null} null: not valid
 */
export function parseView(text, panels) {
  /** @type {PanelView} */
  const view = {};
  for (const entry of text.split(',')) {
    const [words, name, ...rest] = entry.split(':').reverse();
    const named = name === undefined ? panels : panels.filter((panel) => panel === name);
    const shown = shownBy(words.split('.'));
    if (!shown || named.length === 0 || rest.length > 0) return null;
    for (const panel of named) view[panel] = shown;
  }
  return view;
}

/** @param {Shown} shown */
function wordsOf({ layer, particles, trails }) {
  const usual = !isMap(layer);
  return [
    ...(layer === 'none' ? [] : [layer]),
    ...(trails ? ['trails'] : []),
    ...(particles === usual ? [] : [particles ? 'dots' : 'bare']),
  ];
}

/** @param {string[]} words @returns {Shown | null} */
function shownBy(words) {
  const others = words.filter((word) => !['trails', 'dots', 'bare'].includes(word));
  const layer = layerNames.find((name) => name === others[0] && name !== 'none') ?? 'none';
  const [isBare, hasDots] = [words.includes('bare'), words.includes('dots')];
  const known = others.length === 0 || (others.length === 1 && layer !== 'none');
  if (!known || (isBare && hasDots)) return null;
  const particles = hasDots || (!isBare && !isMap(/** @type {LayerName} */ (layer)));
  return { layer, particles, trails: words.includes('trails') };
}
