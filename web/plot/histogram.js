/** @import {DensityGrid} from '../engine/types.js' */

/**
 * The fraction of points in each cell of a grid over [-extent, extent]^2. Points outside count in the total.
 *
 * @param {Float32Array} points  (2, count)
 * @param {number} size          cells along a side
 * @param {number} extent
 * @returns {Float64Array} size * size, row-major from the lower left
 */
export function sharesOf(points, size, extent) {
  const shares = new Float64Array(size * size);
  const cellOf = (/** @type {number} */ x) => Math.floor(((x + extent) / (2 * extent)) * size);
  const within = (/** @type {number} */ cell) => cell >= 0 && cell < size;
  for (let i = 0; i < points.length; i += 2) {
    const [column, row] = [cellOf(points[i]), cellOf(points[i + 1])];
    if (within(column) && within(row)) shares[row * size + column] += 2 / points.length;
  }
  return shares;
}

/**
 * A density's mass in each cell of another grid, over [-extent, extent]^2.
 *
 * @param {DensityGrid} density  uniform within each of its cells
 * @param {number} size          cells along a side of the other grid
 * @param {number} extent
 * @returns {Float64Array} size * size, row-major from the lower left
 */
export function massesOf(density, size, extent) {
  const overlaps = overlapShares(density, size, extent);
  const masses = new Float64Array(size * size);
  for (const [row, rowTargets] of overlaps.entries()) {
    for (const [column, columnTargets] of overlaps.entries()) {
      const weight = density.weights[row * density.size + column];
      if (weight === 0) continue;
      for (const [y, yShare] of rowTargets) {
        for (const [x, xShare] of columnTargets) masses[y * size + x] += weight * xShare * yShare;
      }
    }
  }
  return masses;
}

/**
 * Along one axis: the fractions of each of the density's cells that lie in cells of the other grid.
 *
 * @param {DensityGrid} density
 * @param {number} size
 * @param {number} extent
 * @returns {[cell: number, share: number][][]} by the density's cell
 */
function overlapShares(density, size, extent) {
  const width = (2 * density.extent) / density.size;
  const step = (2 * extent) / size;
  return Array.from({ length: density.size }, (_, i) => {
    const from = i * width - density.extent;
    /** @type {[number, number][]} */
    const shares = [];
    for (let cell = 0; cell < size; cell++) {
      const low = cell * step - extent;
      const length = Math.min(low + step, from + width) - Math.max(low, from);
      if (length > 1e-9) shares.push([cell, length / width]);
    }
    return shares;
  });
}
