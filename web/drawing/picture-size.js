/**
 * Reads the width and height of a picture from its header, so that too large ones need not be decoded.
 *
 * @param {Uint8Array} bytes  of a file
 * @returns {{width: number, height: number} | null} null for formats other than PNG, GIF, BMP and JPEG
 */
export function pictureSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const startsWith = (/** @type {string} */ text, at = 0) =>
    [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (bytes.length >= 26) {
    if (startsWith('PNG', 1)) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (startsWith('GIF8'))
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (startsWith('BM')) {
      const height = Math.abs(view.getInt32(22, true)); // Negative when the first row is at the top.
      return { width: Math.abs(view.getInt32(18, true)), height };
    }
  }
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegSize(view) : null;
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
