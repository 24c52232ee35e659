import { toColumn, toRow } from './viewport.js';

/** @import {ColourMap} from './colours.js' */

/**
 * Values on a grid as an image with one pixel per cell, to be scaled.
 *
 * @param {ArrayLike<number>} values  size * size, row-major from the lower left
 * @param {number} size
 * @param {ColourMap} colourOf
 * @returns {HTMLCanvasElement}
 */
export function heatImage(values, size, colourOf) {
  const image = document.createElement('canvas');
  image.width = size;
  image.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (image.getContext('2d'));
  const pixels = context.createImageData(size, size);
  paintHeat(pixels.data, values, size, colourOf);
  context.putImageData(pixels, 0, 0);
  return image;
}

/**
 * @param {Uint8ClampedArray} pixels  receives 4 * size * size channels, from the upper left
 * @param {ArrayLike<number>} values  size * size, row-major from the lower left
 * @param {number} size
 * @param {ColourMap} colourOf
 */
export function paintHeat(pixels, values, size, colourOf) {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const index = 4 * ((size - 1 - row) * size + column);
      pixels.set(colourOf(values[row * size + column]), index);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} image  of `heatImage`
 * @param {{size: number, extent: number, smooth: boolean}} view  side of the canvas in its pixels; half
 *   the side of the grid's square; whether to interpolate between cells
 */
export function drawHeat(context, image, { size, extent, smooth }) {
  const left = toColumn(-extent, size);
  const top = toRow(extent, size);
  const side = toColumn(extent, size) - left;
  context.imageSmoothingEnabled = smooth;
  context.drawImage(image, left, top, side, side);
}
