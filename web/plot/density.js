import { toColumn, toRow } from './viewport.js';

/** @import {DensityGrid} from '../engine/types.js' */

/** From this number of cells along a side, a grid samples a smooth density, and is interpolated. */
const smoothFrom = 32;

/**
 * The density as an image of one colour with one pixel per cell, to be scaled.
 *
 * @param {DensityGrid} grid
 * @param {string} color
 * @param {number} [peak]  the mass of an opaque cell; by default the largest
 * @returns {HTMLCanvasElement}
 */
export function densityImage(grid, color, peak = largest(grid.weights)) {
  const { size, weights } = grid;
  const image = document.createElement('canvas');
  image.width = size;
  image.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (image.getContext('2d'));
  const pixels = context.createImageData(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      // The square root keeps thin tails visible, and is closer to perceived darkness.
      const opacity = Math.sqrt(weights[row * size + column] / peak);
      pixels.data[4 * ((size - 1 - row) * size + column) + 3] = 255 * opacity;
    }
  }
  context.putImageData(pixels, 0, 0);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = color;
  context.fillRect(0, 0, size, size);
  return image;
}

/** @param {Float32Array} weights */
const largest = (weights) => weights.reduce((most, weight) => Math.max(most, weight), 0) || 1;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} image  of `densityImage`
 * @param {{size: number, extent: number, opacity: number}} view  side of the canvas in its pixels;
 *   half the side of the density's square; 0..1
 */
export function drawDensity(context, image, view) {
  const left = toColumn(-view.extent, view.size);
  const top = toRow(view.extent, view.size);
  const side = toColumn(view.extent, view.size) - left;
  context.imageSmoothingEnabled = image.width >= smoothFrom;
  context.globalAlpha = view.opacity;
  context.drawImage(image, left, top, side, side);
  context.globalAlpha = 1;
}
