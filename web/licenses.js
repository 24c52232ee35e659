// The licenses of all that the built site ships, in one text beside it.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} relative */
const read = (relative) => readFileSync(fileURLToPath(new URL(relative, import.meta.url)), 'utf8');

/** In the site. Text, as hosts serve Markdown as a download. */
export const licensesFile = 'licenses.txt';

/**
 * Vite, asked for `build.license` under this name, lists the npm packages whose modules are in a chunk; this puts the
 * project's own license before them and, after them, what CMake found of what is in the WebAssembly module.
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
