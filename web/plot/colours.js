// Colours of values. Opacity is proportional to the value, so that zero has the colour of the paper, light or dark.

/** @typedef {(value: number) => [red: number, green: number, blue: number, opacity: number]} ColourMap  each 0..255 */

/** Blue and orange, which colour-blind readers can tell apart. */
export const tooFew = 'rgb(0, 114, 178)';
export const tooMany = 'rgb(213, 94, 0)';

/**
 * From transparent at `low` to the full colour at `high`.
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
 * From one full colour at -extreme, transparent at 0, to another at extreme.
 *
 * @param {string} negative  as `rgb(r, g, b)`
 * @param {string} positive  as `rgb(r, g, b)`
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

/** NaN becomes 0. @param {number} share */
const clamp = (share) => (share > 0 ? Math.min(1, share) : 0);
