// Elements on the screen: their pixels there, and where a pointer is in them, whatever zoom and transforms the page around
// them has.

/** A canvas has at most so many pixels a side, or so many for each CSS pixel, whichever is more. */
const mostPixels = 2048;
const mostForPixel = 3;

/** The CSS property `zoom` of an element and of all around it. @param {Element} element */
export const zoomOf = (element) => element.currentCSSZoom ?? 1;

/** Pixels of the screen in a CSS pixel of an element. @param {Element} element */
export const pixelRatio = (element) => devicePixelRatio * zoomOf(element);

/**
 * Watches the size of elements in pixels of the screen, which changes with any zoom, and on another screen.
 *
 * @param {Element[]} elements
 * @param {() => void} onChange  called at first, too
 * @returns {() => void} stops watching
 */
export function watchPixels(elements, onChange) {
  const observer = new ResizeObserver(onChange);
  for (const element of elements) {
    try {
      observer.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(element); // Safari does not know that box.
    }
  }
  addEventListener('resize', onChange); // The window's zoom.
  return () => {
    observer.disconnect();
    removeEventListener('resize', onChange);
  };
}

/**
 * Sets the resolution of a square canvas to that of the screen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} side   in CSS pixels
 * @returns {boolean} whether it changed, which clears the canvas
 */
export function fitCanvas(canvas, side) {
  const most = Math.max(mostPixels, mostForPixel * side);
  const pixels = Math.max(1, Math.round(Math.min(side * pixelRatio(canvas), most)));
  if (canvas.width === pixels && canvas.height === pixels) return false;
  canvas.width = pixels;
  canvas.height = pixels;
  return true;
}

/**
 * @param {MouseEvent} event  a pointer's
 * @param {Element} element   its target
 * @returns {[column: number, row: number]} CSS pixels of the element, from its upper left corner within the border
 */
export function placeIn({ offsetX, offsetY }, element) {
  // Browsers undo transforms here, but no zoom.
  const zoom = zoomOf(element);
  return [offsetX / zoom, offsetY / zoom];
}
