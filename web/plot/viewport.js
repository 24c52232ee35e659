/** Every panel shows [-extent, extent] on both axes, y up. */
export const extent = 3;

/**
 * @param {number} x      in the plane
 * @param {number} size   side of the canvas, in its pixels
 * @returns {number} pixels from the left edge
 */
export const toColumn = (x, size) => ((x + extent) / (2 * extent)) * size;

/**
 * @param {number} y      in the plane
 * @param {number} size   side of the canvas, in its pixels
 * @returns {number} pixels from the top edge
 */
export const toRow = (y, size) => ((extent - y) / (2 * extent)) * size;

/**
 * The inverse of `toColumn`.
 *
 * @param {number} column  pixels from the left edge
 * @param {number} size
 */
export const toX = (column, size) => (column / size) * 2 * extent - extent;

/**
 * The inverse of `toRow`.
 *
 * @param {number} row     pixels from the top edge
 * @param {number} size
 */
export const toY = (row, size) => extent - (row / size) * 2 * extent;
