import { pictureSize } from './picture-size.js';

/** @import {DrawingSource} from '../engine/types.js' */

/** The trainer's own limits for files and pictures; see src/io/drawing_import.h. */
const mostBytes = 32 * 2 ** 20;
const mostPixels = 4096;

/** Pixels that a picture is brought down to before it is drawn: a few for every cell. */
const enoughPixels = 256;

/** Pictures that browsers know by name only, or not at all. */
const pictureName = /\.(png|jpe?g|gif|webp|bmp|avif|ico|svg|tiff?|heic)$/i;

/** @typedef {{size: number, light: boolean}} Wish  cells along a side; whether light has the mass */

/**
 * What there is to draw in what was pasted or dropped.
 *
 * @param {DataTransfer | null} data
 * @returns {File | string | null} null: nothing of use
 */
export function contentOf(data) {
  const file = data?.files[0];
  if (file) return file;
  const text = data?.getData('text/plain') ?? '';
  return text.trim() === '' ? null : text;
}

/**
 * Makes ready for the engine what a drawing can be made of: a file or a text.
 *
 * @param {File | string} content
 * @param {Wish} wish
 * @returns {Promise<DrawingSource>}
 * @throws {Error} with why it is of no use, for people
 */
export async function sourceOf(content, wish) {
  if (typeof content === 'string') {
    if (content.length > mostBytes) throw new Error('It is larger than 32 MB.');
    return { bytes: new TextEncoder().encode(content), ...wish };
  }
  if (content.size > mostBytes) throw new Error('It is larger than 32 MB.');
  if (content.size === 0) throw new Error('It is empty.');
  const bytes = new Uint8Array(await content.arrayBuffer());
  const isPicture = content.type.startsWith('image/') || pictureName.test(content.name);
  // What the trainer reads itself may have a picture's type.
  if (!isPicture || /portable/.test(content.type)) return { bytes, ...wish };
  return { ...(await shadesOf(content, bytes, wish.light)), ...wish };
}

/**
 * @param {Blob} picture
 * @param {Uint8Array} bytes  the same
 * @param {boolean} light     what is transparent has no mass, so it is dark when light has
 * @returns {Promise<{shades: Uint8Array, width: number, height: number}>}
 */
async function shadesOf(picture, bytes, light) {
  const known = pictureSize(bytes);
  if (known) refuseLarge(known);
  const scale = enoughPixels / Math.max(known?.width ?? 1, known?.height ?? 1, enoughPixels);
  /** @type {ImageBitmapOptions} Decoded and brought down off this thread. */
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
  if (Math.max(width, height) <= mostPixels) return;
  throw new Error(`It has ${width} × ${height} pixels, and at most ${mostPixels} a side are read.`);
}

/** @param {{width: number, height: number}} size @param {number} scale */
function scaled({ width, height }, scale) {
  return width >= height
    ? { resizeWidth: Math.max(1, Math.round(width * scale)) }
    : { resizeHeight: Math.max(1, Math.round(height * scale)) };
}

/** @param {ImageBitmap} bitmap @param {boolean} light */
function readShades(bitmap, light) {
  const scale = Math.min(1, enoughPixels / Math.max(bitmap.width, bitmap.height));
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
  // Luma of Rec. 709, what grey images are made by.
  for (let i = 0; i < shades.length; i++) {
    shades[i] = 0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2] + 0.5;
  }
  return { shades, width, height };
}
