import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('.'),
  base: './', // The site works from any sub-path.
  server: { fs: { allow: [path('..')] } }, // The WASM module is in build/wasm, outside the root.
  worker: { format: 'es' },
  build: {
    outDir: path('../dist'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      input: ['index.html', 'embed.html']
        .map((page) => path(page))
        .filter((page) => existsSync(page)),
    },
  },
});
