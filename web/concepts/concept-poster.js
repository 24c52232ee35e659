// Posters of figures that explain: their pictures side by side, as an SVG. The site's build makes them.

import { makeInspections } from '../engine/inspection/inspections.js';
import { side, svgText } from './marks.js';
import { defaultsOf } from './values.js';

/** @import {NetworkName} from '../engine/inspection/inspections.js' */
/** @import {MeanFlowModule} from '../engine/meanflow.d.ts' */
/** @import {Ask, Concept, Picture} from './concept.js' */

/** Lengths in the picture's units. */
const gap = 24;
const caption = 44;
const lineHeight = 26;
const listingWidth = 760;

/**
 * @param {MeanFlowModule} module
 * @param {(network: NetworkName) => Promise<Uint8Array>} readWeights
 * @returns {(concept: Concept, style: string) => Promise<string>} draws a figure with its values at their defaults
 */
export function conceptPosters(module, readWeights) {
  const inspections = makeInspections(module);
  /** @type {any} */
  const ask = (/** @type {keyof typeof inspections} */ name, /** @type {any} */ request) =>
    Promise.resolve(inspections[name](request));
  return async (concept, style) => {
    const values = defaultsOf(concept.settings);
    for (const network of concept.networks(values)) {
      inspections.network({ ...network, weights: await readWeights(network) });
    }
    const answer = await concept.compute(/** @type {Ask} */ (ask), values);
    if (concept.lines) return listingOf(concept.lines(), style);
    return posterOf(concept.pictures(values, answer), style);
  };
}

/** @param {string[]} lines @param {string} style */
function listingOf(lines, style) {
  const text = svgText(
    lines.map((line, i) => ({ kind: 'code', text: line, x: 8, y: (i + 1) * lineHeight })),
  );
  return frame(listingWidth, (lines.length + 1) * lineHeight, style, text);
}

/** @param {Picture[]} pictures @param {string} style */
function posterOf(pictures, style) {
  const square = pictures.filter(({ height = 1 }) => height === 1);
  const width = square.length * (side + gap) - gap;
  const content = square.map((picture, i) => {
    const border = `<rect class="frame" x="1" y="1" width="${side - 2}" height="${side - 2}" rx="6"/>`;
    const rings = picture.handles.flatMap(({ at }) => picture.view?.ring('ring', at, 11) ?? []);
    return (
      `<g transform="translate(${i * (side + gap)})"><text class="tick" y="28">${picture.label}</text>` +
      `<svg y="${caption}" width="${side}" height="${side}">${border}` +
      `${svgText([...picture.marks, ...rings])}</svg></g>`
    );
  });
  return frame(width, side + caption, style, content.join(''));
}

/** @param {number} width @param {number} height @param {string} style @param {string} content */
function frame(width, height, style, content) {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}"><style>${style}</style>${content}</svg>\n`
  );
}
