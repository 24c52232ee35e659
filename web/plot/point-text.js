/**
 * @param {ArrayLike<number> | undefined} point
 * @param {number} [digits]  after the decimal point
 * @returns {string} "(0.30, −0.70)", or "–" if unknown
 */
export function pointText(point, digits = 2) {
  if (!point) return '–';
  return `(${numberText(point[0], digits)}, ${numberText(point[1], digits)})`;
}

/** @param {number} value @param {number} digits  after the decimal point @returns {string} "−0.70" */
export function numberText(value, digits) {
  // Zero has no sign, even if it was rounded from a negative number.
  return (Number(value.toFixed(digits)) + 0).toFixed(digits).replace('-', '−');
}
