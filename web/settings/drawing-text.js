/** A cell's level, or a star and how often the cell before it is repeated. */
const piece = /([\w-])|\*([\w-])/g;
const whole = /^(\d\d?)\.((?:[\w-](?:\*[B-Za-z\d_-])*)+)$/;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Whether the trainer takes a text as a drawing; its format is that of src/meanflow/drawing.h.
 *
 * @param {string} text
 * @param {number} [longest]
 */
export function isDrawing(text, longest = 4099) {
  const [, size, cells] = (text.length <= longest && whole.exec(text)) || [];
  if (!cells) return false;
  let count = 0;
  for (const [, , repeats] of cells.matchAll(piece)) count += repeats ? digits.indexOf(repeats) : 1;
  const side = Number(size);
  const hasMass = /(^|[^*])[B-Za-z\d_-]/.test(cells);
  return side >= 2 && side <= 64 && count === side * side && hasMass;
}
