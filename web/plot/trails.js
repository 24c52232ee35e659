import { segmentAt } from './positions.js';
import { toColumn, toRow } from './viewport.js';

/** @import {ExactPaths} from '../engine/types.js' */

/** Segments of all trails of a panel at most: a browser draws them in a few milliseconds. */
const mostSegments = 6000;

/** Trails of a panel at most, and states of each: more would be hard to read. */
const mostTrails = 400;
const mostStates = 60;

/**
 * Draws the paths of some particles, from the noise to their positions.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Pick<ExactPaths, 'path' | 'times' | 'count'>} paths
 * @param {Float32Array} positions  of all particles, from `positionsAt`
 * @param {number} time             flow time t
 * @param {{size: number, color: string, opacity: number, width: number}} view
 */
export function drawTrails(context, paths, positions, time, view) {
  const { path, times, count } = paths;
  const last = segmentAt(times, time);
  const stride = Math.ceil((times.length - 1) / mostStates);
  const segments = Math.ceil((times.length - 1) / stride);
  const trails = Math.min(count, mostTrails, Math.floor(mostSegments / segments));
  const column = (/** @type {number} */ at) => toColumn(path[at], view.size);
  const row = (/** @type {number} */ at) => toRow(path[at + 1], view.size);
  context.beginPath();
  for (let i = 0; i < 2 * trails; i += 2) {
    context.moveTo(column(i), row(i));
    for (let state = stride; state <= last; state += stride) {
      const at = state * 2 * count + i;
      context.lineTo(column(at), row(at));
    }
    context.lineTo(toColumn(positions[i], view.size), toRow(positions[i + 1], view.size));
  }
  context.strokeStyle = view.color;
  context.globalAlpha = view.opacity;
  context.lineWidth = view.width;
  context.stroke();
  context.globalAlpha = 1;
}
