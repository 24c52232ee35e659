import { toColumn, toRow } from './viewport.js';

/**
 * @typedef {object} ArrowView
 * @property {number} size    side of the canvas, in its pixels
 * @property {number} extent  half the side of the field's square
 * @property {number} factor  of every velocity; -1 reverses them
 * @property {number} fastest speed of the longest arrow; arrows of faster velocities have the same length
 * @property {string} color
 * @property {number} width   of lines, in pixels
 */

/** Length of the longest arrow, as a fraction of the distance between two. */
const longest = 0.92;

/** An arrow's head: its length, relative to the arrow's and at most to the distance; half its angle, in radians. */
const headShare = 0.45;
const headMost = 0.25;
const opening = 0.5;

/**
 * Draws an arrow centred on each point of a grid, in proportion to the velocity.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{values: Float32Array, size: number}} field  velocities (2, size^2), row-major from the lower left
 * @param {ArrowView} view
 */
export function drawArrows(context, field, view) {
  const step = (2 * view.extent) / field.size;
  const cell = toColumn(step, view.size) - toColumn(0, view.size);
  context.beginPath();
  for (let i = 0; i < field.size ** 2; i++) {
    const x = toColumn(((i % field.size) + 0.5) * step - view.extent, view.size);
    const y = toRow((Math.floor(i / field.size) + 0.5) * step - view.extent, view.size);
    const dx = view.factor * field.values[2 * i];
    const dy = -view.factor * field.values[2 * i + 1];
    const speed = Math.hypot(dx, dy);
    if (!(speed > 0)) continue; // Zero or NaN.
    const length = longest * cell * Math.min(1, speed / view.fastest);
    const angle = Number.isFinite(speed) ? Math.atan2(dy, dx) : Number.NaN;
    if (!Number.isNaN(angle)) traceArrow(context, { x, y, angle, length, cell });
  }
  context.strokeStyle = view.color;
  context.lineWidth = view.width;
  context.lineCap = 'round';
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, angle: number, length: number, cell: number}} arrow  its middle
 */
function traceArrow(context, { x, y, angle, length, cell }) {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const tip = { x: x + (cosine * length) / 2, y: y + (sine * length) / 2 };
  context.moveTo(x - (cosine * length) / 2, y - (sine * length) / 2);
  context.lineTo(tip.x, tip.y);
  const head = Math.min(headShare * length, headMost * cell);
  for (const side of [-opening, opening]) {
    context.moveTo(tip.x, tip.y);
    const back = angle + Math.PI + side;
    context.lineTo(tip.x + head * Math.cos(back), tip.y + head * Math.sin(back));
  }
}
