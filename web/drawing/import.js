import { pictureSize } from './picture-size.js';

/** @import {DrawingSource} from '../engine/types.js' */

/** Limits of the trainer for files and pictures; see src/io/drawing_import.h. */
const maxBytes = 32 * 2 ** 20;
const maxPixels = 4096;

/** Pixels along a side that pictures are scaled down to: a few for every cell. */
const scaledPixels = 256;

/** Names of pictures; browsers do not give every one of them a type. */
const pictureName = /\.(png|jpe?g|gif|webp|bmp|avif|ico|svg|tiff?|heic)$/i;

/** @typedef {{size: number, light: boolean}} ImportOptions  size: cells along a side; light: whether light parts have the mass */

/**
 * The first file, else the text, of what was pasted or dropped.
 *
 * @param {DataTransfer | null} data
 * @returns {File | string | null} null when there is neither
 */
export function contentOf(data) {
  const file = data?.files[0];
  if (file) return file;
  const text = data?.getData('text/plain') ?? '';
  return text.trim() === '' ? null : text;
}

/**
 * Prepares a file or a text for the engine. The browser decodes pictures; the engine reads points and Netpbm files.
 *
 * @param {File | string} content
 * @param {ImportOptions} options
 * @returns {Promise<DrawingSource>}
 * @throws {Error} with the reason, to be shown
 */
export async function sourceOf(content, options) {
  if (typeof content === 'string') {
    if (content.length > maxBytes) throw new Error('It is larger than 32 MB.');
    return { bytes: new TextEncoder().encode(content), ...options };
  }
  if (content.size > maxBytes) throw new Error('It is larger than 32 MB.');
  if (content.size === 0) throw new Error('It is empty.');
  const bytes = new Uint8Array(await content.arrayBuffer());
  const isPicture = content.type.startsWith('image/') || pictureName.test(content.name);
  // Netpbm files, which the trainer reads, may have a picture's type.
  if (!isPicture || /portable/.test(content.type)) return { bytes, ...options };
  return { ...(await shadesOf(content, bytes, options.light)), ...options };
}

/**
 * @param {Blob} picture
 * @param {Uint8Array} bytes  of the picture
 * @param {boolean} light     transparent parts have no mass, so they are dark if light parts have
 * @returns {Promise<{shades: Uint8Array, width: number, height: number}>}
 */
async function shadesOf(picture, bytes, light) {
  const known = pictureSize(bytes);
  if (known) refuseLarge(known);
  const scale = scaledPixels / Math.max(known?.width ?? 1, known?.height ?? 1, scaledPixels);
  /** @type {ImageBitmapOptions} Scaled off this thread. */
  const options = known && scale < 1 ? { resizeQuality: 'high', ...scaled(known, scale) } : {};
  const bitmap = await createImageBitmap(picture, options).catch(() => {
    throw new Error('This browser cannot read it as a picture.');
  });
  try {
    refuseLarge(bitmap);
    return readShades(bitmap, light);
  } finally {
    bitmap.close();
  }
}

/** @param {{width: number, height: number}} size */
function refuseLarge({ width, height }) {
  if (Math.max(width, height) <= maxPixels) return;
  throw new Error(`It has ${width} × ${height} pixels, and at most ${maxPixels} a side are read.`);
}

/** @param {{width: number, height: number}} size @param {number} scale */
function scaled({ width, height }, scale) {
  return width >= height
    ? { resizeWidth: Math.max(1, Math.round(width * scale)) }
    : { resizeHeight: Math.max(1, Math.round(height * scale)) };
}

/** @param {ImageBitmap} bitmap @param {boolean} light */
function readShades(bitmap, light) {
  const scale = Math.min(1, scaledPixels / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true })
  );
  context.fillStyle = light ? '#000' : '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const shades = new Uint8Array(width * height);
  // Luma of Rec. 709.
  for (let i = 0; i < shades.length; i++) {
    shades[i] = 0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2] + 0.5;
  }
  return { shades, width, height };
}
