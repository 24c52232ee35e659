import { segmentAt } from './positions.js';
import { toColumn, toRow } from './viewport.js';

/** @import {ExactPaths} from '../engine/types.js' */

/** Straight pieces that all trails of a panel have at most: what a browser draws in a few milliseconds. */
const mostPieces = 6000;

/** Trails of a panel at most, and states of one: more is a tangle. */
const mostTrails = 400;
const mostStates = 60;

/**
 * The way that particles have come, from the noise to where they are: a few of them.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Pick<ExactPaths, 'path' | 'times' | 'count'>} paths
 * @param {Float32Array} positions  where they all are, as of `positionsAt`
 * @param {number} time             flow time t
 * @param {{size: number, color: string, opacity: number, width: number}} view
 */
export function drawTrails(context, paths, positions, time, view) {
  const { path, times, count } = paths;
  const last = segmentAt(times, time);
  const stride = Math.ceil((times.length - 1) / mostStates);
  const pieces = Math.ceil((times.length - 1) / stride);
  const trails = Math.min(count, mostTrails, Math.floor(mostPieces / pieces));
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
