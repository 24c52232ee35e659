/**
 * Reads the width and height of a picture from its header, so that too large ones need not be decoded.
 *
 * @param {Uint8Array} bytes  of a file
 * @returns {{width: number, height: number} | null} null for formats other than PNG, GIF, BMP, WebP and JPEG
 */
export function pictureSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const startsWith = (/** @type {string} */ text, at = 0) =>
    [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (bytes.length >= 26) {
    if (startsWith('PNG', 1)) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (startsWith('GIF8'))
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    // Two letters may begin a text, too: the size of a BMP's header follows, which is a small number.
    if (startsWith('BM') && view.getUint32(14, true) < 256) {
      const height = Math.abs(view.getInt32(22, true)); // Negative when the first row is at the top.
      return { width: Math.abs(view.getInt32(18, true)), height };
    }
  }
  if (bytes.length >= 30 && startsWith('RIFF') && startsWith('WEBP', 8)) return webpSize(view);
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegSize(view) : null;
}

/** Of its first chunk: extended, lossless or lossy. @param {DataView} view */
function webpSize(view) {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  const upTo24 = (/** @type {number} */ at) => view.getUint32(at, true) & 0xffffff;
  if (kind === 'VP8X')
    return { width: 1 + upTo24(24), height: 1 + (view.getUint32(26, true) >>> 8) };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (kind !== 'VP8 ') return null;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** @param {DataView} view */
function jpegSize(view) {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !isTable) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
