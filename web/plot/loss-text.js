/**
 * A loss for people, in a width that does not burst its place when a run explodes.
 *
 * @param {number} loss
 * @returns {string} "1.688", "2.34e+9", "∞", or "–" when it is not known
 */
export function lossText(loss) {
  if (Number.isNaN(loss)) return '–';
  if (loss === Number.POSITIVE_INFINITY) return '∞';
  return loss < 10_000 ? loss.toFixed(3) : loss.toExponential(2);
}
