// All figures in one ZIP archive: their SVGs, and a text with their captions and sources.

import { Zip, ZipDeflate } from 'fflate';

/** @import {Receipts, Settings} from '../engine/types.js' */

/** Bytes compressed at once, in a few milliseconds. */
const chunkSize = 1 << 17;

/**
 * @typedef {object} DrawnFigure
 * @property {number} number
 * @property {string} title
 * @property {string} caption
 * @property {string} svg  "" when it could not be drawn
 * @property {string} message  the reason, to be shown
 * @property {{settings: Settings, receipts: Receipts} | null} run  that it was drawn from; null: networks that come with
 *   the page
 */

/**
 * @param {DrawnFigure[]} figures
 * @param {string} address  of the page
 * @returns {Promise<Blob>} a ZIP archive
 */
export function zipFigures(figures, address) {
  const drawn = figures.filter(({ svg }) => svg !== '');
  return zip([
    { name: 'README.txt', text: describe(figures, address) },
    ...drawn.map(({ number, svg }) => ({ name: fileName(number), text: svg })),
  ]);
}

/** @param {number} number */
const fileName = (number) => `figure-${number}.svg`;

/** @param {DrawnFigure[]} figures @param {string} address */
function describe(figures, address) {
  const parts = figures.map(({ number, title, caption, svg, message, run }) => {
    const head = `Figure ${number}. ${title}`;
    if (svg === '') return `${head}\nIs not here: ${message || 'it could not be drawn.'}`;
    return `${head}\n${fileName(number)}\n\n${caption}\n${describeRun(run)}`;
  });
  return `Figures of the Mean Flow Playground, ${address}\n\n${parts.join('\n\n\n')}\n`;
}

/** @param {DrawnFigure['run']} run */
function describeRun(run) {
  if (!run) return 'From trained networks that come with the page.';
  const { arithmetic, receipts } = run.receipts;
  const lines = receipts.map(({ method, iteration, phases, receipt }) => {
    const past = phases.map(({ until, lr }) => `, up to ${until} at a learning rate of ${lr}`);
    return `  ${method} at iteration ${iteration}${past.join('')}: ${receipt}`;
  });
  return [
    `From a run with the settings ${JSON.stringify(run.settings)}.`,
    `Receipts (${arithmetic}) when it was drawn:`,
    ...lines,
  ].join('\n');
}

/**
 * Compresses in chunks, so that the page stays responsive.
 * @param {{name: string, text: string}[]} files
 * @returns {Promise<Blob>}
 */
async function zip(files) {
  /** @type {BlobPart[]} */
  const parts = [];
  const archive = new Zip((error, bytes) => {
    if (error) throw error;
    parts.push(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  });
  for (const { name, text } of files) {
    const bytes = new TextEncoder().encode(text);
    const entry = new ZipDeflate(name);
    archive.add(entry);
    for (let from = 0; from < bytes.length; from += chunkSize) {
      entry.push(bytes.slice(from, from + chunkSize), from + chunkSize >= bytes.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  archive.end();
  return new Blob(parts, { type: 'application/zip' });
}
