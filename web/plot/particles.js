import { toColumn, toRow } from './viewport.js';

/**
 * @typedef {object} ParticleView
 * @property {number} size    side of the canvas, in its pixels
 * @property {number} dot     side of one particle, in pixels
 * @property {string} color
 * @property {number} opacity 0..1, so that dense regions are darker
 */

/**
 * Draws a small square per particle: at two or three CSS pixels it looks like a dot, and browsers draw thousands of
 * rectangles of one colour fast, with or without a GPU.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} positions  [x0, y0, x1, y1, ...] in the plane
 * @param {ParticleView} view
 */
export function drawParticles(context, positions, view) {
  const { size, dot } = view;
  context.fillStyle = view.color;
  context.globalAlpha = view.opacity;
  for (let i = 0; i + 1 < positions.length; i += 2) {
    const column = toColumn(positions[i], size) - dot / 2;
    const row = toRow(positions[i + 1], size) - dot / 2;
    context.fillRect(column, row, dot, dot);
  }
  context.globalAlpha = 1;
}
