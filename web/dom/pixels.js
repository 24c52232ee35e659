// What pages read back from canvases, and pictures to draw on them.

/** Side of the known picture, and its colours, a quarter each. */
const probeSide = 16;
const probeColours = ['#c81e3c', '#1ec83c', '#1e3cc8', '#e6e61e'];

/** Farther from what was drawn than rounding, and than the little noise that some browsers add against tracking. */
const probeTolerance = 8;

/**
 * Whether the browser gives pages something else than what is on their canvases, as Firefox does under
 * `privacy.resistFingerprinting`: a known picture is read back. A reader may allow it meanwhile, so it is tried every time.
 */
export function falsifiesPixels() {
  const half = probeSide / 2;
  const context = contextOf(probeSide, probeSide);
  probeColours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(half * (i % 2), half * Math.floor(i / 2), half, half);
  });
  const { data } = context.getImageData(0, 0, probeSide, probeSide);
  return data.some((value, i) => {
    const pixel = Math.floor(i / 4);
    const quarter =
      2 * Number(pixel >= (probeSide * probeSide) / 2) + Number(pixel % probeSide >= half);
    const channel = i % 4;
    const drawn =
      channel === 3
        ? 255
        : Number.parseInt(probeColours[quarter].slice(1 + 2 * channel, 3 + 2 * channel), 16);
    return Math.abs(value - drawn) > probeTolerance;
  });
}

/** Throws an error to be shown where the browser falsifies what is read back. */
export function requireTruePixels() {
  if (!falsifiesPixels()) return;
  throw new Error(
    'This browser gives pages noise instead of their pictures, against tracking (in Firefox: resistFingerprinting). ' +
      'Let this page read its canvases, by the sign in the address bar, and try again.',
  );
}

/**
 * A canvas of its own to draw on and read back.
 * @param {number} width @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function contextOf(width, height) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  return /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true })
  );
}

/** All pixels of a canvas. @param {CanvasRenderingContext2D} context @throws {Error} where they would be false */
export function pixelsOf(context) {
  requireTruePixels();
  const { width, height } = context.canvas;
  return context.getImageData(0, 0, width, height).data;
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} @throws {Error} where it would be false */
export async function pngOf(canvas) {
  requireTruePixels();
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not make a PNG of it.');
  return blob;
}

/**
 * Decodes an SVG. No script in it runs and nothing is loaded for it. From data and not from a blob, as Chromium lets no page
 * read back a blob's foreignObject.
 * @param {string} svg
 * @returns {Promise<HTMLImageElement>}
 */
export async function imageOfSvg(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode().catch(() => {
    throw new Error('This browser or this page’s policy does not let it be drawn from data.');
  });
  return image;
}
