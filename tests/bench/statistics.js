// Of numbers, and of what is printed about them.

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number} value */
export const round = (value) => Number(value.toPrecision(3)).toString();

/** Median and range. @param {number[]} values @param {number} [scale] @param {string} [unit] */
export function spread(values, scale = 1, unit = '') {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
  return `${round(scale * middle)}${unit} (${round(scale * least)}..${round(scale * most)})`;
}

/** Of samples taken in turns, pair by pair. @param {number[]} a @param {number[]} b */
export const ratios = (a, b) => a.slice(0, b.length).map((value, i) => value / b[i]);

/** @param {string} title @param {string[]} header @param {string[][]} rows */
export function printTable(title, header, rows) {
  const lines = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const format = (/** @type {string[]} */ line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  console.log(`\n${title}\n`);
  console.log(format(header));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(format(row));
}
