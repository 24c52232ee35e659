// Files that a run can be saved as: CSV, PNG, WebM.

import { requireTruePixels } from '../dom/pixels.js';

/** @import {Method, Paths} from '../engine/types.js' */

/**
 * The final positions of the particles of several methods.
 * @param {Paths[]} all
 * @returns {string} CSV: method,iteration,steps,particle,x,y
 */
export function samplesCsv(all) {
  const rows = ['method,iteration,steps,particle,x,y'];
  for (const { method, iteration, steps, count, path } of all) {
    const ends = path.subarray(2 * count * steps);
    for (let i = 0; i < count; i++) {
      rows.push(`${method},${iteration},${steps},${i},${ends[2 * i]},${ends[2 * i + 1]}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

/**
 * @param {Partial<Record<Method, Float32Array>>} losses
 * @returns {string} CSV: iteration, then a column for each method; the first iteration is 1, and the cells of
 *   iterations that a method has not done are empty
 */
export function lossesCsv(losses) {
  const methods = /** @type {[Method, Float32Array][]} */ (Object.entries(losses));
  const length = Math.max(0, ...methods.map(([, values]) => values.length));
  const rows = [['iteration', ...methods.map(([method]) => method)].join(',')];
  for (let i = 0; i < length; i++) {
    rows.push([i + 1, ...methods.map(([, values]) => values[i] ?? '')].join(','));
  }
  return `${rows.join('\n')}\n`;
}

/** @param {string} text */
export const csv = (text) => new Blob([text], { type: 'text/csv' });

/**
 * Draws pictures side by side.
 * @param {HTMLCanvasElement[]} pictures
 * @param {string} paper  colour of the background
 * @param {HTMLCanvasElement} [canvas]  to draw into; a new one by default
 * @returns {HTMLCanvasElement}
 */
export function sideBySide(pictures, paper, canvas = document.createElement('canvas')) {
  const gap = Math.round(pictures[0].width / 24);
  const width = pictures.reduce((sum, picture) => sum + picture.width + gap, -gap);
  const height = Math.max(...pictures.map((picture) => picture.height));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  let left = 0;
  for (const picture of pictures) {
    context.drawImage(picture, left, 0);
    left += picture.width + gap;
  }
  return canvas;
}

/** Why this browser cannot record animations, or "". */
export function whyNoRecording() {
  const records =
    typeof MediaRecorder === 'function' && 'captureStream' in HTMLCanvasElement.prototype;
  if (records && MediaRecorder.isTypeSupported('video/webm')) return '';
  return 'This browser records no WebM: it lacks MediaRecorder for canvases.';
}

/**
 * Records an animation.
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} draw          called once per frame
 * @param {() => boolean} isOver     called once per frame
 * @returns {Promise<Blob>} WebM
 */
export async function record(canvas, draw, isOver) {
  const refusal = whyNoRecording();
  if (refusal) throw new Error(refusal);
  requireTruePixels();
  draw();
  const stream = canvas.captureStream(60);
  const recorder = new MediaRecorder(stream, { mimeType: 'video/webm', videoBitsPerSecond: 8e6 });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = () => reject(new Error('The browser stopped recording.'));
  });
  recorder.start();
  await new Promise((resolve) => {
    const frame = () => {
      draw();
      if (isOver()) resolve(undefined);
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  return new Blob(parts, { type: 'video/webm' });
}
