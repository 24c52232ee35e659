// Writes the licenses of everything in the built site to one text file.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} relative */
const read = (relative) => readFileSync(fileURLToPath(new URL(relative, import.meta.url)), 'utf8');

/** Name in the site; a text file, as hosts serve Markdown as a download. */
export const licensesFile = 'licenses.txt';

/**
 * With `build.license`, Vite lists the npm packages that are in the chunks in this file. The plugin adds the project's own
 * license before them, and after them the licenses that CMake found for the WebAssembly module.
 *
 * @returns {import('vite').Plugin}
 */
export function licenses() {
  return {
    name: 'meanflow-licenses',
    apply: 'build',
    writeBundle({ dir }) {
      const file = `${dir}/${licensesFile}`;
      const packages = readFileSync(file, 'utf8');
      const own = read('../LICENSE');
      const compiled = read('../build/wasm/licenses.md');
      writeFileSync(file, `# Mean Flow Playground\n\n${own}\n${packages}${compiled}`);
    },
  };
}
