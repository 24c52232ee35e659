// A density as SVG paths, one for each shade.

import { toColumn } from './viewport.js';

/** @import {DensityGrid} from '../engine/types.js' */

/** Densities are drawn with at most so many cells along a side, and in so many shades. */
const maxCells = 48;
const shades = 6;

/** Opacity of the darkest shade. */
const darkest = 0.14;

/**
 * Neighbouring cells of a row are merged.
 *
 * @param {DensityGrid} grid
 * @param {number} side  of the picture, which shows the window of viewport.js
 * @returns {{d: string, opacity: number}[]} of the shades that there are, the lightest first
 */
export function densityPaths(grid, side) {
  const cells = coarsened(grid);
  const { size } = cells;
  const peak = cells.weights.reduce((most, weight) => Math.max(most, weight), 0) || 1;
  const shade = (/** @type {number} */ row, /** @type {number} */ column) =>
    Math.round(shades * Math.sqrt(cells.weights[row * size + column] / peak));
  const edge = (/** @type {number} */ i) =>
    toColumn(-grid.extent + (2 * grid.extent * i) / size, side);
  const runs = Array.from({ length: shades + 1 }, () => '');
  for (let row = 0; row < size; row++) {
    const top = side - edge(row + 1);
    const height = (edge(row + 1) - edge(row)).toFixed(1);
    for (let from = 0, to = 0; from < size; from = to) {
      for (to = from + 1; to < size && shade(row, to) === shade(row, from); ) to++;
      const [left, width] = [edge(from), edge(to) - edge(from)];
      runs[shade(row, from)] +=
        `M${left.toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}v${height}h-${width.toFixed(1)}z`;
    }
  }
  return runs
    .map((d, i) => ({ d, opacity: darkest * (i / shades) }))
    .filter(({ d, opacity }) => d !== '' && opacity > 0);
}

/** @param {DensityGrid} grid @returns {{size: number, weights: Float32Array}} with at most `maxCells` cells along a side */
function coarsened({ size, weights }) {
  const factor = Math.ceil(size / maxCells);
  const side = Math.ceil(size / factor);
  const coarse = new Float32Array(side * side);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const cell = Math.floor(row / factor) * side + Math.floor(column / factor);
      coarse[cell] += weights[row * size + column];
    }
  }
  return { size: side, weights: coarse };
}
