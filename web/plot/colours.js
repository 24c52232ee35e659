// Colours of values. Opacity carries the amount, so that nothing is the colour of the paper, light or
// dark, and lightness tells what hue tells.

/** @typedef {(value: number) => [red: number, green: number, blue: number, opacity: number]} ColourMap  each 0..255 */

/** Blue against orange, told apart by colour-blind eyes. */
export const tooFew = 'rgb(0, 114, 178)';
export const tooMany = 'rgb(213, 94, 0)';

/**
 * From nothing at `low` to the full colour at `high`.
 *
 * @param {string} color  as `rgb(r, g, b)`
 * @param {number} low
 * @param {number} high
 * @returns {ColourMap}
 */
export function sequential(color, low, high) {
  const [red, green, blue] = channels(color);
  return (value) => [red, green, blue, 255 * clamp((value - low) / (high - low))];
}

/**
 * From one full colour at -extreme over nothing at 0 to another at extreme.
 *
 * @param {string} negative  as `rgb(r, g, b)`
 * @param {string} positive  likewise
 * @param {number} extreme
 * @returns {ColourMap}
 */
export function diverging(negative, positive, extreme) {
  const below = sequential(negative, 0, extreme);
  const above = sequential(positive, 0, extreme);
  return (value) => (value < 0 ? below(-value) : above(value));
}

/** @param {string} color  as `rgb(r, g, b)` or `rgba(r, g, b, a)` */
function channels(color) {
  return (color.match(/[\d.]+/g) ?? []).map(Number);
}

/** NaN is nothing. @param {number} share */
const clamp = (share) => (share > 0 ? Math.min(1, share) : 0);
