import { toColumn, toRow } from './viewport.js';

/**
 * @typedef {object} ProbePathView
 * @property {number} size    side of the canvas, in its pixels
 * @property {number} pixel   of CSS, in pixels of the canvas
 * @property {string} color
 * @property {string} halo    colour of an outline that separates it from particles; "" for none
 * @property {number[]} dash  in CSS pixels
 * @property {number} width   in CSS pixels
 */

/**
 * Draws the path of one point, with a dot at its end.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} path  its states, [x0, y0, x1, y1, ...]
 * @param {ProbePathView} view
 */
export function drawProbePath(context, path, view) {
  const { size, pixel, color, halo, dash, width } = view;
  const column = (/** @type {number} */ state) => toColumn(path[2 * state], size);
  const row = (/** @type {number} */ state) => toRow(path[2 * state + 1], size);
  const last = path.length / 2 - 1;
  const trace = () => {
    context.beginPath();
    context.moveTo(column(0), row(0));
    for (let state = 1; state <= last; state++) context.lineTo(column(state), row(state));
  };
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (halo) {
    trace();
    context.strokeStyle = halo;
    context.lineWidth = (width + 3) * pixel;
    context.stroke();
  }
  trace();
  context.strokeStyle = color;
  context.lineWidth = width * pixel;
  context.setLineDash(dash.map((length) => length * pixel));
  context.stroke();
  context.setLineDash([]);
  drawMark(context, column(last), row(last), {
    radius: (width + 1.5) * pixel,
    fill: color,
    line: halo,
    pixel,
  });
}

/**
 * Draws a ring at a point of a path, such as its start.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} point
 * @param {{size: number, pixel: number, color: string, fill: string}} view
 */
export function drawRing(context, point, { size, pixel, color, fill }) {
  const mark = { radius: 4 * pixel, fill, line: color, pixel };
  drawMark(context, toColumn(point[0], size), toRow(point[1], size), mark);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} column
 * @param {number} row
 * @param {{radius: number, fill: string, line: string, pixel: number}} mark  line: "" for none
 */
function drawMark(context, column, row, { radius, fill, line, pixel }) {
  context.beginPath();
  context.arc(column, row, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  if (!line) return;
  context.strokeStyle = line;
  context.lineWidth = 1.75 * pixel;
  context.stroke();
}

/**
 * Draws two lines across the canvas that meet at a point.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} point
 * @param {{size: number, pixel: number, color: string}} view
 */
export function drawCrossHair(context, point, { size, pixel, color }) {
  const [x, y] = [point[0], point[1]];
  context.beginPath();
  context.moveTo(toColumn(x, size), 0);
  context.lineTo(toColumn(x, size), size);
  context.moveTo(0, toRow(y, size));
  context.lineTo(size, toRow(y, size));
  context.strokeStyle = color;
  context.lineWidth = pixel;
  context.stroke();
}
