import { contextOf, imageOfSvg, pixelsOf } from '../dom/pixels.js';
import { pictureSize } from './picture-size.js';

/** Pixels that the browser may decode at once, of four bytes each: more than cameras have. */
const maxPixels = 2 ** 27;

/** Pixels along a side that pictures are scaled down to: a few for every cell. */
const scaledPixels = 256;

/** Width and height of an SVG that gives none, as in HTML. */
const defaultSize = [300, 150];

/** @typedef {{shades: Uint8Array, width: number, height: number}} Shades  a byte a pixel, 0 black and 255 white */

/**
 * @param {Blob} picture
 * @param {Uint8Array} bytes  of the picture
 * @param {boolean} light     transparent parts have no mass, so they are dark if light parts have
 * @returns {Promise<Shades>}
 */
export async function shadesOf(picture, bytes, light) {
  if (isSvg(bytes)) return shadesOfSvg(new TextDecoder().decode(bytes), light);
  const known = pictureSize(bytes);
  if (known) refuseLarge(known);
  const scale = scaledPixels / Math.max(known?.width ?? 1, known?.height ?? 1, scaledPixels);
  /** @type {ImageBitmapOptions} Scaled off this thread. */
  const options = known && scale < 1 ? { resizeQuality: 'high', ...scaled(known, scale) } : {};
  const bitmap = await createImageBitmap(picture, options).catch(() => {
    throw new Error('This browser cannot read it as a picture.');
  });
  try {
    return readShades(bitmap, bitmap, light);
  } finally {
    bitmap.close();
  }
}

/** Whether a file is an SVG, by its first tag. @param {Uint8Array} bytes */
export function isSvg(bytes) {
  const head = new TextDecoder().decode(bytes.subarray(0, 4096)).replace(/<!--.*?-->/gs, '');
  return /^\s*</.test(head) && /<([a-z]+:)?([a-z]+)/i.exec(head)?.[2].toLowerCase() === 'svg';
}

/** Browsers decode no SVG for createImageBitmap. @param {string} text @param {boolean} light */
async function shadesOfSvg(text, light) {
  const image = await imageOfSvg(withSize(text));
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width === 0 || height === 0) throw new Error('It is 0 wide or high.');
  // At any size it is drawn from its lines.
  const scale = scaledPixels / Math.max(width, height);
  return readShades(image, { width: width * scale, height: height * scale }, light);
}

/** The SVG with a width and a height, as Firefox draws none without. @param {string} text */
function withSize(text) {
  const root =
    rootOf(text) ?? rootOf(text.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'));
  if (!root) throw new Error('This browser cannot read it as a picture.');
  const isLength = (/** @type {string} */ name) =>
    /^\s*\+?[\d.]+(e[+-]?\d+)?(px|mm|cm|q|in|pt|pc)?\s*$/i.test(root.getAttribute(name) ?? '');
  if (!isLength('width') || !isLength('height')) {
    const [, , width, height] = (root.getAttribute('viewBox') ?? '')
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const scale = scaledPixels / Math.max(width, height);
    const size = width > 0 && height > 0 ? [width * scale, height * scale] : defaultSize;
    root.setAttribute('width', String(size[0]));
    root.setAttribute('height', String(size[1]));
  }
  return new XMLSerializer().serializeToString(root);
}

/** The element of an SVG; null for other texts. @param {string} text */
function rootOf(text) {
  const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
  return documentElement instanceof SVGSVGElement ? documentElement : null;
}

/** @param {{width: number, height: number}} size */
function refuseLarge({ width, height }) {
  if (width * height <= maxPixels) return;
  const most = Math.floor(maxPixels / 1e6);
  throw new Error(`It has ${width} × ${height} pixels, and at most ${most} million are read.`);
}

/** @param {{width: number, height: number}} size @param {number} scale */
function scaled({ width, height }, scale) {
  return width >= height
    ? { resizeWidth: Math.max(1, Math.round(width * scale)) }
    : { resizeHeight: Math.max(1, Math.round(height * scale)) };
}

/**
 * @param {ImageBitmap | HTMLImageElement} picture
 * @param {{width: number, height: number}} size  of it; it is scaled down from there
 * @param {boolean} light
 * @returns {Shades}
 */
function readShades(picture, size, light) {
  const scale = Math.min(1, scaledPixels / Math.max(size.width, size.height));
  const width = Math.max(1, Math.round(size.width * scale));
  const height = Math.max(1, Math.round(size.height * scale));
  const context = contextOf(width, height);
  context.fillStyle = light ? '#000' : '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  const data = pixelsOf(context);
  const shades = new Uint8Array(width * height);
  // Luma of Rec. 709, as src/io/netpbm.cc has it.
  for (let i = 0; i < shades.length; i++) {
    shades[i] = 0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2] + 0.5;
  }
  return { shades, width, height };
}
