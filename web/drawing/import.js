import { isSvg, shadesOf } from './picture.js';
import { pictureSize } from './picture-size.js';

/** @import {DrawingSource} from '../engine/types.js' */

/** Limit of the trainer for files; see src/io/drawing_import.h. */
const maxBytes = 32 * 2 ** 20;

/** Names of pictures; browsers do not give every one of them a type. */
const pictureName = /\.(png|jpe?g|gif|webp|bmp|avif|ico|svg|tiff?|heic)$/i;

/** @typedef {{size: number, light: boolean}} ImportOptions  size: cells along a side; light: whether light parts have the mass */

/**
 * What was pasted or dropped, to be tried in this order: its text, which may be points, then its first file. Spreadsheets
 * bring a picture of their cells as well, which is not meant. Texts that only name the file are left out.
 *
 * @param {DataTransfer | null} data
 * @returns {(File | string)[]} empty when there is neither
 */
export function contentsOf(data) {
  const text = data?.getData('text/plain') ?? '';
  const file = data?.files[0];
  if (text.trim() === '') return file ? [file] : [];
  if (!file) return [text];
  const isName = text.trim() === file.name || /^\s*[a-z][a-z\d+.-]*:\S*\s*$/i.test(text);
  const isTable = /<table[\s>]/i.test(data?.getData('text/html') ?? '');
  return isName ? [file] : isTable ? [text] : [text, file];
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
  const file = typeof content === 'string' ? new File([content], '') : content;
  if (file.size > maxBytes) throw new Error('It is larger than 32 MB.');
  if (file.size === 0) throw new Error('It is empty.');
  const buffer = await file.arrayBuffer().catch(() => {
    throw new Error('It cannot be read. A folder has no drawing.');
  });
  const bytes = new Uint8Array(buffer);
  if (!isPicture(file, bytes)) return { bytes, ...options };
  return { ...(await shadesOf(file, bytes, options.light)), ...options };
}

/** Whether the browser decodes it, and not the trainer. @param {File} file @param {Uint8Array} bytes */
function isPicture(file, bytes) {
  // Netpbm files, which the trainer reads, may have a picture's type.
  if (/portable/.test(file.type) || isNetpbm(bytes)) return false;
  return (
    file.type.startsWith('image/') ||
    pictureName.test(file.name) ||
    pictureSize(bytes) !== null ||
    isSvg(bytes)
  );
}

/** @param {Uint8Array} bytes */
const isNetpbm = (bytes) => /^P[1-6][\s#]/.test(String.fromCharCode(...bytes.subarray(0, 3)));
