// Figures as pictures.

/** Pixels a CSS pixel: 300 an inch when a figure is as wide as a printed page's text. */
const scale = 3;

/**
 * @param {string} svg
 * @returns {Promise<Blob>} a PNG of it
 */
export async function toPng(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode().catch(() => {
    throw new Error('This page may not draw pictures from data; save the SVG instead.');
  });
  const canvas = document.createElement('canvas');
  canvas.width = scale * image.width;
  canvas.height = scale * image.height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not make a PNG of it; save the SVG instead.');
  return blob;
}
